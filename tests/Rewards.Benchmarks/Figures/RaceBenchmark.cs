using System.Diagnostics;
using System.Net;
using Rewards.Benchmarks.Load;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>Many want one code at the same moment: one gets it, every other one is refused, and all soon.</summary>
internal sealed class RaceBenchmark : IBenchmark
{
    private const int Clients = 64;

    private const int Rounds = 5;

    public string Name => "race";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        await using var host = await MeasuredHost.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: false));
        using var till = new Till(host.Address);
        var sales = await till.OpenAsync("race", 1, 500 + Rounds);
        await till.RedeemAsync(16, [.. sales.Skip(Rounds)]);

        List<(double Took, int Busy)> races = [];
        foreach (var prize in sales.Take(Rounds))
        {
            races.Add(await RunAsync(host.Address, prize));
        }

        var longest = races.Select(race => race.Took).ToList();
        return
        [
            Figure.AtMost($"{Clients} clients racing for one code: the longest answer", longest.Max(), 2_000, "ms", $"of {Rounds} races; one success in each; median {Median.Of(longest):F0} ms"),
            Figure.Exactly($"{Clients} clients racing for one code: answers that say try later", races.Sum(race => race.Busy), 0, ""),
        ];
    }

    /// <returns>Milliseconds until all were answered, and how many were told to come again.</returns>
    private static async Task<(double Took, int Busy)> RunAsync(Uri api, Sale prize)
    {
        var connections = await RawConnection.OpenAsync(api, Clients);
        try
        {
            var requests = Enumerable.Range(0, Clients).Select(client => RequestOf(api, prize, client)).ToArray();
            var started = Stopwatch.GetTimestamp();
            var statuses = await Task.WhenAll(connections.Zip(requests, (connection, request) => connection.SendAsync(request)));
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Assert.Single(statuses, (int)HttpStatusCode.Created);
            var busy = statuses.Count(status => status == (int)HttpStatusCode.ServiceUnavailable);
            Assert.Equal(Clients - 1 - busy, statuses.Count(status => status == (int)HttpStatusCode.Conflict));
            return (took, busy);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private static byte[] RequestOf(Uri api, Sale prize, int client) => HttpText.Post(
        api, $"coupons/{prize.Code}/redemptions", Shop.Redemption($"racer-{client}", Shop.Basket()).ToJsonString(), $"{prize.Code}-{client}");
}
