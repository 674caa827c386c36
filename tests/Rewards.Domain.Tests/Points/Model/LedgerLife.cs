using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points.Model;

internal enum Act
{
    Earn,
    EarnLate,
    Spend,
    RollBack,
    Hold,
    Capture,
    Release,
    Return,
    Deliver,
    TransferOut,
    TransferBack,
    AdjustUp,
    AdjustDown,
    WaitHours,
    WaitDays,
    WaitWeeks,
    Look,
}

/// <summary>What is done, to how many points, to which of several, and how.</summary>
internal sealed record Step(Act Act, int Count, int Pick, bool Flag)
{
    public override string ToString() => $"{Act}({Count}, {Pick}, {Flag})";
}

/// <summary>A ledger and its naive double, who live the same life. The ledger is told the time only when something is done.</summary>
internal sealed class LedgerLife(Programme programme)
{
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 20, 9, 0);

    private readonly NaiveAccount naive = new(programme, Start);
    private readonly Dictionary<string, ImmutableArray<Lot>> spends = [];
    private readonly List<(ImmutableArray<Lot> Lots, List<LotKey> Naive)> transfers = [];
    private readonly List<LedgerEntry> entries = [];
    private PointsAccount account = PointsAccount.Empty;
    private int number;

    public void Live(IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            number++;
            Do(step);
            Compare();
        }
    }

    private void Do(Step step)
    {
        var ledger = Ledger.Open(account, programme, naive.Now);
        var day = ledger.Today;
        var source = new EntrySource("?") { Reference = $"{number}" };
        switch (step.Act)
        {
            case Act.Earn or Act.EarnLate:
                var lot = programme.Points.LotFor(step.Act == Act.Earn ? day : day.PlusDays(-step.Pick % 40), $"p{step.Pick % 3}");
                ledger.Credit(new PointCount(step.Count), lot, source with { Kind = EntryKinds.Purchase });
                naive.Earn(step.Count, lot);
                break;
            case Act.AdjustUp:
                ledger.Credit(new PointCount(step.Count), new LotKey(day.PlusDays(step.Pick % 9)), source with { Kind = EntryKinds.Adjustment });
                naive.Earn(step.Count, new LotKey(day.PlusDays(step.Pick % 9)));
                break;
            case Act.Spend when step.Count <= naive.Spendable:
                spends[$"{number}"] = ledger.Debit(new PointCount(step.Count), source with { Kind = EntryKinds.Spend });
                naive.Spend($"{number}", step.Count);
                break;
            case Act.AdjustDown when step.Count <= naive.Spendable:
                ledger.Debit(new PointCount(step.Count), source with { Kind = EntryKinds.Adjustment });
                naive.Spend(null, step.Count);
                break;
            case Act.RollBack when Pick(naive.Spends, step) is { } spend:
                ledger.Credit(spends[spend], source with { Kind = EntryKinds.Rollback });
                naive.RollBack(spend);
                break;
            case Act.Hold when step.Count <= naive.Spendable && naive.Holds.Count < 5:
                var until = naive.Now + Duration.FromHours(1 + (step.Pick % 200));
                ledger.Hold($"{number}", new PointCount(step.Count), until, source with { Kind = EntryKinds.Hold });
                naive.Hold($"{number}", step.Count, until);
                break;
            case Act.Capture when Pick(naive.Holds, step) is { } hold:
                var part = 1 + (step.Pick % naive.HeldBy(hold));
                spends[$"{number}"] = ledger.Capture(ledger.FindHold(hold)!, new PointCount(part), step.Flag, source with { Kind = EntryKinds.Capture });
                naive.Capture(hold, $"{number}", part, step.Flag);
                break;
            case Act.Release when Pick(naive.Holds, step) is { } hold:
                ledger.Release(ledger.FindHold(hold)!, source with { Kind = EntryKinds.Release });
                naive.Release(hold);
                break;
            case Act.Return:
                var own = programme.Points.LotFor(day.PlusDays(-step.Pick % 5), $"p{step.Pick % 3}");
                var (_, forgiven) = ledger.TakeBack(new PointCount(step.Count), own, programme.Points.TakeBack, source with { Kind = EntryKinds.Return });
                Assert.Equal(naive.TakeBack(step.Count, own, programme.Points.TakeBack), forgiven.Value);
                break;
            case Act.Deliver:
                ledger.Activate($"p{step.Pick % 3}", source with { Kind = EntryKinds.Activation });
                naive.Deliver($"p{step.Pick % 3}");
                break;
            case Act.TransferOut when step.Count <= naive.Spendable:
                var lots = ledger.Debit(new PointCount(step.Count), source with { Kind = EntryKinds.TransferOut });
                transfers.Add((lots, naive.Spend(null, step.Count)));
                break;
            case Act.TransferBack when transfers.Count > 0:
                var (back, naiveBack) = transfers[step.Pick % transfers.Count];
                transfers.RemoveAt(step.Pick % transfers.Count);
                ledger.Credit(back, source with { Kind = EntryKinds.TransferReturned });
                naiveBack.ForEach(point => naive.Earn(1, point));
                break;
            case Act.WaitHours or Act.WaitDays or Act.WaitWeeks:
                var hours = step.Act switch { Act.WaitHours => 1, Act.WaitDays => 24, _ => 24 * 7 };
                naive.AdvanceTo(naive.Now + Duration.FromHours(hours * step.Count));
                return;
            case Act.Look:
                break;
            default:
                return;
        }

        Commit(ledger);
    }

    private void Commit(Ledger ledger)
    {
        account = ledger.Account;
        entries.AddRange(ledger.Entries);
    }

    private void Compare()
    {
        Assert.Empty(LedgerReplay.Of(entries).Check(account));
        var ledger = Ledger.Open(account, programme, naive.Now);
        var seen = ledger.Account;
        Assert.Equal(
            (naive.Spendable, naive.Pending, naive.Held, naive.Owed),
            ((int)seen.Balance.Value, (int)seen.Pending.Value, (int)seen.Held.Value, (int)seen.Deficit.Value));
        Assert.Equal(naive.Lots(), seen.Lots.Select(lot => (lot.Key, (int)lot.Points.Value)));

        var all = entries.Concat(ledger.Entries).ToList();
        var sources = Explanation.Of(all);
        Assert.Equal(
            (seen.Lots.Sum(lot => lot.Points.Value), seen.Held.Value),
            (Sum(sources, PointFate.Left), Sum(sources, PointFate.Held)));
        Assert.All(sources.SelectMany(source => source.Fates.Values), count => Assert.True(count >= PointCount.Zero));
    }

    private static long Sum(IReadOnlyList<PointsSource> sources, PointFate fate) =>
        sources.Sum(source => source.Fates.GetValueOrDefault(fate).Value);

    private static string? Pick(IReadOnlyCollection<string> ids, Step step) => ids.Count == 0 ? null : ids.Order().ElementAt(step.Pick % ids.Count);
}
