using System.Collections.Immutable;

namespace Rewards.Domain.Segments;

/// <summary>Who is in a segment: an expression over what is known of a member. A closed union.</summary>
public abstract record SegmentRule
{
    private SegmentRule()
    {
    }

    /// <summary>Whether a member of this profile is in. Depth and size are bounded by <see cref="SegmentLimits"/>.</summary>
    public abstract bool Matches(SegmentProfile profile);

    public sealed record All(ImmutableArray<SegmentRule> Rules) : SegmentRule
    {
        public override bool Matches(SegmentProfile profile) => Rules.All(rule => rule.Matches(profile));
    }

    public sealed record Any(ImmutableArray<SegmentRule> Rules) : SegmentRule
    {
        public override bool Matches(SegmentProfile profile) => Rules.Any(rule => rule.Matches(profile));
    }

    public sealed record Not(SegmentRule Rule) : SegmentRule
    {
        public override bool Matches(SegmentProfile profile) => !Rule.Matches(profile);
    }

    /// <summary>
    /// A number against another one. What is not known of a member, such as the recency of one who never bought, matches no
    /// comparison; <see cref="Not"/> of it matches.
    /// </summary>
    /// <param name="Number">Days, counts, minor units or a probability, as the field has it.</param>
    public sealed record Compare(SegmentNumber Field, SegmentOperator Operator, double Number) : SegmentRule
    {
        public override bool Matches(SegmentProfile profile) => Value(profile) is { } value && Operator switch
        {
            SegmentOperator.AtLeast => value >= Number,
            SegmentOperator.Above => value > Number,
            SegmentOperator.AtMost => value <= Number,
            SegmentOperator.Below => value < Number,
            SegmentOperator.EqualTo => value == Number,
            _ => throw new InvalidOperationException($"Unknown operator {Operator}."),
        };

        private double? Value(SegmentProfile profile) => Field switch
        {
            SegmentNumber.RecencyDays => profile.RecencyDays,
            SegmentNumber.Purchases => profile.Purchases,
            SegmentNumber.Spend => profile.Spend.Value,
            SegmentNumber.MemberForDays => profile.MemberForDays,
            SegmentNumber.ProbabilityActive => profile.ProbabilityActive,
            SegmentNumber.ExpectedPurchases => profile.ExpectedPurchases,
            SegmentNumber.LifetimeValue => profile.LifetimeValue?.Value,
            SegmentNumber.CostToServe => profile.CostToServe.Value,
            SegmentNumber.RfmRecency => profile.RfmRecency,
            SegmentNumber.RfmFrequency => profile.RfmFrequency,
            SegmentNumber.RfmMonetary => profile.RfmMonetary,
            _ => throw new InvalidOperationException($"Unknown field {Field}."),
        };
    }

    /// <summary>Whether the member's tier, or one of the clubs or tags, is among these. Upper and lower case differ.</summary>
    public sealed record OneOf(SegmentTexts Field, ImmutableArray<string> Values) : SegmentRule
    {
        public override bool Matches(SegmentProfile profile) => Field switch
        {
            SegmentTexts.Tier => profile.Tier is { } tier && IsNamed(tier),
            SegmentTexts.Clubs => profile.Clubs.Any(IsNamed),
            SegmentTexts.Tags => profile.Tags.Any(IsNamed),
            _ => throw new InvalidOperationException($"Unknown field {Field}."),
        };

        private bool IsNamed(string text) => Values.Contains(text, StringComparer.Ordinal);
    }
}

/// <summary>What of a member is compared as a number.</summary>
public enum SegmentNumber
{
    RecencyDays,
    Purchases,
    Spend,
    MemberForDays,
    ProbabilityActive,
    ExpectedPurchases,
    LifetimeValue,
    CostToServe,
    RfmRecency,
    RfmFrequency,
    RfmMonetary,
}

/// <summary>What of a member is one name or some.</summary>
public enum SegmentTexts
{
    Tier,
    Clubs,
    Tags,
}

public enum SegmentOperator
{
    AtLeast,
    Above,
    AtMost,
    Below,
    EqualTo,
}
