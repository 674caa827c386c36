using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tiers;

/// <param name="Changes">Of the tier, in their order.</param>
public sealed record StandingOutcome(Standing Next, ImmutableArray<TierChange> Changes);

/// <summary>Tiers and clubs as a part of a member's standing. Where the programme has no tiers, nothing is counted and nothing changes.</summary>
public static class StandingTiers
{
    /// <summary>By which factors a purchase of that day earns when it is awarded today.</summary>
    public static PointFactor FactorFor(this Standing standing, LocalDate purchasedOn, LocalDate today, Programme programme) =>
        PointFactor.For(Affiliation.On(today, programme, standing), purchasedOn, programme, standing.Clubs);

    /// <summary>Counts what was earned and paid.</summary>
    /// <param name="day">The purchase's.</param>
    /// <exception cref="OverflowException">A sum is no whole number of 64 bits.</exception>
    public static StandingOutcome Counted(this Standing standing, Programme programme, TierTally earned, LocalDate day, LocalDate today) =>
        standing.With(programme.Tiers is { } rules ? Tiering.Count(standing.Tier, rules, earned, day, today) : null);

    /// <summary>Takes back what a return takes back.</summary>
    /// <param name="day">The purchase's.</param>
    public static StandingOutcome Uncounted(this Standing standing, Programme programme, TierTally back, LocalDate day, LocalDate today) =>
        standing.With(programme.Tiers is { } rules ? Tiering.Uncount(standing.Tier, rules, back, day, today) : null);

    /// <summary>As of the end of a day's midnight.</summary>
    public static StandingOutcome TiersSettled(this Standing standing, Programme programme, LocalDate day) =>
        standing.With(programme.Tiers is { } rules ? Tiering.Settle(standing.Tier, rules, day) : null);

    /// <summary>The day on which the tier has to be looked at; null: none. Times in clubs end by themselves.</summary>
    public static LocalDate? NextTierReview(this Standing standing, Programme programme) =>
        programme.Tiers is { } rules ? Tiering.NextReviewOn(standing.Tier, rules) : null;

    private static StandingOutcome With(this Standing standing, TierOutcome? outcome) =>
        outcome is null ? new(standing, []) : new(standing with { Tier = outcome.Standing }, outcome.Changes);
}
