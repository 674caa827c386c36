using System.Globalization;
using System.Text.Json.Nodes;
using Rewards.Benchmarks.Load;
using Rewards.Benchmarks.Processes;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>How fast one shared code goes that everybody uses, in 1, 4 and 16 shards.</summary>
internal sealed class ContentionBenchmark : IBenchmark
{
    private const int Clients = 16;

    private const int Calls = 500;

    private const int Rounds = 3;

    private static readonly int[] Shards = [1, 4, 16];

    public string Name => "contention";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        await using var host = await MeasuredHost.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: false));
        using var till = new Till(host.Address);
        foreach (var shards in Shards)
        {
            await till.DefineAsync($"summer-{shards}", shards, body => body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = $"SUMMER{shards}" });
        }

        // The first round is for warming up.
        await RunAsync(till, 0, hasReceipts: true);
        await RunAsync(till, 1, hasReceipts: false);
        List<double[]> withReceipts = [];
        List<double[]> without = [];
        for (var round = 2; round < 2 + (2 * Rounds); round += 2)
        {
            withReceipts.Add(await RunAsync(till, round, hasReceipts: true));
            without.Add(await RunAsync(till, round + 1, hasReceipts: false));
        }

        return [.. Sum(without, "no receipts named"), .. Sum(withReceipts, "a claim of the receipt more with several shards")];
    }

    /// <returns>Redemptions a second, by shards.</returns>
    private static async Task<double[]> RunAsync(Till till, int round, bool hasReceipts)
    {
        List<double> perSecond = [];
        foreach (var shards in Shards)
        {
            IReadOnlyList<Sale> sales = [.. Enumerable.Range(round * Calls, Calls).Select(n => new Sale($"SUMMER{shards}", n, hasReceipts))];
            perSecond.Add((await till.RedeemAsync(Clients, sales)).PerSecond);
        }

        return [.. perSecond];
    }

    private static IEnumerable<Figure> Sum(List<double[]> rounds, string how) => Shards.Select((shards, n) => new Figure(
        $"one shared code, {Clients} clients, {shards} {(shards == 1 ? "shard" : "shards")}, {how}",
        Median.Of(rounds.Select(round => round[n] / round[0])),
        "of one shard's",
        Detail: string.Create(CultureInfo.InvariantCulture, $"{Median.Of(rounds.Select(round => round[n])):F0}/s")));
}
