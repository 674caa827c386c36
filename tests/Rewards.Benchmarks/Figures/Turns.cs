using System.Globalization;
using Rewards.Benchmarks.Load;

namespace Rewards.Benchmarks.Figures;

/// <summary>One run of the floor and one of the host, one right after the other.</summary>
/// <param name="CpuMs">Of the host's process, a redemption.</param>
internal sealed record Turn(LoadResult Floor, LoadResult Host, double CpuMs, double AllocatedKiB)
{
    public double Ratio => Host.PerSecond / Floor.PerSecond;
}

/// <summary>Lets floor and host take turns, each with sales that nobody has used yet; who begins changes from turn to turn.</summary>
internal sealed class Turns(Shops shops, Action<string> say)
{
    private const int FewMethods = 20;

    private readonly int[] used = new int[shops.Sales.Count];

    /// <summary>Until the host's code is compiled as it will stay, or the turns are up: on a busy machine that takes its time.</summary>
    public async Task WarmAsync(int script, int clients, int count, int mostTurns)
    {
        for (var turn = 0; turn < mostTurns; turn++)
        {
            var before = await shops.Host.UseAsync();
            await TakeAsync("warm-up", script, clients, count, 1);
            if ((await shops.Host.UseAsync()).CompiledMethods - before.CompiledMethods < FewMethods)
            {
                return;
            }
        }
    }

    /// <param name="script">The campaign's place among the shops' campaigns.</param>
    /// <param name="perSecond">0: as fast as it goes.</param>
    public async Task<IReadOnlyList<Turn>> TakeAsync(string what, int script, int clients, int count, int rounds, double perSecond = 0)
    {
        List<Turn> turns = [];
        for (var round = 0; round < rounds; round++)
        {
            var from = used[script];
            used[script] += count;
            LoadResult? floor = null;
            if (round % 2 == 0)
            {
                floor = await shops.Floor.RunAsync(script, clients, from, count, perSecond);
            }

            var before = await shops.Host.UseAsync();
            IReadOnlyList<Sale> sales = [.. shops.Sales[script].Skip(from).Take(count)];
            var host = perSecond == 0 ? await shops.Till.RedeemAsync(clients, sales) : await shops.Till.RedeemAsync(clients, sales, perSecond);
            var after = await shops.Host.UseAsync();
            floor ??= await shops.Floor.RunAsync(script, clients, from, count, perSecond);

            var turn = new Turn(floor, host, (after.CpuMs - before.CpuMs) / count, (after.AllocatedBytes - before.AllocatedBytes) / 1024.0 / count);
            say(string.Create(CultureInfo.InvariantCulture, $"{what}: {host.PerSecond:F0}/s, floor {floor.PerSecond:F0}/s, {turn.CpuMs:F2} ms of processor, p95 {host.P95:F1} ms, floor's {floor.P95:F1} ms"));
            turns.Add(turn);
        }

        return turns;
    }
}
