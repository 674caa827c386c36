using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Coupons;

/// <summary>Why a coupon is not issued, in the order in which the reasons are looked at.</summary>
public enum IssueRefusal
{
    /// <summary>The campaign has one code for everybody: there is nothing to issue.</summary>
    SharedCode,

    /// <summary>The campaign only reminds: there is nothing to issue.</summary>
    NoCodes,

    /// <summary>
    /// A campaign that issues by itself has coupons of members only, so that its limit per member is exact; one for some tiers,
    /// clubs or a segment, so that nobody else gets one.
    /// </summary>
    MembersOnly,
    Disabled,
    Expired,
    MemberErased,
    UnknownMember,
    CardLost,
    CardReplaced,

    /// <summary>The campaign is for other tiers than the member's.</summary>
    WrongTier,

    /// <summary>The campaign is for clubs in which the member is not today.</summary>
    WrongClub,

    /// <summary>The campaign is for a segment in which the member is not today.</summary>
    NotInSegment,

    /// <summary>The member is in the control group of a campaign that is issued by call only, and gets nothing.</summary>
    ControlGroup,
}

/// <summary>Whether a campaign issues on request. A closed union.</summary>
public abstract record IssueDecision
{
    private IssueDecision()
    {
    }

    public sealed record Issue(Member? Enrolled) : IssueDecision
    {
        /// <summary>Of the campaign's experiment; null: it has none, or who asks by hand was in its control group.</summary>
        public Arm? Arm { get; init; }
    }

    /// <summary>The member is in the control group: recorded, and refused.</summary>
    public sealed record Hold(Member? Enrolled) : IssueDecision;

    /// <summary>The member has the coupon of this occurrence already, and gets it again.</summary>
    public sealed record SameAgain : IssueDecision;

    public sealed record Refused(IssueRefusal Reason) : IssueDecision;

    /// <summary>Coupons that belong to nobody yet.</summary>
    public static IssueDecision ToNobody(CampaignDefinition campaign, Instant now) =>
        OfCodes(campaign)
        ?? (campaign.Trigger is null && !campaign.Conditions.ForSomeMembers ? null : new Refused(IssueRefusal.MembersOnly))
        ?? OfTime(campaign, now)
        ?? (IssueDecision)new Issue(Enrolled: null);

    /// <param name="affiliation">What the member is today.</param>
    /// <param name="inSegment">Whether the member is in the campaign's segment today; true where it names none.</param>
    /// <param name="claimed">The member's claim for this campaign and occurrence names a coupon.</param>
    /// <param name="card">The card that names the member; null: none does.</param>
    public static IssueDecision ToMember(
        CampaignDefinition campaign,
        Member? member,
        MemberId id,
        Affiliation affiliation,
        bool inSegment,
        Programme programme,
        bool claimed,
        CardState? card,
        Instant now)
    {
        var refusedCard = OfCard(card);
        if (claimed && member is { IsErased: false } && refusedCard is null)
        {
            return new SameAgain();
        }

        if ((OfCodes(campaign) ?? OfTime(campaign, now)) is { } refused)
        {
            return refused;
        }

        if (member is { IsErased: true })
        {
            return new Refused(IssueRefusal.MemberErased);
        }

        if (member is null && !programme.AutoEnrol)
        {
            return new Refused(IssueRefusal.UnknownMember);
        }

        if (refusedCard is not null)
        {
            return refusedCard;
        }

        if (affiliation.RefusedBy(campaign.Conditions) is { } reason)
        {
            return new Refused(reason == AffiliationRefusal.WrongTier ? IssueRefusal.WrongTier : IssueRefusal.WrongClub);
        }

        if (!inSegment)
        {
            return new Refused(IssueRefusal.NotInSegment);
        }

        var enrolled = member is null ? Member.Enrolled(id, programme.DayOf(now)) : null;
        var arm = campaign.Experiment.Compares ? campaign.Experiment.ArmOf(campaign.Id, id) : (Arm?)null;
        return arm is not { IsControl: true } ? new Issue(enrolled) { Arm = arm }

            // What a campaign holds back that issues by itself, somebody may give by hand all the same.
            : campaign.Trigger is null ? new Hold(enrolled)
            : new Issue(enrolled);
    }

    /// <summary>Whether the campaign issues coupons to members at this time.</summary>
    public static bool IsOpen(CampaignDefinition campaign, Instant now) => OfCodes(campaign) is null && OfTime(campaign, now) is null;

    /// <summary>To a member who has the coupon in hand already, from another engine: for whom it was is not asked again.</summary>
    public static IssueDecision ToHolder(CampaignDefinition campaign, Member? member, MemberId id, Programme programme, Instant now) =>
        ToMember(
            campaign with { Conditions = Conditions.None, Experiment = Experiment.None }, member, id, Affiliation.None, inSegment: true, programme, claimed: false, card: null, now);

    private static Refused? OfCodes(CampaignDefinition campaign) => campaign.Codes switch
    {
        CodePolicy.Shared => new Refused(IssueRefusal.SharedCode),
        CodePolicy.None => new Refused(IssueRefusal.NoCodes),
        _ => null,
    };

    private static Refused? OfCard(CardState? card) => card switch
    {
        CardState.Lost => new Refused(IssueRefusal.CardLost),
        CardState.Replaced => new Refused(IssueRefusal.CardReplaced),
        _ => null,
    };

    private static Refused? OfTime(CampaignDefinition campaign, Instant now)
    {
        if (campaign.Disabled)
        {
            return new Refused(IssueRefusal.Disabled);
        }

        return now >= ValidityWindow.Of(campaign, null).End ? new Refused(IssueRefusal.Expired) : null;
    }
}
