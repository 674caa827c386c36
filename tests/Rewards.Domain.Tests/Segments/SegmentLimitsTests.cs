using Rewards.Domain.Segments;
using static Rewards.Domain.Tests.Segments.SampleSegment;

namespace Rewards.Domain.Tests.Segments;

public sealed class SegmentLimitsTests
{
    private static readonly SegmentRule Bought = Compare(SegmentNumber.Purchases, SegmentOperator.AtLeast, 1);

    [Theory]
    [InlineData("", "name", "no name")]
    [InlineData("Loyal\nones", "name", "a control character")]
    [InlineData("Loyal regulars", null, "one that is in order")]
    public void A_segment_has_a_name(string name, string? field, string why) => Check(Of(Bought) with { Name = name }, field, why);

    [Theory]
    [InlineData(SegmentNumber.Spend, -1, "rule.atMost", "less than nothing")]
    [InlineData(SegmentNumber.Spend, 0, null, "nothing")]
    [InlineData(SegmentNumber.Spend, 1_000_000_000_000, null, "the most")]
    [InlineData(SegmentNumber.Spend, 1_000_000_000_001, "rule.atMost", "one more than the most")]
    [InlineData(SegmentNumber.Spend, double.NaN, "rule.atMost", "no number")]
    [InlineData(SegmentNumber.ProbabilityActive, 0, null, "never")]
    [InlineData(SegmentNumber.ProbabilityActive, 1, null, "for certain")]
    [InlineData(SegmentNumber.ProbabilityActive, 50, "rule.atMost", "a probability in percent")]
    [InlineData(SegmentNumber.RfmRecency, 0, "rule.atMost", "below the lowest quintile")]
    [InlineData(SegmentNumber.RfmFrequency, 1, null, "the lowest quintile")]
    [InlineData(SegmentNumber.RfmMonetary, 5, null, "the highest quintile")]
    [InlineData(SegmentNumber.RfmMonetary, 6, "rule.atMost", "above the highest quintile")]
    public void A_number_is_one_that_a_member_can_have(SegmentNumber field, double number, string? wrong, string why) =>
        Check(Of(Compare(field, SegmentOperator.AtMost, number)), wrong, why);

    [Theory]
    [InlineData(SegmentOperator.AtLeast, "rule.not.atLeast")]
    [InlineData(SegmentOperator.Above, "rule.not.above")]
    [InlineData(SegmentOperator.AtMost, "rule.not.atMost")]
    [InlineData(SegmentOperator.Below, "rule.not.below")]
    [InlineData(SegmentOperator.EqualTo, "rule.not.equals")]
    public void What_is_wrong_is_named_by_its_path(SegmentOperator comparison, string field) =>
        Check(Of(Not(Compare(SegmentNumber.Spend, comparison, -1))), field, "within not");

    [Theory]
    [InlineData(0, "rule.all[1].in", "nothing to be in")]
    [InlineData(1, null, "the least")]
    [InlineData(100, null, "the most")]
    [InlineData(101, "rule.all[1].in", "one more than the most")]
    public void In_names_so_many(int count, string? field, string why) =>
        Check(Of(All(Bought, In(SegmentTexts.Tags, [.. Enumerable.Range(0, count).Select(i => $"tag-{i}")]))), field, why);

    [Theory]
    [InlineData(0, "rule.any[0].in[1]", "no name")]
    [InlineData(1, null, "the shortest")]
    [InlineData(64, null, "the longest")]
    [InlineData(65, "rule.any[0].in[1]", "one character more")]
    public void A_name_has_a_length(int length, string? field, string why) =>
        Check(Of(Any(In(SegmentTexts.Tier, "gold", new string('x', length)))), field, why);

    [Fact]
    public void A_group_without_rules_is_refused()
    {
        Check(Of(All()), "rule.all", "all of nothing would be everybody");
        Check(Of(Any(Bought, Any())), "rule.any[1].any", "any of nothing would be nobody");
    }

    [Theory]
    [InlineData(7, null, "the eighth rule is the innermost")]
    [InlineData(8, "rule.not.not.not.not.not.not.not.not", "a ninth")]
    public void Rules_stand_within_each_other_so_deep(int nots, string? field, string why) =>
        Check(Of(Enumerable.Range(0, nots).Aggregate(Bought, (rule, _) => Not(rule))), field, why);

    [Theory]
    [InlineData(49, null, "49 and the group")]
    [InlineData(50, "rule", "one more")]
    public void A_segment_has_so_many_rules(int count, string? field, string why) =>
        Check(Of(All([.. Enumerable.Repeat(Bought, count)])), field, why);

    [Fact]
    public void Groups_and_not_count_as_rules_wherever_they_stand()
    {
        SegmentRule[] pairs = [.. Enumerable.Repeat(Not(Bought), 24)];

        Check(Of(All(pairs)), null, "49 rules");
        Check(Of(All([.. pairs, Bought])), null, "50 rules");
        Check(Of(All([.. pairs, Not(Bought)])), "rule", "51 rules");
        Check(Of(Any(All(pairs), Bought)), "rule", "51 rules, in a group more");
    }

    private static void Check(Segment segment, string? field, string why)
    {
        var errors = SegmentLimits.Check(segment);
        Assert.True(errors.Select(error => error.Field).SequenceEqual(field is null ? [] : [field]), $"{why}: {string.Join(' ', errors)}");
    }
}
