using System.Globalization;
using Rewards.Benchmarks.Load;

namespace Rewards.Benchmarks.Figures;

/// <summary>Throughput, own processor time and latency of redemptions over HTTP, each in turns with the floor. Follow-ups are held back, since the floor has none.</summary>
internal sealed class RedemptionBenchmark : IBenchmark
{
    /// <summary>Many short turns rather than few long ones: whatever else the machine does then falls on both alike.</summary>
    private const int Rounds = 15;

    private const int OpenRounds = 9;
    private const int ManyClients = 16;
    private const int ManyCalls = 400;
    private const int OneCalls = 150;
    private const int WarmUp = 1_000;
    private const int MostWarmUps = 6;
    private const int OpenClients = 64;
    private const double OpenSeconds = 3;
    private const int MostOpenCalls = 600;

    public string Name => "redemption";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        const int Sixteen = 0;
        const int Single = 1;
        say("preparing two shops; follow-ups are held back, since the floor has none");
        await using var shops = await Shops.OpenAsync(
            [("shop-of-16", 16, (MostWarmUps * WarmUp) + (Rounds * (ManyCalls + OneCalls)) + (OpenRounds * MostOpenCalls)), ("shop-of-01", 1, Rounds * ManyCalls)],
            followUps: false);
        var turns = new Turns(shops, say);
        await turns.WarmAsync(Sixteen, ManyClients, WarmUp, MostWarmUps);

        var many = await turns.TakeAsync("16 clients, 16 shards", Sixteen, ManyClients, ManyCalls, Rounds);
        var one = await turns.TakeAsync("1 client", Sixteen, 1, OneCalls, Rounds);
        var shard = await turns.TakeAsync("16 clients, 1 shard", Single, ManyClients, ManyCalls, Rounds);
        var half = Median.Of(many.Select(turn => turn.Floor.PerSecond)) / 2;
        var open = await turns.TakeAsync("half load", Sixteen, OpenClients, Math.Min(MostOpenCalls, (int)(half * OpenSeconds)), OpenRounds, half);
        var reachable = Median.Of(open.Select(turn => turn.Host.P95));
        var bare = Median.Of(open.Select(turn => turn.Floor.P95));
        return
        [
            Figure.AtLeast("throughput, 16 clients, 16 shards", Ratio(many), 0.95, "of the floor", DetailOf(many)),
            Figure.AtLeast("throughput, 1 client", Ratio(one), 0.85, "of the floor", DetailOf(one)),
            new("throughput, 16 clients, all in 1 shard", Ratio(shard), "of the floor", Detail: DetailOf(shard)),
            Figure.AtMost("own processor time a redemption, 16 clients", Median.Of(many.Select(turn => turn.CpuMs)), 1, "ms", KiB(many)),
            Figure.AtMost("own processor time a redemption, 1 client", Median.Of(one.Select(turn => turn.CpuMs)), 1, "ms", KiB(one)),
            Figure.AtMost("p95 at half the floor's load", Median.Of(open.Select(turn => turn.Host.P95 / turn.Floor.P95)), 1.3, "of the floor's", Text($"{half:F0}/s: {reachable:F1} ms, floor {bare:F1} ms")),
        ];
    }

    private static double Ratio(IReadOnlyList<Turn> turns) => Median.Of(turns.Select(turn => turn.Ratio));

    private static string DetailOf(IReadOnlyList<Turn> turns) => Text(
        $"{Median.Of(turns.Select(turn => turn.Host.PerSecond)):F0}/s, floor {Median.Of(turns.Select(turn => turn.Floor.PerSecond)):F0}/s; {turns.Min(turn => turn.Ratio):F2} to {turns.Max(turn => turn.Ratio):F2} in {turns.Count} turns");

    private static string KiB(IReadOnlyList<Turn> turns) => Text($"{Median.Of(turns.Select(turn => turn.AllocatedKiB)):F0} KiB allocated");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
