using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Care;

/// <summary>Why a cancellation, a complaint or an outcome is not recorded, in the order in which the reasons are looked at.</summary>
public enum CareRefusal
{
    MemberErased,
    UnknownMember,

    /// <summary>The member has complained about this before, and was answered.</summary>
    ComplaintAlreadyAnswered,
    UnknownCancellation,

    /// <summary>Another outcome was recorded.</summary>
    OutcomeRecorded,
}

/// <summary>
/// Why a member gets no offer, in the order in which the reasons are looked at: each holds for all campaigns that the one before
/// leaves over.
/// </summary>
public enum NoOfferReason
{
    /// <summary>No campaign answers this for such a member today.</summary>
    NoOffer,

    /// <summary>Each of them has served the member too short a time ago.</summary>
    Cooldown,

    /// <summary>As many were offered as all members together may get.</summary>
    BudgetExhausted,

    /// <summary>The member is in the control group, and counted there.</summary>
    ControlGroup,
}

/// <summary>What a case is decided on.</summary>
/// <param name="Campaigns">That answer it now, in the order in which they are tried.</param>
/// <param name="Member">Null: not enrolled.</param>
/// <param name="AlreadyAnswered">The member has complained about this before.</param>
/// <param name="Budgets">How the case stands with the scarce offers that were asked for so far; they are kept elsewhere.</param>
public sealed record CareState(
    ImmutableArray<CampaignDefinition> Campaigns,
    MemberState? Member,
    bool AlreadyAnswered,
    IReadOnlyDictionary<CampaignId, StockStanding> Budgets);

/// <summary>What a member gets who is about to leave, or complains. A closed union.</summary>
public abstract record CareDecision
{
    private CareDecision()
    {
    }

    /// <param name="Arm">Null: the campaign compares nothing.</param>
    public sealed record Offered(CampaignDefinition Campaign, Arm? Arm, Standing Next) : CareDecision;

    /// <summary>The member is in the control group of the campaign that would have made the offer.</summary>
    public sealed record Held(CampaignDefinition Campaign, Standing Next) : CareDecision;

    /// <summary>Recorded, without an offer.</summary>
    public sealed record Unoffered(NoOfferReason Reason) : CareDecision;

    /// <summary>Nothing else stands in the way: look whether one of its offers is left, then decide again.</summary>
    public sealed record NeedsLook(CampaignDefinition Campaign) : CareDecision;

    /// <summary>Nothing else stands in the way: set one of its offers aside, then decide again.</summary>
    public sealed record NeedsUnit(CampaignDefinition Campaign) : CareDecision;

    public sealed record Refused(CareRefusal Reason) : CareDecision;

    /// <summary>
    /// The first campaign makes the offer that is for such a member, has not served this one of late and has one left. Consent is
    /// not asked for: the member is there. The arm comes last, so that all arms are chosen among the same members.
    /// </summary>
    /// <param name="timed">What the campaigns were taken from.</param>
    public static CareDecision Decide(CareState state, Programme programme, TimedCampaigns timed, Instant now)
    {
        if (state.Member is not { Member.IsErased: false } member)
        {
            return new Refused(state.Member is null ? CareRefusal.UnknownMember : CareRefusal.MemberErased);
        }

        if (state.AlreadyAnswered)
        {
            return new Refused(CareRefusal.ComplaintAlreadyAnswered);
        }

        var today = programme.DayOf(now);
        var gate = new Gate(member, programme, timed, today);
        var reason = NoOfferReason.NoOffer;
        foreach (var campaign in state.Campaigns.Where(gate.IsFor))
        {
            if (gate.IsCoolingDown(campaign))
            {
                reason = Later(reason, NoOfferReason.Cooldown);
                continue;
            }

            var arm = campaign.Experiment.ArmOf(campaign.Id, member.Member.Id);
            switch (OfBudget(campaign, arm, state.Budgets))
            {
                case { } needed:
                    return needed;
                case null when IsExhausted(campaign, state.Budgets):
                    reason = NoOfferReason.BudgetExhausted;
                    continue;
                default:
                    return gate.Serve(campaign, arm);
            }
        }

        return new Unoffered(reason);
    }

    private static NoOfferReason Later(NoOfferReason one, NoOfferReason other) => one > other ? one : other;

    /// <summary>The control group takes none, and is chosen among those for whom there is one.</summary>
    /// <returns>Null: it is known.</returns>
    private static CareDecision? OfBudget(CampaignDefinition campaign, Arm arm, IReadOnlyDictionary<CampaignId, StockStanding> budgets)
    {
        if (CareTerms.Of(campaign).Offers is null)
        {
            return null;
        }

        var isKnown = budgets.TryGetValue(campaign.Id, out var standing);
        return arm.IsControl
            ? isKnown ? null : new NeedsLook(campaign)
            : isKnown && standing != StockStanding.NotAsked ? null : new NeedsUnit(campaign);
    }

    private static bool IsExhausted(CampaignDefinition campaign, IReadOnlyDictionary<CampaignId, StockStanding> budgets) =>
        budgets.TryGetValue(campaign.Id, out var standing) && standing is StockStanding.LimitReached or StockStanding.Out;

    /// <summary>What campaigns ask of a member that day.</summary>
    private sealed class Gate(MemberState member, Programme programme, TimedCampaigns timed, LocalDate today)
    {
        private readonly Affiliation affiliation = Affiliation.On(today, programme, member.Standing);

        public bool IsFor(CampaignDefinition campaign) =>
            affiliation.RefusedBy(campaign.Conditions) is null
            && timed.Admits(campaign, () => SegmentProfile.Of(member.Member, affiliation, timed.Model, today));

        public bool IsCoolingDown(CampaignDefinition campaign) =>
            member.Standing.ServedOn.TryGetValue(campaign.Id, out var last) && today < last.PlusDays(CareTerms.Of(campaign).CooldownDays);

        public CareDecision Serve(CampaignDefinition campaign, Arm arm)
        {
            var standing = member.Standing;
            var forgotten = standing.ServedOn.Where(served => served.Value < today.PlusDays(-TriggerRules.MaxDays)).Select(served => served.Key);
            var next = standing with
            {
                ServedOn = standing.ServedOn.RemoveRange(forgotten).SetItem(campaign.Id, today),
                Assignments = campaign.Experiment.Compares ? standing.Assignments.With(campaign, arm, today) : standing.Assignments,
            };
            return arm.IsControl ? new Held(campaign, next) : new Offered(campaign, campaign.Experiment.Compares ? arm : null, next);
        }
    }
}
