using System.Collections.Immutable;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Campaigns;

/// <summary>
/// What makes a campaign address members by itself, at most once a member and occurrence. Days are local days of the programme's
/// zone. A closed union.
/// </summary>
public abstract record Trigger
{
    private Trigger()
    {
    }

    /// <summary>The consent that is asked for; null: any consent serves.</summary>
    public string? Channel { get; init; }

    /// <summary>Nothing within so many days after the last coupon that a campaign issued by itself; 0: no cap.</summary>
    public int FrequencyCapDays { get; init; }

    /// <summary>Those of a campaign that comes in steps, the earliest first.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>Whether a member asks, or is asked for, while somebody waits: it is never due by itself.</summary>
    public bool IsByCall => this is Cancellation or Complaint;

    /// <summary>
    /// A silence: each step so many days after the last purchase, for its own occurrence. One step is a reactivation, several are a
    /// win-back whose offer may grow.
    /// </summary>
    public sealed record Dormant : Trigger;

    /// <summary>
    /// A silence by the customer's own rhythm: due on the day on which the probability that the customer is still active falls below
    /// <paramref name="ProbabilityBelow"/>.
    /// </summary>
    /// <param name="ProbabilityBelow">More than 0, less than 1.</param>
    /// <param name="SingleAfterDays">For who has bought on one day only, of whom the model knows no rhythm; null: never due.</param>
    public sealed record Rhythm(double ProbabilityBelow, int? SingleAfterDays) : Trigger;

    /// <summary>So many days before the birthday. Who was born on 29 February has it on the 28th where there is no 29th.</summary>
    public sealed record Birthday(int DaysBefore) : Trigger;

    /// <summary>So many days before the day of joining comes round again; 29 February as above.</summary>
    public sealed record Anniversary(int DaysBefore) : Trigger;

    /// <summary>Each step so many days after joining, unless its goal is reached.</summary>
    public sealed record Onboarding : Trigger;

    /// <summary>So many days after the day of the n-th purchase day, unless there was a later one. 1 and 0: thanks for the first purchase.</summary>
    public sealed record AfterPurchase(int Purchase, int AfterDays) : Trigger;

    /// <summary>When all that was spent passes another multiple of an amount.</summary>
    public sealed record Volume(MinorUnits Every) : Trigger;

    /// <summary>So many days before the last day of points, where at least so many lapse then.</summary>
    public sealed record PointsExpiring(int DaysBefore, PointCount Minimum) : Trigger;

    /// <summary>So many days before the last day of a coupon that the member has not used.</summary>
    public sealed record CouponExpiring(int DaysBefore) : Trigger;

    /// <summary>An activity of this kind, such as a review or what a partner reports.</summary>
    public sealed record Activity(string Kind) : Trigger;

    /// <summary>The first purchase of a friend who was recommended.</summary>
    public sealed record Referral(ReferralSide Side) : Trigger;

    /// <summary>A member is about to leave: offered while the member waits, once in so many days.</summary>
    /// <param name="Offers">How many are offered at most; null: unlimited.</param>
    public sealed record Cancellation(int CooldownDays, Limit? Offers) : Trigger;

    /// <summary>A complaint of one of these categories is answered with an apology, to one member once in so many days.</summary>
    /// <param name="Categories">Empty: of any.</param>
    /// <param name="Offers">How many are given at most; null: unlimited.</param>
    public sealed record Complaint(ImmutableArray<string> Categories, int CooldownDays, Limit? Offers) : Trigger;
}

public enum ReferralSide
{
    /// <summary>Who recommended the programme.</summary>
    Referrer,

    /// <summary>Who came by it.</summary>
    Friend,
}

/// <summary>What a step of the onboarding is to bring about: reached, the step is left out.</summary>
public enum Goal
{
    FirstPurchase,
    SecondPurchase,

    /// <summary>The birthday is told.</summary>
    BirthdayTold,
}

/// <param name="AfterDays">0 to 3,650.</param>
/// <param name="Goal">Null: the step is done whatever has happened.</param>
/// <param name="Discount">What its coupons take off; null: the campaign's.</param>
public sealed record Step(int AfterDays, Goal? Goal, Discount? Discount);
