using System.Diagnostics;
using System.Globalization;
using Rewards.Benchmarks.Load;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>What an award costs while the member's partition grows.</summary>
internal sealed class AwardBenchmark : IBenchmark
{
    private const int Sample = 50;

    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];

    public string Name => "award";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var log = new RequestLog();
        await using var app = await HostChild.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: false), log);

        // Another member's, so that code and connections are warm, and the member's own all at one time: it grows in entries, not in lots.
        await GrowAsync(app, "m-warm", 0, 300);
        List<Figure> figures = [];
        var entries = 0;
        foreach (var size in Sizes)
        {
            await GrowAsync(app, "m-grown", entries, size);
            entries = size + Sample;
            var took = new List<double>();
            var sent = await log.DuringAsync(async () =>
            {
                for (var n = size; n < entries; n++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await Awards.AwardAsync(app, "m-grown", n);
                    took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            });
            say($"{size} entries");
            figures.Add(new Figure(
                string.Create(CultureInfo.InvariantCulture, $"an award to a member of {size:N0} entries"),
                (double)sent.Count / Sample,
                "operations",
                figures.Count == 0 ? null : $"{figures[0].Value}, as with {Sizes[0]}",
                figures.Count == 0 ? null : (double)sent.Count / Sample == figures[0].Value,
                string.Create(CultureInfo.InvariantCulture, $"{Median.Of(took):F1} ms")));
        }

        return figures;
    }

    private static async Task GrowAsync(TestApp app, string member, int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            await Awards.AwardAsync(app, member, n);
        }
    }
}
