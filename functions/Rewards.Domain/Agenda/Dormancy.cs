using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;

namespace Rewards.Domain.Agenda;

/// <summary>Which arm of a campaign's experiment a member is in, for ever.</summary>
public enum Arm
{
    Treated,
    Control,
}

/// <summary>When a member is looked at because of a silence. Dormant is the day of the last purchase plus N.</summary>
public static class Dormancy
{
    /// <summary>The first day after <paramref name="after"/> on which one of these campaigns would count the member as dormant; null: none will.</summary>
    /// <param name="after">Null: also days long past (a campaign that also wakes those who already sleep).</param>
    public static LocalDate? NextLook(LocalDate? lastPurchaseOn, IEnumerable<int> dormantAfterDays, LocalDate? after) => throw new NotImplementedException();

    /// <summary>Treated or control by a stable hash of campaign and member (FNV-1a, 64 bits), so that every instance and every rerun agrees.</summary>
    public static Arm ArmOf(CampaignId campaign, MemberId member, Money.Percent controlShare) => throw new NotImplementedException();
}

/// <summary>What a timed campaign does about one member on one day. A closed union.</summary>
public abstract record TimedDecision
{
    private TimedDecision()
    {
    }

    /// <summary>Issue a coupon for this occurrence.</summary>
    public sealed record Issue(CampaignDefinition Campaign, string Occurrence) : TimedDecision;

    /// <summary>The member is in the control group: recorded, nothing is issued.</summary>
    public sealed record Hold(CampaignDefinition Campaign, string Occurrence) : TimedDecision;

    public sealed record PassOver(CampaignDefinition Campaign, PassOverReason Reason) : TimedDecision;

    /// <summary>
    /// Decides for every campaign that is due by <paramref name="day"/>, in the order of due day, then of campaign id. A cap reached
    /// by one campaign holds for those after it.
    /// </summary>
    /// <param name="campaigns">The newest versions; others than dormant ones are left out.</param>
    /// <param name="claimed">Whether the member has a claim row for this campaign and occurrence.</param>
    public static IReadOnlyList<TimedDecision> Decide(
        Member member,
        LocalDate day,
        IEnumerable<CampaignDefinition> campaigns,
        Func<CampaignId, string, bool> claimed) => throw new NotImplementedException();
}

/// <summary>In order of precedence.</summary>
public enum PassOverReason
{
    AlreadyClaimed,
    CampaignDisabled,
    OutsideValidity,
    NoConsent,
    FrequencyCap,
}
