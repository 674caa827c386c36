using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Activities;

/// <summary>Something that a member did, as the retailer tells it.</summary>
/// <param name="Quantity">1 to <see cref="ActivityDecision.MaxQuantity"/>.</param>
/// <param name="Reference">What it is about, such as a product or an order.</param>
public sealed record Activity(string Kind, long Quantity, string? Reference);

/// <summary>Why an activity earns nothing, in the order in which the reasons are looked at.</summary>
public enum ActivityRefusal
{
    MemberErased,
    UnknownMember,

    /// <summary>The programme defines no such kind.</summary>
    UnknownActivity,

    /// <summary>It is worth more points than one activity of its kind may earn.</summary>
    ActivityOverCap,

    /// <summary>An activity of this kind with this reference has earned before.</summary>
    ActivityAlreadyRewarded,

    /// <summary>Too soon after the last one.</summary>
    ActivityCooldown,

    /// <summary>The period's points are used up.</summary>
    ActivityCapReached,

    /// <summary>The member's points would leave the range of 64 bits.</summary>
    AmountTooLarge,
}

/// <summary>A closed union.</summary>
public abstract record ActivityDecision
{
    public const long MaxQuantity = 1_000_000;

    private ActivityDecision()
    {
    }

    /// <param name="Points">After the cap; at least 1.</param>
    /// <param name="IsReduced">The cap has cut some off.</param>
    /// <param name="Tally">The kind's, with this one.</param>
    public sealed record Earned(ActivityRule Rule, PointCount Points, bool IsReduced, ActivityTally Tally) : ActivityDecision;

    public sealed record Refused(ActivityRefusal Reason) : ActivityDecision;

    /// <summary>This kind earns once a reference, and none is named: the request is to be mended.</summary>
    public sealed record ReferenceMissing : ActivityDecision;

    /// <param name="tally">Of this kind; null: the member has done none.</param>
    /// <param name="isReferenceUsed">An activity of this kind and reference has earned before.</param>
    public static ActivityDecision Decide(
        Member? member, Programme programme, Activity activity, ActivityTally? tally, bool isReferenceUsed, Instant now)
    {
        if (member is { IsErased: true })
        {
            return new Refused(ActivityRefusal.MemberErased);
        }

        if (member is null)
        {
            return new Refused(ActivityRefusal.UnknownMember);
        }

        if (programme.Activities.FirstOrDefault(rule => rule.Kind == activity.Kind) is not { } rule)
        {
            return new Refused(ActivityRefusal.UnknownActivity);
        }

        if (rule.OncePerReference && activity.Reference is null)
        {
            return new ReferenceMissing();
        }

        var worth = rule.PointsFor(activity.Quantity);
        if (worth > rule.MaxPerTransaction)
        {
            return new Refused(ActivityRefusal.ActivityOverCap);
        }

        if (rule.OncePerReference && isReferenceUsed)
        {
            return new Refused(ActivityRefusal.ActivityAlreadyRewarded);
        }

        // A clock that is behind the one that decided the last time has not waited long enough either.
        if (rule.CooldownSeconds > 0 && tally is not null && now < tally.LastAt + Duration.FromSeconds(rule.CooldownSeconds))
        {
            return new Refused(ActivityRefusal.ActivityCooldown);
        }

        return Earn(rule, worth, tally, programme.DayOf(now), now);
    }

    private static ActivityDecision Earn(ActivityRule rule, PointCount worth, ActivityTally? tally, LocalDate today, Instant now)
    {
        var counted = tally?.Points ?? Tally.Empty;
        var left = rule.Cap is { } cap ? cap.Max - counted.In(cap.Period, today) : worth.Value;
        if (left <= 0)
        {
            return new Refused(ActivityRefusal.ActivityCapReached);
        }

        var points = new PointCount(Math.Min(worth.Value, left));
        var lastAt = tally is null ? now : Instant.Max(now, tally.LastAt);
        return new Earned(rule, points, points < worth, new ActivityTally(lastAt, counted.Add(points.Value, today)));
    }
}
