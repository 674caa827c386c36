using System.Collections.Immutable;
using Rewards.Domain.Activities;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Programmes;

/// <summary>One of <c>activities</c> in a programme.</summary>
/// <param name="PerUnit">False unless told otherwise.</param>
/// <param name="CapPeriod">day, week or month; absent: for ever.</param>
public sealed record ActivityRuleBody(
    string? Kind,
    long? Points,
    bool? PerUnit,
    long? CooldownSeconds,
    long? MaxPerTransaction,
    long? CapPoints,
    string? CapPeriod,
    bool? OncePerReference);

/// <summary><c>referral</c> in a programme.</summary>
/// <param name="MinimumAmount">Minor units; 0 unless told otherwise.</param>
public sealed record ReferralRuleBody(long? ReferrerPoints, long? FriendPoints, long? MinimumAmount, int? WithinDays, long? MaxPerReferrer);

/// <summary>Between the wire format of what is earned beyond purchases and the Domain's.</summary>
internal static class ActivityJson
{
    public static ImmutableArray<ActivityRule> Read(IReadOnlyList<ActivityRuleBody?>? activities, BodyReader reader) =>
        activities is null ? [] : [.. activities.Select((activity, i) => Read(activity, $"activities[{i}]", reader))];

    public static IReadOnlyList<ActivityRuleBody?>? Write(ImmutableArray<ActivityRule> activities) => activities.IsEmpty ? null :
    [
        .. activities.Select(rule => new ActivityRuleBody(
            rule.Kind,
            rule.Points.Value,
            rule.PerUnit,
            rule.CooldownSeconds,
            rule.MaxPerTransaction?.Value,
            rule.Cap?.Max,
            rule.Cap is null or { Period: LimitPeriod.Whole } ? null : WireNames<LimitPeriod>.Of(rule.Cap.Period),
            rule.OncePerReference)),
    ];

    public static ReferralRule? Read(ReferralRuleBody? referral, BodyReader reader) => referral is null ? null : new(
        new PointCount(reader.Required(referral.ReferrerPoints, "referral.referrerPoints") ?? 0),
        new PointCount(reader.Required(referral.FriendPoints, "referral.friendPoints") ?? 0),
        new(referral.MinimumAmount ?? 0),
        referral.WithinDays,
        referral.MaxPerReferrer);

    public static ReferralRuleBody? Write(ReferralRule? rule) => rule is null ? null : new(
        rule.ReferrerPoints.Value, rule.FriendPoints.Value, rule.MinimumAmount.Value, rule.WithinDays, rule.MaxPerReferrer);

    private static ActivityRule Read(ActivityRuleBody? activity, string path, BodyReader reader)
    {
        if (activity is null)
        {
            reader.Wrong(path, "Must be an object.");
            return new("", PointCount.Zero, false, 0, null, null, false);
        }

        return new(
            reader.Text(activity.Kind, $"{path}.kind"),
            new PointCount(reader.Required(activity.Points, $"{path}.points") ?? 0),
            activity.PerUnit ?? false,
            activity.CooldownSeconds ?? 0,
            activity.MaxPerTransaction is { } most ? new PointCount(most) : null,
            ReadCap(activity, path, reader),
            activity.OncePerReference ?? false);
    }

    private static Limit? ReadCap(ActivityRuleBody activity, string path, BodyReader reader)
    {
        var period = activity.CapPeriod is null
            ? LimitPeriod.Whole
            : reader.Parsed<LimitPeriod>(activity.CapPeriod, $"{path}.capPeriod", TryPeriod, "Must be day, week or month.");
        if (activity.CapPoints is null && activity.CapPeriod is not null)
        {
            reader.Missing($"{path}.capPoints");
        }

        return activity.CapPoints is { } cap ? new Limit(cap, period) : null;
    }

    private static bool TryPeriod(string text, out LimitPeriod period) =>
        WireNames<LimitPeriod>.TryRead(text, out period) && period != LimitPeriod.Whole;
}
