using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

/// <summary>One version of a campaign. Versions count from 1 and never change.</summary>
public sealed record CampaignDefinition
{
    public required CampaignId Id { get; init; }

    public required int Version { get; init; }

    /// <summary>Four characters of Crockford's base 32 that stand at the front of the campaign's unique codes.</summary>
    public required string Tag { get; init; }

    public required string Name { get; init; }

    public required Aim Aim { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The zone whose days and hours the campaign's rules mean.</summary>
    public required DateTimeZone TimeZone { get; init; }

    public required LocalDate ValidFrom { get; init; }

    /// <summary>The last day, which counts whole.</summary>
    public required LocalDate ValidTo { get; init; }

    /// <summary>How long a unique coupon lives from the day of its issue, within the campaign's window; null: as long as the campaign.</summary>
    public Period? ValidFor { get; init; }

    public required Discount Discount { get; init; }

    public required Conditions Conditions { get; init; }

    public required CodePolicy Codes { get; init; }

    public required Limits Limits { get; init; }

    /// <summary>1 to 32 partitions over which the campaign's coupons are spread.</summary>
    public required int Shards { get; init; }

    public Trigger? Trigger { get; init; }

    public Experiment Experiment { get; init; } = Experiment.None;

    public bool Disabled { get; init; }

    /// <summary>As it is offered in one arm and one step, which may have a discount of their own.</summary>
    /// <param name="step">Counts from 1; null: the campaign has no steps.</param>
    public CampaignDefinition OfferedTo(Arm? arm, int? step)
    {
        var own = step is { } number && Trigger is { Steps: var steps } && number <= steps.Length ? steps[number - 1].Discount : null;
        return (own ?? Experiment.DiscountOf(arm)) is { } discount ? this with { Discount = discount } : this;
    }
}

public enum Aim
{
    Acquire,
    Retain,
    Reactivate,
}

/// <summary>What a basket must meet. Empty lists mean no condition.</summary>
public sealed record Conditions(
    MinorUnits? MinimumAmount,
    ProductFilter? Include,
    ProductFilter? Exclude,
    ImmutableArray<string> Stores,
    ImmutableArray<WeeklyHours> Hours)
{
    public static readonly Conditions None = new(null, null, null, [], []);

    /// <summary>Ids of the programme's tiers: issued only to members who are in one of them at that time.</summary>
    public ImmutableArray<string> Tiers { get; init; } = [];

    /// <summary>Ids of the programme's clubs: issued only to who is in one of them on that day.</summary>
    public ImmutableArray<string> Clubs { get; init; } = [];

    /// <summary>Issued only to who is in this segment at that time; null: to everybody.</summary>
    public SegmentId? Segment { get; init; }

    /// <summary>Whether who gets a coupon depends on what the member is.</summary>
    public bool ForSomeMembers => !Tiers.IsEmpty || !Clubs.IsEmpty || Segment is not null;
}

/// <summary>Hours on some days of the week, in local wall time; the end is exclusive, and 24:00 is written as midnight at the end (<see cref="LocalTime.Midnight"/>).</summary>
public sealed record WeeklyHours(ImmutableArray<IsoDayOfWeek> Days, LocalTime From, LocalTime To)
{
    public bool Contains(LocalDateTime local) =>
        Days.Contains(local.DayOfWeek) && local.TimeOfDay >= From && (To == LocalTime.Midnight || local.TimeOfDay < To);
}

/// <summary>How codes are made. A closed union.</summary>
public abstract record CodePolicy
{
    private CodePolicy()
    {
    }

    /// <summary>A code for each coupon, with 8 to 20 random characters.</summary>
    public sealed record Unique(int Length) : CodePolicy;

    /// <summary>One code for everybody, such as SUMMER20, as the retailer writes it; 3 to 13 characters after normalising.</summary>
    public sealed record Shared(string Code) : CodePolicy
    {
        /// <summary>The code as it is keyed.</summary>
        public CouponCode Normalised => CouponCode.Parse(Code);
    }

    /// <summary>The campaign only reminds: there are no coupons, and nothing to redeem.</summary>
    public sealed record None : CodePolicy;
}

/// <summary>Over which time a limit counts; days begin in the campaign's zone, weeks on Monday (ISO 8601).</summary>
public enum LimitPeriod
{
    Whole,
    Day,
    Week,
    Month,
}

/// <summary>At most so many (uses, or minor units of money) in a period.</summary>
public sealed record Limit(long Max, LimitPeriod Period);

/// <summary>A campaign's limits; null is unlimited. <c>PerCode</c> of unique codes is 1 unless set otherwise.</summary>
public sealed record Limits(Limit? PerCode, Limit? PerMember, Limit? Total, Limit? Budget)
{
    public static readonly Limits None = new(null, null, null, null);
}
