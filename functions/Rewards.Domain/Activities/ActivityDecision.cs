using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

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

    /// <summary>The member has as many lots as can be written down.</summary>
    TooManyLots,
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
    public sealed record Earned(ActivityRule Rule, PointCount Points, bool IsReduced, Posting Posting) : ActivityDecision;

    public sealed record Refused(ActivityRefusal Reason) : ActivityDecision;

    /// <summary>This kind earns once a reference, and none is named: the request is to be mended.</summary>
    public sealed record ReferenceMissing : ActivityDecision;

    /// <param name="isReferenceUsed">An activity of this kind and reference has earned before.</param>
    /// <param name="id">The activity's own.</param>
    public static ActivityDecision Decide(
        MemberState? state, Programme programme, Activity activity, bool isReferenceUsed, string id, Instant now)
    {
        if (state is { Member.IsErased: true })
        {
            return new Refused(ActivityRefusal.MemberErased);
        }

        if (state is null)
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

        var tally = state.Standing.Activities.GetValueOrDefault(rule.Kind);
        if (rule.IsTooSoon(tally, now))
        {
            return new Refused(ActivityRefusal.ActivityCooldown);
        }

        var points = rule.CappedPoints(worth, tally, programme.DayOf(now));
        if (points <= PointCount.Zero)
        {
            return new Refused(ActivityRefusal.ActivityCapReached);
        }

        try
        {
            var posting = Book(state, programme, rule, points, id, now);
            return posting.Next.Account.IsTooLarge
                ? new Refused(ActivityRefusal.TooManyLots)
                : new Earned(rule, points, points < worth, posting);
        }
        catch (OverflowException)
        {
            return new Refused(ActivityRefusal.AmountTooLarge);
        }
    }

    private static Posting Book(MemberState state, Programme programme, ActivityRule rule, PointCount points, string id, Instant now)
    {
        var ledger = Ledger.Open(state.Account, programme, now);
        ledger.Credit(points, programme.Points.SpendableLotFor(ledger.Today), new EntrySource(EntryKinds.Activity) { Reference = id });
        var activities = state.Standing.Activities;
        var tally = ActivityTally.With(activities.GetValueOrDefault(rule.Kind), points, ledger.Today, now);
        return Posting.Of(state with { Standing = state.Standing with { Activities = activities.SetItem(rule.Kind, tally) } }, ledger, programme);
    }
}
