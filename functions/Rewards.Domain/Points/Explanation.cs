using NodaTime;

namespace Rewards.Domain.Points;

/// <summary>What became of points.</summary>
public enum PointFate
{
    /// <summary>Spendable or pending.</summary>
    Left,
    Held,
    Spent,
    Expired,
    TakenBack,
    Adjusted,
    Transferred,

    /// <summary>Paid off what was owed.</summary>
    PaidOff,
}

/// <summary>Points that came in by one entry, and what became of them.</summary>
/// <param name="Lot">In which lot what is left is.</param>
public sealed record PointsSource(long Sequence, Instant At, EntrySource Source, LotKey Lot, IReadOnlyDictionary<PointFate, PointCount> Fates)
{
    public PointCount Points => Fates.Values.Sum();
}

/// <summary>
/// Replays a ledger and says where each point of the balance came from and what became of the others. Points of one lot are
/// alike; of those, what came in first goes out first, and what comes back is what went out last.
/// </summary>
public sealed class Explanation
{
    private static readonly Dictionary<string, PointFate> WayOut = new()
    {
        [EntryKinds.Hold] = PointFate.Held,
        [EntryKinds.Spend] = PointFate.Spent,
        [EntryKinds.Claim] = PointFate.Spent,
        [EntryKinds.Expiry] = PointFate.Expired,
        [EntryKinds.Return] = PointFate.TakenBack,
        [EntryKinds.Adjustment] = PointFate.Adjusted,
        [EntryKinds.TransferOut] = PointFate.Transferred,
    };

    private static readonly Dictionary<string, PointFate> WayBack = new()
    {
        [EntryKinds.Rollback] = PointFate.Spent,
        [EntryKinds.Release] = PointFate.Held,
        [EntryKinds.Capture] = PointFate.Held,
        [EntryKinds.TransferReturned] = PointFate.Transferred,
    };

    private readonly List<Grain> grains = [];

    public static IReadOnlyList<PointsSource> Of(IEnumerable<LedgerEntry> entries)
    {
        var explanation = new Explanation();
        foreach (var entry in entries)
        {
            explanation.Apply(entry);
        }

        return [.. explanation.grains.Select(grain => new PointsSource(
            grain.Entry.Sequence, grain.Entry.At, grain.Entry.Source, grain.Lot, new SortedDictionary<PointFate, PointCount>(grain.Counts)))];
    }

    private void Apply(LedgerEntry entry)
    {
        if (entry.Kind == EntryKinds.Activation)
        {
            Activate(entry);
            return;
        }

        var active = entry.Movements.Where(movement => !movement.Lot.IsPending).Select(movement => movement.Points).Sum();
        var paidOff = PointCount.Max(entry.Points - active, PointCount.Zero);
        if (entry.Kind == EntryKinds.Capture)
        {
            Capture(entry);
        }

        foreach (var (lot, points) in entry.Movements)
        {
            if (points < PointCount.Zero)
            {
                Move(lot, PointCount.Zero - points, PointFate.Left, WayOut[entry.Kind]);
            }
            else if (WayBack.TryGetValue(entry.Kind, out var from))
            {
                Move(lot, points, from, PointFate.Left, newestFirst: true);
            }
            else
            {
                grains.Add(new Grain(entry, lot, points));
            }
        }

        PayOff(entry, paidOff);
    }

    /// <summary>What is held less, beyond what came back, was spent: the lots that lapse first.</summary>
    private void Capture(LedgerEntry entry)
    {
        var captured = PointCount.Zero - entry.Held - entry.Points;
        foreach (var (lot, change) in entry.HeldMovements)
        {
            var part = PointCount.Min(captured, PointCount.Zero - change);
            Move(lot, part, PointFate.Held, PointFate.Spent);
            captured -= part;
        }
    }

    private void Activate(LedgerEntry entry)
    {
        foreach (var (pending, _) in entry.Movements.Where(movement => movement.Lot.IsPending))
        {
            foreach (var grain in grains.Where(grain => grain.Lot == pending))
            {
                grain.Lot = pending.Activated;
            }
        }

        var arrived = entry.Movements.Where(movement => movement.Lot.IsPending)
            .GroupBy(movement => movement.Lot.Activated, movement => PointCount.Zero - movement.Points)
            .ToDictionary(lot => lot.Key, lot => lot.Sum());
        foreach (var (lot, points) in arrived)
        {
            var stayed = entry.Movements.Where(movement => movement.Lot == lot).Select(movement => movement.Points).Sum();
            Move(lot, points - stayed, PointFate.Left, PointFate.PaidOff);
        }
    }

    /// <summary>Points that never came into a lot, since others were owed.</summary>
    private void PayOff(LedgerEntry entry, PointCount paidOff)
    {
        if (paidOff == PointCount.Zero)
        {
            return;
        }

        if (WayBack.TryGetValue(entry.Kind, out var from))
        {
            Move(null, paidOff, from, PointFate.PaidOff, newestFirst: true);
            return;
        }

        if (grains.LastOrDefault()?.Entry != entry)
        {
            grains.Add(new Grain(entry, new LotKey(null), PointCount.Zero));
        }

        grains[^1].Add(PointFate.PaidOff, paidOff);
    }

    /// <param name="lot">Null: whichever.</param>
    private void Move(LotKey? lot, PointCount points, PointFate from, PointFate to, bool newestFirst = false)
    {
        var candidates = grains.Where(grain => lot is null || grain.Lot == lot);
        foreach (var grain in newestFirst ? candidates.Reverse() : candidates)
        {
            var part = PointCount.Min(points, grain.Counts.GetValueOrDefault(from));
            grain.Add(from, PointCount.Zero - part);
            grain.Add(to, part);
            points -= part;
            if (points == PointCount.Zero)
            {
                return;
            }
        }
    }

    private sealed class Grain(LedgerEntry entry, LotKey lot, PointCount points)
    {
        public LedgerEntry Entry => entry;

        public LotKey Lot { get; set; } = lot;

        public Dictionary<PointFate, PointCount> Counts { get; } = new() { [PointFate.Left] = points };

        public void Add(PointFate fate, PointCount count) => Counts[fate] = Counts.GetValueOrDefault(fate) + count;
    }
}
