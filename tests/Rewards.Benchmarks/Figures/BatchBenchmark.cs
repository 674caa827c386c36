using System.Diagnostics;
using System.Globalization;
using System.Net;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>A hundred thousand unique codes in the background.</summary>
internal sealed class BatchBenchmark : IBenchmark
{
    private const int Codes = 100_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public string Name => "batch";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var log = new RequestLog();
        await using var app = await HostChild.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: true), log);
        await app.DefineAsync("leaflet", body => body["shards"] = 16);
        var seconds = 0.0;
        var sent = await log.DuringAsync(async () =>
        {
            var started = Stopwatch.GetTimestamp();
            var batch = (await app.PostAsync("campaigns/leaflet/batches", new { count = Codes })).Expect(HttpStatusCode.Accepted).Json["batchId"]!.GetValue<string>();
            while ((await app.GetAsync($"campaigns/leaflet/batches/{batch}")).Json["state"]!.GetValue<string>() != "completed")
            {
                await Task.Delay(Look);
            }

            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
        return
        [
            Figure.AtMost("100,000 unique codes in 16 shards: storage batches", sent.Count(request => request.IsBatch), 1_100, ""),
            Figure.AtMost("100,000 unique codes in 16 shards: time", seconds, 60, "s", string.Create(CultureInfo.InvariantCulture, $"{Codes / seconds:F0} codes/s")),
        ];
    }
}
