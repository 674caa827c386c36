using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Points;

/// <summary>
/// A working copy of a member's points at an instant. Opening it settles what time has done: it activates what is due, frees
/// holds that have expired and writes down lots that have lapsed, in the order in which that happened. So nothing here waits
/// for a timer, and a view of the points is a copy that is thrown away. Each act appends its entry; what it brings back into a
/// lapsed lot is written down as lapsed at once.
/// </summary>
/// <remarks>Whether an act is allowed is for the caller to ask first; one that is not is a fault.</remarks>
public sealed partial class Ledger
{
    private readonly Programme programme;
    private readonly Instant now;
    private readonly SortedDictionary<LotKey, PointCount> lots;
    private readonly List<OpenHold> holds;
    private readonly List<LedgerEntry> entries = [];
    private readonly LocalDate? remindedThrough;
    private long sequence;

    private Ledger(PointsAccount account, Programme programme, Instant now)
    {
        this.programme = programme;
        this.now = now;
        lots = new SortedDictionary<LotKey, PointCount>(account.Lots.ToDictionary(lot => lot.Key, lot => lot.Points));
        holds = [.. account.Holds];
        remindedThrough = account.RemindedThrough;
        sequence = account.Sequence;
        (Balance, Deficit) = (account.Balance, account.Deficit);
        Today = programme.DayOf(now);
    }

    /// <summary>The local day of the programme's zone.</summary>
    public LocalDate Today { get; }

    /// <summary>What can be spent; below zero where the member owes points.</summary>
    public PointCount Balance { get; private set; }

    public PointCount Deficit { get; private set; }

    /// <summary>What has been written down since it was opened, oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Entries => entries;

    public IReadOnlyCollection<OpenHold> Holds => holds;

    public PointsAccount Account => new(
        sequence, Balance, Deficit, [.. lots.Select(lot => new Lot(lot.Key, lot.Value))], [.. holds], remindedThrough);

    public static Ledger Open(PointsAccount account, Programme programme, Instant now)
    {
        var ledger = new Ledger(account, programme, now);
        ledger.Settle();
        return ledger;
    }

    public OpenHold? FindHold(string id) => holds.Find(hold => hold.Id == id);

    /// <summary>Puts points into a lot. A deficit is paid off first, except by points that have lapsed or are not spendable yet.</summary>
    public LedgerEntry Credit(PointCount points, LotKey lot, EntrySource source)
    {
        var draft = new Draft(this);
        draft.Put(lot.ActivatesOn <= Today ? lot.Activated : lot, points, Today);
        return Post(draft, source);
    }

    /// <summary>Puts points back, or in from elsewhere, with their expiry.</summary>
    public LedgerEntry Credit(IEnumerable<Lot> taken, EntrySource source)
    {
        var draft = new Draft(this);
        draft.PutBack(taken, Today);
        return Post(draft, source);
    }

    /// <summary>Takes points out of the active lots, earliest expiry first.</summary>
    /// <returns>From which lots.</returns>
    public ImmutableArray<Lot> Debit(PointCount points, EntrySource source)
    {
        var draft = new Draft(this);
        var taken = draft.Take(points);
        Post(draft, source);
        return taken;
    }

    /// <summary>Sets points aside until an instant; they leave the balance.</summary>
    public OpenHold Hold(string id, PointCount points, Instant expiresAt, EntrySource source)
    {
        var draft = new Draft(this);
        var hold = new OpenHold(id, expiresAt, draft.Take(points));
        holds.Add(hold);
        draft.Hold(hold.Taken);
        Post(draft, source);
        return hold;
    }

    /// <summary>Spends what is held, or a part, earliest expiry first, even where a lot has lapsed meanwhile.</summary>
    /// <param name="keepOpen">The rest stays held; otherwise it goes back to its lots.</param>
    /// <returns>From which lots the points came.</returns>
    public ImmutableArray<Lot> Capture(OpenHold hold, PointCount points, bool keepOpen, EntrySource source)
    {
        var (captured, rest) = Split(hold.Taken, points);
        var draft = new Draft(this);
        holds.Remove(hold);
        draft.Unhold(captured);
        if (keepOpen && !rest.IsEmpty)
        {
            holds.Add(hold with { Taken = rest });
        }
        else
        {
            draft.Unhold(rest);
            draft.PutBack(rest, Today);
        }

        Post(draft, source);
        return captured;
    }

    public LedgerEntry Release(OpenHold hold, EntrySource source)
    {
        var draft = new Draft(this);
        draft.Free(hold, Today);
        return Post(draft, source);
    }

