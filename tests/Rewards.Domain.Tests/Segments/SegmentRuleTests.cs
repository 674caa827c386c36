using FsCheck;
using FsCheck.Fluent;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Segments;
using static Rewards.Domain.Tests.Segments.SampleSegment;

namespace Rewards.Domain.Tests.Segments;

public sealed class SegmentRuleTests
{
    [Theory]
    [InlineData(SegmentOperator.AtLeast, 29, true, "one less than it is")]
    [InlineData(SegmentOperator.AtLeast, 30, true, "the number itself is at least that")]
    [InlineData(SegmentOperator.AtLeast, 31, false, "one more than it is")]
    [InlineData(SegmentOperator.Above, 29, true, "one less than it is")]
    [InlineData(SegmentOperator.Above, 30, false, "the number itself is not above that")]
    [InlineData(SegmentOperator.AtMost, 31, true, "one more than it is")]
    [InlineData(SegmentOperator.AtMost, 30, true, "the number itself is at most that")]
    [InlineData(SegmentOperator.AtMost, 29, false, "one less than it is")]
    [InlineData(SegmentOperator.Below, 31, true, "one more than it is")]
    [InlineData(SegmentOperator.Below, 30, false, "the number itself is not below that")]
    [InlineData(SegmentOperator.EqualTo, 30, true, "the number itself")]
    [InlineData(SegmentOperator.EqualTo, 30.5, false, "half a day more")]
    public void A_number_is_compared(SegmentOperator comparison, double number, bool matches, string why) =>
        Assert.True(Compare(SegmentNumber.RecencyDays, comparison, number).Matches(Regular) == matches, why);

    [Theory]
    [InlineData(SegmentNumber.RecencyDays, 30)]
    [InlineData(SegmentNumber.Purchases, 12)]
    [InlineData(SegmentNumber.Spend, 10_000)]
    [InlineData(SegmentNumber.MemberForDays, 400)]
    [InlineData(SegmentNumber.ProbabilityActive, 0.5)]
    [InlineData(SegmentNumber.ExpectedPurchases, 2.25)]
    [InlineData(SegmentNumber.LifetimeValue, 4_000)]
    [InlineData(SegmentNumber.CostToServe, 700)]
    [InlineData(SegmentNumber.RfmRecency, 5)]
    [InlineData(SegmentNumber.RfmFrequency, 4)]
    [InlineData(SegmentNumber.RfmMonetary, 3)]
    public void Each_number_is_the_one_that_its_field_names(SegmentNumber field, double number) =>
        Assert.True(Compare(field, SegmentOperator.EqualTo, number).Matches(Regular));

    [Theory]
    [InlineData(SegmentNumber.RecencyDays, "never bought")]
    [InlineData(SegmentNumber.ProbabilityActive, "no purchase to reckon from")]
    [InlineData(SegmentNumber.ExpectedPurchases, "no purchase to reckon from")]
    [InlineData(SegmentNumber.LifetimeValue, "no purchase to reckon from")]
    [InlineData(SegmentNumber.RfmRecency, "no quintile")]
    [InlineData(SegmentNumber.RfmFrequency, "no quintile")]
    [InlineData(SegmentNumber.RfmMonetary, "no quintile")]
    public void What_is_not_known_matches_no_comparison_but_its_opposite(SegmentNumber field, string why)
    {
        Assert.All(Enum.GetValues<SegmentOperator>(), comparison => Assert.False(Compare(field, comparison, 0).Matches(Newcomer), why));
        Assert.True(Not(Compare(field, SegmentOperator.AtLeast, 0)).Matches(Newcomer), why);
    }

    [Fact]
    public void Who_never_bought_has_spent_nothing_rather_than_something_unknown() =>
        Assert.True(Compare(SegmentNumber.Spend, SegmentOperator.AtMost, 0).Matches(Newcomer));

    [Fact]
    public void The_largest_amounts_are_told_apart_by_one_minor_unit()
    {
        var rich = Regular with { Spend = new MinorUnits(999_999_999_999) };

        Assert.False(Compare(SegmentNumber.Spend, SegmentOperator.AtLeast, 1_000_000_000_000).Matches(rich));
        Assert.True(Compare(SegmentNumber.Spend, SegmentOperator.AtLeast, 999_999_999_999).Matches(rich));
    }

