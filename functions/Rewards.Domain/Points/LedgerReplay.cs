using System.Collections.Immutable;

namespace Rewards.Domain.Points;

/// <summary>Works an account out from its entries alone, oldest first, and finds where the books do not add up.</summary>
public sealed class LedgerReplay
{
    private readonly SortedDictionary<LotKey, PointCount> lots = [];
    private readonly SortedDictionary<LotKey, PointCount> held = [];
    private readonly List<string> findings = [];

    public long Sequence { get; private set; }

    public PointCount Balance { get; private set; }

    public PointCount Pending { get; private set; }

    public PointCount Deficit { get; private set; }

    public PointCount Held { get; private set; }

    public static LedgerReplay Of(IEnumerable<LedgerEntry> entries)
    {
        var replay = new LedgerReplay();
        foreach (var entry in entries)
        {
            replay.Apply(entry);
        }

        return replay;
    }

    public void Apply(LedgerEntry entry)
    {
        Require(entry.Sequence == Sequence + 1, $"Entry {Sequence + 1} is missing.");
        Sequence = entry.Sequence;
        Balance += entry.Points;
        Pending += entry.Pending;
        Held += entry.Held;
        Require(entry.Balance == Balance, $"Entry {entry.Sequence} says {entry.Balance} where the sum is {Balance}.");
        Require(entry.Held == Move(held, entry.HeldMovements), $"Entry {entry.Sequence} changes what is held by another sum than its lots.");

        var active = entry.Movements.Where(movement => !movement.Lot.IsPending).Select(movement => movement.Points).Sum();
        var pending = entry.Movements.Where(movement => movement.Lot.IsPending).Select(movement => movement.Points).Sum();
        Require(pending == entry.Pending, $"Entry {entry.Sequence} changes what is pending by another sum than its lots.");
        Deficit += active - entry.Points;
        Require(Deficit >= PointCount.Zero, $"Entry {entry.Sequence} pays off more than is owed.");
        Move(lots, entry.Movements);
    }

    /// <summary>What is wrong with the entries or with the account that was written down; empty: nothing.</summary>
    public IReadOnlyList<string> Check(PointsAccount account)
    {
        Require(account.Sequence == Sequence, $"The account stands at entry {account.Sequence}, the entries at {Sequence}.");
        Require(account.Balance == Balance, $"The balance is {account.Balance}, the sum of the entries {Balance}.");
        Require(account.Deficit == Deficit, $"The deficit is {account.Deficit}, by the entries {Deficit}.");
        Require(account.Pending == Pending, $"{account.Pending} are pending, by the entries {Pending}.");
        Require(account.Held == Held, $"{account.Held} are held, by the entries {Held}.");
        var active = account.Lots.Where(lot => !lot.Key.IsPending).Select(lot => lot.Points).Sum();
        Require(active - account.Deficit == account.Balance, $"The balance is {account.Balance}, the lots less the deficit {active - account.Deficit}.");
        Require(account.Deficit == PointCount.Zero || active == PointCount.Zero, "Points are owed while there are some.");
        Require(account.Lots.SequenceEqual(lots.Select(lot => new Lot(lot.Key, lot.Value))), "The lots are others than the entries leave.");
        var open = account.Holds.SelectMany(hold => hold.Taken).GroupBy(lot => lot.Key).OrderBy(lot => lot.Key)
            .Select(lot => new Lot(lot.Key, lot.Select(taken => taken.Points).Sum()));
        Require(open.SequenceEqual(held.Select(lot => new Lot(lot.Key, lot.Value))), "The holds are others than the entries leave.");
        return [.. findings];
    }

    private PointCount Move(SortedDictionary<LotKey, PointCount> pool, ImmutableArray<LotMovement> movements)
    {
        foreach (var (lot, points) in movements)
        {
            pool[lot] = pool.GetValueOrDefault(lot) + points;
            Require(pool[lot] >= PointCount.Zero, "More went out of a lot than was in it.");
            if (pool[lot] == PointCount.Zero)
            {
                pool.Remove(lot);
            }
        }

        return movements.Select(movement => movement.Points).Sum();
    }

    private void Require(bool holds, string finding)
    {
        if (!holds)
        {
            findings.Add(finding);
        }
    }
}
