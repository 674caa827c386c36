using System.Collections.Immutable;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Segments;

namespace Rewards.Domain.Tests.Segments;

/// <summary>What the tests of segments start from.</summary>
internal static class SampleSegment
{
    /// <summary>Who has joined a moment ago: of such a member nothing is known that a purchase tells.</summary>
    public static readonly SegmentProfile Newcomer = new();

    public static readonly SegmentProfile Regular = new()
    {
        RecencyDays = 30,
        Purchases = 12,
        Spend = new MinorUnits(10_000),
        MemberForDays = 400,
        Tier = "gold",
        Clubs = ["plus", "wine"],
        ProbabilityActive = 0.5,
        ExpectedPurchases = 2.25,
        LifetimeValue = new MinorUnits(4_000),
        CostToServe = new MinorUnits(700),
        Tags = ["vip", "press"],
        RfmRecency = 5,
        RfmFrequency = 4,
        RfmMonetary = 3,
    };

    public static Segment Of(SegmentRule rule) => new() { Id = SegmentId.Parse("loyal"), Version = 1, Name = "Loyal regulars", Rule = rule };

    public static SegmentRule Compare(SegmentNumber field, SegmentOperator comparison, double number) => new SegmentRule.Compare(field, comparison, number);

    public static SegmentRule In(SegmentTexts field, params string[] values) => new SegmentRule.OneOf(field, [.. values]);

    public static SegmentRule All(params SegmentRule[] rules) => new SegmentRule.All([.. rules]);

    public static SegmentRule Any(params SegmentRule[] rules) => new SegmentRule.Any([.. rules]);

    public static SegmentRule Not(SegmentRule rule) => new SegmentRule.Not(rule);
}
