using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Points;

/// <summary>What points are pooled by: those that become spendable and lapse on the same days are one lot.</summary>
/// <param name="ExpiresOn">The last local day, in the programme's zone, on which they can be spent; null: they never lapse.</param>
/// <param name="ActivatesOn">The first local day on which they can be spent; null: they can be already, or wait for an event only.</param>
/// <param name="Awaits">What they wait for, such as the delivery of one purchase; null: nothing.</param>
public readonly record struct LotKey(LocalDate? ExpiresOn, LocalDate? ActivatesOn = null, string? Awaits = null) : IComparable<LotKey>
{
    public bool IsPending => ActivatesOn is not null || Awaits is not null;

    /// <summary>Where they are pooled once they can be spent.</summary>
    public LotKey Activated => new(ExpiresOn);

    public bool HasLapsedOn(LocalDate day) => ExpiresOn < day;

    /// <summary>Earliest expiry first; of one expiry the spendable ones, then those that become so first.</summary>
    public int CompareTo(LotKey other)
    {
        var by = Last(ExpiresOn).CompareTo(Last(other.ExpiresOn));
        by = by != 0 ? by : IsPending.CompareTo(other.IsPending);
        by = by != 0 ? by : Last(ActivatesOn).CompareTo(Last(other.ActivatesOn));
        return by != 0 ? by : string.CompareOrdinal(Awaits, other.Awaits);
    }

    public static bool operator <(LotKey left, LotKey right) => left.CompareTo(right) < 0;

    public static bool operator >(LotKey left, LotKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(LotKey left, LotKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LotKey left, LotKey right) => left.CompareTo(right) >= 0;

    /// <summary>Told by hand: the printed members of a record would include <see cref="Activated"/>, which has one itself, without end.</summary>
    public override string ToString() => $"{ExpiresOn?.ToString() ?? "never"} {ActivatesOn} {Awaits}".TrimEnd();

    private static LocalDate Last(LocalDate? day) => day ?? LocalDate.MaxIsoValue;
}

/// <summary>Points that share a key; always more than none.</summary>
public readonly record struct Lot(LotKey Key, PointCount Points);

/// <summary>How a lot changed: points put in, or, where negative, taken out.</summary>
public readonly record struct LotMovement(LotKey Lot, PointCount Points);

/// <summary>Points set aside for a spend that is not certain yet.</summary>
/// <param name="ExpiresAt">From this instant on they are free again, whether or not a job has run.</param>
/// <param name="Taken">From which lots; positive counts.</param>
public sealed record OpenHold(string Id, Instant ExpiresAt, ImmutableArray<Lot> Taken)
{
    public PointCount Points => Taken.Select(lot => lot.Points).Sum();
}

/// <summary>
/// A member's points as they were last written down. The balance is what can be spent: the active lots less the deficit. What is
/// pending or held is not in it.
/// </summary>
/// <param name="Sequence">Of the latest ledger entry; grows by one with each.</param>
/// <param name="Deficit">Points owed after a return; the next credits pay it off.</param>
/// <param name="Lots">In their order.</param>
/// <param name="RemindedThrough">Of lots that lapse up to this day the member has been reminded.</param>
public sealed record PointsAccount(
    long Sequence,
    PointCount Balance,
    PointCount Deficit,
    ImmutableArray<Lot> Lots,
    ImmutableArray<OpenHold> Holds,
    LocalDate? RemindedThrough)
{
    public const int MaxLots = 1_000;

    /// <summary>Each that expires has an entry of its own, and all of them fit into a batch.</summary>
    public const int MaxHolds = 50;

    /// <summary>Over all open holds, so that they fit into a row.</summary>
    public const int MaxHeldLots = 1_500;

    public static readonly PointsAccount Empty = new(0, PointCount.Zero, PointCount.Zero, [], [], null);

    public PointCount Pending => Lots.Where(lot => lot.Key.IsPending).Select(lot => lot.Points).Sum();

    public PointCount Held => Holds.Select(hold => hold.Points).Sum();

    /// <summary>Whether it can no longer be written down.</summary>
    public bool IsTooLarge => Lots.Length > MaxLots || Holds.Length > MaxHolds || Holds.Sum(hold => hold.Taken.Length) > MaxHeldLots;
}

internal static class PointSums
{
    public static PointCount Sum(this IEnumerable<PointCount> counts) => counts.Aggregate(PointCount.Zero, (sum, next) => sum + next);
}
