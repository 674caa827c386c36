using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Models;
using Rewards.Domain.Segments;

namespace Rewards.Domain.Agenda;

/// <summary>A campaign is due for a member.</summary>
/// <param name="DueOn">A local day of the programme's zone.</param>
/// <param name="Occurrence">What it is due for; at most once a member, campaign and occurrence.</param>
public sealed record Occasion(CampaignDefinition Campaign, LocalDate DueOn, string Occurrence)
{
    /// <summary>The last day on which it may still be decided, where the timer comes late; null: for ever.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Of a campaign in steps, counting from 1.</summary>
    public int? Step { get; init; }

    /// <summary>What makes it needless once it is reached.</summary>
    public Goal? Goal { get; init; }

    /// <summary>
    /// The day that comes round once a year; null: it is about no such day. Nothing within a year of the one celebrated before, whatever
    /// the member's days are changed to meanwhile.
    /// </summary>
    public LocalDate? Celebrates { get; init; }

    /// <summary>The first day on which somebody has to look at it; null: it comes to nothing.</summary>
    public LocalDate? LookOn
    {
        get
        {
            var day = LocalDate.Max(DueOn, Campaign.ValidFrom);
            return Campaign.Disabled || day > Campaign.ValidTo || day > Until ? null : day;
        }
    }
}

/// <summary>Something that happened to a member and that a campaign answers; kept until the member is looked at.</summary>
/// <param name="Kind">As <see cref="Moments"/> names it.</param>
/// <param name="Reference">Tells one from another of its kind.</param>
public sealed record Moment(string Kind, string Reference, LocalDate On);

public static class Moments
{
    /// <summary>More than that are not kept: they are looked at within seconds, each asks a member for something, and all must fit into a row.</summary>
    public const int MaxKept = 16;

    public const string Referrer = "referrer";

    public const string Friend = "friend";

    public static string OfActivity(string kind) => $"activity:{kind}";

    /// <summary>The kind of moments that a trigger answers; null: none.</summary>
    public static string? AnsweredBy(Trigger? trigger) => trigger switch
    {
        Trigger.Activity activity => OfActivity(activity.Kind),
        Trigger.Referral { Side: ReferralSide.Referrer } => Referrer,
        Trigger.Referral => Friend,
        _ => null,
    };

    /// <summary>With one more, where a campaign answers it. Of one that happens again before it is answered, the first stands for both.</summary>
    public static ImmutableArray<Moment> With(this ImmutableArray<Moment> moments, Moment moment, TimedCampaigns timed) =>
        moments.Length < MaxKept
        && !moments.Any(kept => kept.Kind == moment.Kind && kept.Reference == moment.Reference)
        && timed.Campaigns.Any(campaign => !campaign.Disabled && AnsweredBy(campaign.Trigger) == moment.Kind)
            ? moments.Add(moment)
            : moments;
}

/// <summary>An unused coupon of a member, as far as a reminder goes by it.</summary>
/// <param name="IssuedOn">In the campaign's zone, as the last day.</param>
public sealed record HeldCoupon(CouponCode Code, CampaignId Campaign, LocalDate IssuedOn, LocalDate LastDay);

/// <summary>The newest versions of all campaigns that address members by themselves, disabled ones included, and what they go by.</summary>
public sealed record TimedCampaigns(IReadOnlyCollection<CampaignDefinition> Campaigns)
{
    public static readonly TimedCampaigns None = new([]);

    public CustomerModel Model { get; init; } = CustomerModel.Default;

    /// <summary>Those that the campaigns name.</summary>
    public ImmutableDictionary<SegmentId, SegmentRule> Segments { get; init; } = ImmutableDictionary<SegmentId, SegmentRule>.Empty;

    /// <summary>Whether a campaign is for such a member, as its segment has it; one that names none is for everybody.</summary>
    /// <param name="profile">Asked for only where there is a segment.</param>
    public bool Admits(CampaignDefinition campaign, Func<SegmentProfile> profile) =>
        campaign.Conditions.Segment is not { } segment || Segments[segment].Matches(profile());

    /// <summary>Whether a reminder of coupons has to know which coupons a member has.</summary>
    public bool RemindsOfCoupons => Campaigns.Any(campaign => campaign is { Disabled: false, Trigger: Trigger.CouponExpiring });

    public bool RemindsOfPoints => Campaigns.Any(campaign => campaign is { Disabled: false, Trigger: Trigger.PointsExpiring });
}
