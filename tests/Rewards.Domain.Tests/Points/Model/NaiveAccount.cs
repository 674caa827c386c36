using NodaTime;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points.Model;

/// <summary>
/// A member's points kept as nothing but a list of single points, with a clock that does everything at its very moment. Slow,
/// and simple enough to be believed.
/// </summary>
internal sealed class NaiveAccount(Programme programme, Instant start)
{
    private sealed class Point(LotKey lot)
    {
        public LotKey Lot { get; set; } = lot;

        /// <summary>Null: it is not held.</summary>
        public string? Hold { get; set; }
    }

    private readonly List<Point> points = [];
    private readonly Dictionary<string, Instant> holds = [];
    private readonly Dictionary<string, List<LotKey>> spends = [];

    public Instant Now { get; private set; } = start;

    public int Owed { get; private set; }

    public int Spendable => Free.Count() - Owed;

    public int Pending => points.Count(point => point.Lot.IsPending);

    public int Held => points.Count(point => point.Hold is not null);

    public IReadOnlyCollection<string> Holds => holds.Keys;

    public IReadOnlyCollection<string> Spends => spends.Keys;

    private LocalDate Today => programme.DayOf(Now);

    private IEnumerable<Point> Free => points.Where(point => point.Hold is null && !point.Lot.IsPending);

    public int HeldBy(string hold) => points.Count(point => point.Hold == hold);

    /// <summary>What is left, by lot.</summary>
    public IEnumerable<(LotKey Lot, int Count)> Lots() =>
        points.Where(point => point.Hold is null).GroupBy(point => point.Lot).OrderBy(lot => lot.Key).Select(lot => (lot.Key, lot.Count()));

    /// <summary>Minute by minute would be slower still: from one moment at which something happens to the next.</summary>
    public void AdvanceTo(Instant instant)
    {
        while (true)
        {
            var midnight = programme.TimeZone.AtStartOfDay(Today.PlusDays(1)).ToInstant();
            var ended = holds.Where(hold => hold.Value <= instant).OrderBy(hold => hold.Value).Select(hold => (KeyValuePair<string, Instant>?)hold).FirstOrDefault();
            if (ended is { } hold && hold.Value < midnight)
            {
                Now = Instant.Max(Now, hold.Value);
                Release(hold.Key);
            }
            else if (midnight <= instant)
            {
                Now = midnight;
                BeginDay();
            }
            else
            {
                Now = instant;
                return;
            }
        }
    }

    public void Earn(int count, LotKey lot)
    {
        for (var i = 0; i < count; i++)
        {
            Arrive(lot.ActivatesOn <= Today ? lot.Activated : lot);
        }
    }

    public List<LotKey> Spend(string? id, int count)
    {
        var taken = Earliest(Free).Take(count).ToList();
        points.RemoveAll(taken.Contains);
        var lots = taken.ConvertAll(point => point.Lot);
        if (id is not null)
        {
            spends[id] = lots;
        }

        return lots;
    }

    public void RollBack(string spend)
    {
        spends.Remove(spend, out var lots);
        lots!.ForEach(Arrive);
    }

    public void Hold(string id, int count, Instant until)
    {
        holds[id] = until;
        foreach (var point in Earliest(Free).Take(count).ToList())
        {
            point.Hold = id;
        }
    }

    public void Capture(string hold, string spend, int count, bool keepOpen)
    {
        var captured = Earliest(points.Where(point => point.Hold == hold)).Take(count).ToList();
        points.RemoveAll(captured.Contains);
        spends[spend] = captured.ConvertAll(point => point.Lot);
        if (!keepOpen || HeldBy(hold) == 0)
        {
            Release(hold);
        }
    }

    public void Release(string hold)
    {
        holds.Remove(hold);
        var held = Earliest(points.Where(point => point.Hold == hold)).ToList();
        points.RemoveAll(held.Contains);
        held.ForEach(point => Arrive(point.Lot));
    }

    /// <returns>What was forgiven.</returns>
    public int TakeBack(int count, LotKey own, TakeBackPolicy policy)
    {
        var pending = points.Where(point => point.Lot.IsPending).OrderBy(point => point.Lot != own).ThenBy(point => point.Lot);
        var taken = pending.Concat(Earliest(Free)).Take(count).ToList();
        points.RemoveAll(taken.Contains);
        var missing = count - taken.Count;
        if (policy == TakeBackPolicy.Clamp)
        {
            return missing;
        }

        Owed += missing;
        return 0;
    }

    public void Deliver(string awaited)
    {
        var delivered = points.Where(point => point.Lot.Awaits == awaited).OrderBy(point => point.Lot).ToList();
        points.RemoveAll(delivered.Contains);
        delivered.ForEach(point => Arrive(point.Lot.Activated));
    }

    /// <summary>Activate what is due, then drop what lapsed on the eve.</summary>
    private void BeginDay()
    {
        var due = points.Where(point => point.Lot.ActivatesOn <= Today).OrderBy(point => point.Lot).ToList();
        points.RemoveAll(due.Contains);
        due.ForEach(point => Arrive(point.Lot.Activated));
        points.RemoveAll(point => point.Hold is null && point.Lot.ExpiresOn < Today);
    }

    private void Arrive(LotKey lot)
    {
        if (lot.ExpiresOn < Today)
        {
            return;
        }

        if (Owed > 0 && !lot.IsPending)
        {
            Owed--;
            return;
        }

        points.Add(new Point(lot));
    }

    private static IEnumerable<Point> Earliest(IEnumerable<Point> points) => points.OrderBy(point => point.Lot);
}
