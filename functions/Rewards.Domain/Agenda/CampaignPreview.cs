using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Agenda;

/// <summary>
/// What one campaign would do about a member on a day to come, by the rule by which a look on that day decides. Assumed is that nothing
/// happens until then but time: points become spendable and lapse, holds expire and tiers are reviewed; nobody buys, and consents, tags
/// and coupons are as they are now. What this or another campaign would send in the meantime is not played, so it counts for no cap.
/// </summary>
/// <param name="Decision">Null: nothing is due.</param>
/// <param name="NextDueOn">The first later day on which the campaign is due for the member; null: none is known.</param>
public sealed record CampaignPreview(TimedDecision? Decision, LocalDate? NextDueOn)
{
    /// <summary>After a year whatever comes round once a year has come round.</summary>
    public const int MaxDaysAhead = 366;

    /// <summary>Whether the campaign does anything by itself on any day.</summary>
    public static bool IsFor(CampaignDefinition campaign) => campaign.Trigger is { IsByCall: false };

    /// <param name="asOf">As <paramref name="today"/>, a local day of the programme's zone.</param>
    /// <returns>Null: it is a day that can be looked at.</returns>
    public static FieldError? Check(LocalDate asOf, LocalDate today) =>
        asOf >= today && asOf <= today.PlusDays(MaxDaysAhead)
            ? null
            : new FieldError("asOf", $"Must be from today to {MaxDaysAhead} days ahead, in the programme's time zone.");

    /// <summary>The member as time alone will have left them when that day begins, or as they are now if that is later.</summary>
    public static MemberState StateOn(LocalDate asOf, MemberState state, Programme programme, Instant now)
    {
        var at = Instant.Max(now, programme.TimeZone.AtStartOfDay(asOf).ToInstant());
        return state with { Account = Ledger.Open(state.Account, programme, at).Account };
    }

    /// <summary>One for each occasion that is due, in their order; where there is none, one that says so.</summary>
    /// <param name="state">As <see cref="StateOn"/> has it.</param>
    /// <param name="context">With the one campaign only.</param>
    /// <param name="coupons">The member's unused ones, where the campaign reminds of them.</param>
    /// <param name="claimed">Whether the member has a claim row for this campaign and occurrence.</param>
    public static IReadOnlyList<CampaignPreview> Of(
        MemberState state, LocalDate asOf, TimedContext context, IReadOnlyList<HeldCoupon> coupons, Func<CampaignId, string, bool> claimed)
    {
        var affiliation = Affiliation.Before(asOf, context.Programme, state.Standing);
        var next = Occasions.NextLook(state, context.Timed, asOf, asOf, coupons);
        var decided = TimedDecision.Decide(state, affiliation, asOf, context, coupons, claimed);
        return decided.Count == 0 ? [new(null, next)] : [.. decided.Select(decision => new CampaignPreview(decision, next))];
    }
}
