using System.Collections.Immutable;
using System.Numerics;
using NodaTime;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tiers;

/// <summary>
/// What tier and club make of a purchase's base points: base times the tier's factor times the best club's, in one product,
/// of which only the end is rounded, down.
/// </summary>
/// <param name="TierHundredths">150 is one and a half times.</param>
public readonly record struct PointFactor(int TierHundredths, int ClubHundredths)
{
    public static readonly PointFactor Once = new(TierRules.OnceHundredths, TierRules.OnceHundredths);

    public bool IsOnce => this == Once;

    /// <summary>The tier as it is when the points are awarded; the clubs as on the day of the purchase.</summary>
    public static PointFactor For(Affiliation now, LocalDate purchasedOn, Programme programme, ImmutableArray<ClubMembership> memberships) => new(
        programme.Tiers?.FactorHundredthsOf(now.Tier) ?? TierRules.OnceHundredths,
        memberships.FactorHundredthsOn(purchasedOn, programme.Clubs));

    /// <exception cref="OverflowException">The result is no whole number of 64 bits.</exception>
    public PointCount Times(BigInteger points) => new((long)(points * TierHundredths * ClubHundredths / 10_000));
}