    [Theory]
    [InlineData(SegmentTexts.Tier, "gold", true, "the tier")]
    [InlineData(SegmentTexts.Tier, "Gold", false, "upper and lower case differ")]
    [InlineData(SegmentTexts.Tier, "silver", false, "another tier")]
    [InlineData(SegmentTexts.Tier, "vip", false, "a tag is no tier")]
    [InlineData(SegmentTexts.Clubs, "wine", true, "the second of two clubs")]
    [InlineData(SegmentTexts.Clubs, "gold", false, "a tier is no club")]
    [InlineData(SegmentTexts.Tags, "vip", true, "one of the tags")]
    [InlineData(SegmentTexts.Tags, "staff", false, "another tag")]
    public void Names_are_looked_for(SegmentTexts field, string value, bool matches, string why)
    {
        Assert.True(In(field, value).Matches(Regular) == matches, why);
        Assert.True(In(field, "other", value).Matches(Regular) == matches, $"{why}, as the second of two");
        Assert.False(In(field, value).Matches(Newcomer), "who has none");
    }

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, false, true)]
    [InlineData(false, false, false, false)]
    public void Rules_are_joined(bool first, bool second, bool all, bool any)
    {
        SegmentRule[] rules = [Truth(first), Truth(second)];

        Assert.Equal(all, All(rules).Matches(Regular));
        Assert.Equal(any, Any(rules).Matches(Regular));
        Assert.Equal(!first, Not(rules[0]).Matches(Regular));
    }

    [Fact]
    public void A_campaign_without_a_segment_is_for_everybody()
    {
        var loyal = SegmentId.Parse("loyal");
        var everybodys = Sample.Dormant("c", 30);
        var segments = everybodys with { Conditions = Conditions.None with { Segment = loyal } };

        Assert.True(TimedCampaigns.None.Admits(everybodys, () => Newcomer));
        Assert.True(Naming(true).Admits(segments, () => Regular));
        Assert.False(Naming(false).Admits(segments, () => Regular));

        TimedCampaigns Naming(bool truth) => TimedCampaigns.None with { Segments = TimedCampaigns.None.Segments.Add(loyal, Truth(truth)) };
    }

    [Fact]
    public void Not_inverts_and_De_Morgan_holds_whatever_is_unknown()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(8).WithReplay(seed, 1);
        var cases = Gen.Zip(Rules(depth: 3).NonEmptyListOf(), Profiles()).Select(one => (Rules: one.Item1.ToArray(), Profile: one.Item2));
        Check.One(config, Prop.ForAll(Arb.From(cases), (Action<(SegmentRule[] Rules, SegmentProfile Profile)>)(one =>
        {
            var (rules, profile) = one;
            var opposites = rules.Select(Not).ToArray();

            Assert.Equal(rules[0].Matches(profile), !Not(rules[0]).Matches(profile));
            Assert.Equal(Not(All(rules)).Matches(profile), Any(opposites).Matches(profile));
            Assert.Equal(Not(Any(rules)).Matches(profile), All(opposites).Matches(profile));
        })));
    }

    private static SegmentRule Truth(bool value) => Compare(SegmentNumber.Purchases, SegmentOperator.EqualTo, value ? 12 : 13);

    private static Gen<SegmentRule> Rules(int depth)
    {
        var compare =
            from field in Gen.Elements(Enum.GetValues<SegmentNumber>())
            from comparison in Gen.Elements(Enum.GetValues<SegmentOperator>())
            from number in Gen.Choose(0, 5)
            select Compare(field, comparison, number);
        var oneOf =
            from field in Gen.Elements(Enum.GetValues<SegmentTexts>())
            from value in Gen.Elements("a", "b")
            select In(field, value);
        if (depth == 0)
        {
            return Gen.OneOf(compare, oneOf);
        }

        var inner = Rules(depth - 1);
        return Gen.OneOf(
            compare,
            oneOf,
            inner.Select(Not),
            inner.NonEmptyListOf().Select(rules => All([.. rules])),
            inner.NonEmptyListOf().Select(rules => Any([.. rules])));
    }

    /// <summary>Numbers as small as those of the rules, so that they meet; some are not known.</summary>
    private static Gen<SegmentProfile> Profiles() =>
        from known in Gen.Elements(true, false)
        from number in Gen.Choose(0, 5)
        from other in Gen.Choose(0, 5)
        from text in Gen.Elements("a", "b", "c")
        select new SegmentProfile
        {
            RecencyDays = known ? number : null,
            Purchases = other,
            Spend = new MinorUnits(number),
            MemberForDays = other,
            Tier = known ? text : null,
            Clubs = known ? [] : [text],
            ProbabilityActive = known ? number / 5.0 : null,
            ExpectedPurchases = known ? other : null,
            LifetimeValue = known ? new MinorUnits(other) : null,
            Tags = [text],
            RfmRecency = known ? other : null,
            RfmFrequency = known ? number : null,
        };
}
