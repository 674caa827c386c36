using System.Diagnostics;
using System.Globalization;
using Rewards.Benchmarks.Load;

namespace Rewards.Benchmarks.Figures;

/// <summary>
/// Redemptions with everything that follows from them, until the queues are empty, and the memory of the host meanwhile. The
/// floor sends all the same requests but those of the queue's pump, which receives and deletes.
/// </summary>
internal sealed class SustainedBenchmark : IBenchmark
{
    private const int Rounds = 6;

    private const int Clients = 16;

    private const int Calls = 400;

    private const int WarmUp = 400;

    private const double MostMemoryMiB = 300;

    /// <summary>Of the second half's median over the first half's.</summary>
    private const double FlatGrowth = 1.1;

    public string Name => "sustained";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        say("preparing two shops; follow-ups are worked off");
        await using var shops = await Shops.OpenAsync([("shop-of-16", 16, WarmUp + (Rounds * Calls))], followUps: true);
        await RunAsync(shops, 0, WarmUp);
        List<double> ratios = [];
        List<double> perSecond = [];
        List<double> memory = [];
        for (var round = 0; round < Rounds; round++)
        {
            var from = WarmUp + (round * Calls);
            var floor = await shops.Floor.RunAsync(0, Clients, from, Calls);
            await shops.ForgetFloorsMessagesAsync();
            var host = await RunAsync(shops, from, Calls);
            memory.Add((await shops.Host.UseAsync()).MemoryMiB);
            perSecond.Add(host);
            ratios.Add(host / floor.PerSecond);
            say(string.Create(CultureInfo.InvariantCulture, $"{host:F0}/s, floor {floor.PerSecond:F0}/s, {memory[^1]:F0} MiB"));
        }

        var growth = Median.Of(memory.Skip(Rounds / 2)) / Median.Of(memory.Take(Rounds / 2));
        return
        [
            new Figure("sustained throughput with follow-ups, 16 clients", Median.Of(ratios), "of the floor", Detail: string.Create(CultureInfo.InvariantCulture, $"{Median.Of(perSecond):F0}/s; {shops.Requests} requests each, receiving and deleting messages not counted")),
            Figure.AtMost("memory of the host under load", memory.Max(), MostMemoryMiB, "MiB", string.Join(", ", memory.Select(mib => string.Create(CultureInfo.InvariantCulture, $"{mib:F0}")))),
            Figure.AtMost("growth of the host's memory, second half to first", growth, FlatGrowth, "times", $"{Rounds * Calls} redemptions"),
        ];
    }

    /// <returns>Redemptions a second, until their last follow-up is done.</returns>
    private static async Task<double> RunAsync(Shops shops, int from, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await shops.Till.RedeemAsync(Clients, [.. shops.Sales[0].Skip(from).Take(count)]);
        await shops.Host.WhenIdleAsync();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
