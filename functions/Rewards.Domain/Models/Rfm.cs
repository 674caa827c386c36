using System.Collections.Immutable;

namespace Rewards.Domain.Models;

/// <summary>In which fifth of the customers one is, each from 1 to 5, the best.</summary>
/// <param name="Recency">By the days since the last purchase: few are good.</param>
/// <param name="Frequency">By the number of purchases.</param>
/// <param name="Monetary">By what was spent in all.</param>
public readonly record struct RfmScore(int Recency, int Frequency, int Monetary);

/// <summary>
/// Where the fifths end: the four values at 20, 40, 60 and 80 % of the customers in ascending order (nearest rank). A value
/// belongs to the first fifth whose boundary it does not exceed, so equal values always score the same: where 70 % bought once,
/// those are in the first fifth, and who bought more often is in the fourth or fifth.
/// </summary>
/// <param name="SilentDays">Since the last purchase.</param>
/// <param name="Purchases">How many.</param>
/// <param name="SpendMinor">In the programme's currency.</param>
public sealed record RfmBoundaries(ImmutableArray<long> SilentDays, ImmutableArray<long> Purchases, ImmutableArray<long> SpendMinor)
{
    public const int Fifths = 5;

    /// <exception cref="ArgumentException">Nobody to divide.</exception>
    public static RfmBoundaries Of(IReadOnlyCollection<Buyer> buyers) => new(
        BoundariesOf(buyers.Select(buyer => (long)buyer.History.SilentDays)),
        BoundariesOf(buyers.Select(buyer => buyer.Purchases)),
        BoundariesOf(buyers.Select(buyer => buyer.Spend.Value)));

    public RfmScore ScoreOf(Buyer buyer) => new(
        Fifths + 1 - FifthOf(buyer.History.SilentDays, SilentDays),
        FifthOf(buyer.Purchases, Purchases),
        FifthOf(buyer.Spend.Value, SpendMinor));

    public bool Equals(RfmBoundaries? other) =>
        other is not null
        && SilentDays.SequenceEqual(other.SilentDays)
        && Purchases.SequenceEqual(other.Purchases)
        && SpendMinor.SequenceEqual(other.SpendMinor);

    public override int GetHashCode() => HashCode.Combine(SilentDays[0], Purchases[0], SpendMinor[0]);

    private static int FifthOf(long value, ImmutableArray<long> boundaries) => 1 + boundaries.Count(boundary => boundary < value);

    private static ImmutableArray<long> BoundariesOf(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("Nobody to divide.", nameof(values));
        }

        return [.. Enumerable.Range(1, Fifths - 1).Select(fifth => sorted[(int)((((long)sorted.Length * fifth) + Fifths - 1) / Fifths) - 1])];
    }
}