    /// <summary>
    /// Takes back what a return is not entitled to any more: pending points first, those of <paramref name="own"/> before others, then
    /// what can be spent; what is still missing is forgiven or owed.
    /// </summary>
    /// <returns>The entry, and what was forgiven.</returns>
    public (LedgerEntry Entry, PointCount Forgiven) TakeBack(PointCount points, LotKey own, TakeBackPolicy policy, EntrySource source)
    {
        var draft = new Draft(this);
        var left = draft.TakePending(points, own);
        var spendable = PointCount.Min(left, PointCount.Max(Balance, PointCount.Zero));
        draft.Take(spendable);
        left -= spendable;
        if (policy == TakeBackPolicy.Negative)
        {
            draft.Owe(left);
            left = PointCount.Zero;
        }

        return (Post(draft, source), left);
    }

    /// <summary>Activates what waits for this event; null: nothing does.</summary>
    public LedgerEntry? Activate(string awaited, EntrySource source)
    {
        var draft = new Draft(this);
        foreach (var lot in lots.Keys.Where(lot => lot.Awaits == awaited).ToList())
        {
            draft.Activate(lot, Today);
        }

        return draft.IsEmpty ? null : Post(draft, source);
    }

    private static (ImmutableArray<Lot> First, ImmutableArray<Lot> Left) Split(ImmutableArray<Lot> lots, PointCount points)
    {
        var first = ImmutableArray.CreateBuilder<Lot>();
        var rest = ImmutableArray.CreateBuilder<Lot>();
        foreach (var lot in lots)
        {
            var part = PointCount.Min(points, lot.Points);
            points -= part;
            AddTo(first, lot with { Points = part });
            AddTo(rest, lot with { Points = lot.Points - part });
        }

        return points == PointCount.Zero
            ? (first.ToImmutable(), rest.ToImmutable())
            : throw new InvalidOperationException("More is captured than is held.");

        static void AddTo(ImmutableArray<Lot>.Builder lots, Lot lot)
        {
            if (lot.Points > PointCount.Zero)
            {
                lots.Add(lot);
            }
        }
    }

    /// <summary>One entry for all lots, and one for each hold, however late it is; the steps themselves go in the order of time.</summary>
    private void Settle()
    {
        var (activated, lapsed) = (new Draft(this), new Draft(this));
        List<(Draft Draft, EntrySource Source)> freed = [];
        while (Due() is { } due)
        {
            switch (due)
            {
                case (var day, 0, { } lot, _):
                    activated.Activate(lot, day);
                    break;
                case (var day, 1, _, { } hold):
                    var draft = new Draft(this);
                    draft.Free(hold, day);
                    freed.Add((draft, new EntrySource(EntryKinds.Release) { At = hold.ExpiresAt, Reference = hold.Id }));
                    break;
                case (_, _, { } lot, _):
                    lapsed.Drop(lot);
                    break;
            }
        }

        PostUnlessEmpty(activated, EntryKinds.Activation);
        entries.AddRange(freed.Select(hold => hold.Draft.ToEntry(hold.Source)));
        PostUnlessEmpty(lapsed, EntryKinds.Expiry);
    }

    /// <summary>The earliest thing that time has done and nobody has written down: of a day, activations come first and what lapsed on the eve last.</summary>
    private (LocalDate Day, int Order, LotKey? Lot, OpenHold? Hold)? Due()
    {
        var activations = lots.Keys.Where(lot => lot.ActivatesOn <= Today).Select(lot => (lot.ActivatesOn!.Value, 0, (LotKey?)lot, (OpenHold?)null));
        var frees = holds.Where(hold => hold.ExpiresAt <= now).OrderBy(hold => hold.ExpiresAt)
            .Select(hold => (programme.DayOf(hold.ExpiresAt), 1, (LotKey?)null, (OpenHold?)hold));
        var lapses = lots.Keys.Where(lot => lot.HasLapsedOn(Today)).Select(lot => (lot.ExpiresOn!.Value.PlusDays(1), 2, (LotKey?)lot, (OpenHold?)null));
        return activations.Concat(frees).Concat(lapses).Select(due => ((LocalDate, int, LotKey?, OpenHold?)?)due).MinBy(due => (due!.Value.Item1, due.Value.Item2));
    }

    private LedgerEntry Post(Draft draft, EntrySource source)
    {
        var entry = draft.ToEntry(source);
        entries.Add(entry);
        var lapsed = new Draft(this);
        foreach (var lot in lots.Keys.Where(lot => lot.HasLapsedOn(Today)).ToList())
        {
            lapsed.Drop(lot);
        }

        PostUnlessEmpty(lapsed, EntryKinds.Expiry);
        return entry;
    }

    private void PostUnlessEmpty(Draft draft, string kind)
    {
        if (!draft.IsEmpty)
        {
            entries.Add(draft.ToEntry(new EntrySource(kind)));
        }
    }
}
