using System.Text;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Tiers;

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
    /// <summary>The first day on which the campaign counts such a member as dormant and is valid; null: none.</summary>
    public static LocalDate? DueOn(CampaignDefinition campaign, LocalDate lastPurchaseOn)
    {
        if (campaign is not { Trigger: Trigger.Dormant dormant, Disabled: false })
        {
            return null;
        }

        var due = LocalDate.Max(lastPurchaseOn.PlusDays(dormant.DormantAfterDays), campaign.ValidFrom);
        return due <= campaign.ValidTo ? due : null;
    }

    /// <summary>The first day after <paramref name="after"/> on which the member is due for one of these campaigns; null: none.</summary>
    /// <param name="after">Null: also days long past (a campaign that also wakes those who already sleep).</param>
    public static LocalDate? NextLook(LocalDate? lastPurchaseOn, IEnumerable<CampaignDefinition> campaigns, LocalDate? after)
    {
        if (lastPurchaseOn is not { } last)
        {
            return null;
        }

        LocalDate? next = null;
        foreach (var campaign in campaigns)
        {
            var due = DueOn(campaign, last);
            if (due is not null && (after is null || due > after) && (next is null || due < next))
            {
                next = due;
            }
        }

        return next;
    }

    /// <summary>Treated or control by a stable hash of campaign and member (FNV-1a, 64 bits), so that every instance and every rerun agrees.</summary>
    public static Arm ArmOf(CampaignId campaign, MemberId member, Money.Percent controlShare) =>
        StableHash($"{campaign.Value}|{member.Value}") % 10_000 < (ulong)controlShare.BasisPoints ? Arm.Control : Arm.Treated;

    /// <summary>The same on every machine and in every version (FNV-1a, 64 bits, mixed).</summary>
    internal static ulong StableHash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 1099511628211UL);
        }

        // FNV-1a alone spreads ids that differ only in their last digits badly; SplitMix64's finalizer mixes all bits.
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
        return hash ^ (hash >> 31);
    }
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
    /// <param name="affiliation">What the member is that day, before it sets tiers.</param>
    /// <param name="campaigns">The newest versions; others than dormant ones are left out.</param>
    /// <param name="claimed">Whether the member has a claim row for this campaign and occurrence.</param>
    public static IReadOnlyList<TimedDecision> Decide(
        Member member,
        Affiliation affiliation,
        LocalDate day,
        IEnumerable<CampaignDefinition> campaigns,
        Func<CampaignId, string, bool> claimed)
    {
        if (member.IsErased || member.LastPurchaseOn is not { } lastPurchaseOn)
        {
            return [];
        }

        var occurrence = LocalDatePattern.Iso.Format(lastPurchaseOn);
        var lastCouponOn = member.LastTimedCouponOn;
        var decisions = new List<TimedDecision>();
        foreach (var (campaign, trigger) in DueBy(day, lastPurchaseOn, campaigns))
        {
            var decision = DecideOne(member, affiliation, day, campaign, trigger, occurrence, lastCouponOn, claimed(campaign.Id, occurrence));
            lastCouponOn = decision is Issue ? day : lastCouponOn;
            decisions.Add(decision);
        }

        return decisions;
    }

    private static IEnumerable<(CampaignDefinition Campaign, Trigger.Dormant Trigger)> DueBy(
        LocalDate day, LocalDate lastPurchaseOn, IEnumerable<CampaignDefinition> campaigns) =>
        campaigns
            .Where(campaign => campaign.Trigger is Trigger.Dormant dormant && lastPurchaseOn.PlusDays(dormant.DormantAfterDays) <= day)
            .Select(campaign => (Campaign: campaign, Trigger: (Trigger.Dormant)campaign.Trigger!))
            .OrderBy(due => due.Trigger.DormantAfterDays)
            .ThenBy(due => due.Campaign.Id.Value, StringComparer.Ordinal);

    /// <summary>In the order of <see cref="PassOverReason"/>. The arm comes last, so that both arms are chosen among the same members.</summary>
    private static TimedDecision DecideOne(
        Member member,
        Affiliation affiliation,
        LocalDate day,
        CampaignDefinition campaign,
        Trigger.Dormant trigger,
        string occurrence,
        LocalDate? lastCouponOn,
        bool claimed)
    {
        if (claimed)
        {
            return new PassOver(campaign, PassOverReason.AlreadyClaimed);
        }

        if (campaign.Disabled)
        {
            return new PassOver(campaign, PassOverReason.CampaignDisabled);
        }

        if (day < campaign.ValidFrom || day > campaign.ValidTo)
        {
            return new PassOver(campaign, PassOverReason.OutsideValidity);
        }

        if (affiliation.RefusedBy(campaign.Conditions) is { } refusal)
        {
            return new PassOver(campaign, refusal == AffiliationRefusal.WrongTier ? PassOverReason.WrongTier : PassOverReason.WrongClub);
        }

        if (!member.AllowsMessages(trigger.Channel))
        {
            return new PassOver(campaign, PassOverReason.NoConsent);
        }

        if (lastCouponOn is { } last && day < last.PlusDays(trigger.FrequencyCapDays))
        {
            return new PassOver(campaign, PassOverReason.FrequencyCap);
        }

        return Dormancy.ArmOf(campaign.Id, member.Id, trigger.ControlShare) is Arm.Control
            ? new Hold(campaign, occurrence)
            : new Issue(campaign, occurrence);
    }
}

/// <summary>In order of precedence.</summary>
public enum PassOverReason
{
    AlreadyClaimed,
    CampaignDisabled,
    OutsideValidity,
    WrongTier,
    WrongClub,
    NoConsent,
    FrequencyCap,
}
