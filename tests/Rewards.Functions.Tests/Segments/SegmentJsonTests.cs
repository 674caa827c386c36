using System.Text;
using System.Text.Json;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Segments;
using Rewards.Functions.Http;
using Rewards.Functions.Segments;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Segments;

public sealed class SegmentJsonTests
{
    [Theory]
    [InlineData(SegmentShop.EveryRule)]
    [InlineData("""{"not":{"not":{"field":"spend","equals":0}}}""")]
    [InlineData("""{"any":[{"field":"probabilityActive","atMost":0.1}]}""")]
    public void A_rule_goes_to_the_domain_and_back_without_loss(string rule) =>
        Assert.Equal($$"""{"name":"Überraschung","rule":{{rule}}}""", Encoding.UTF8.GetString(SegmentJson.Store(Sound(rule))));

    [Fact]
    public void A_rule_is_read_member_by_member()
    {
        var all = Assert.IsType<SegmentRule.All>(Sound(SegmentShop.EveryRule).Rule).Rules;

        Assert.Equal(new SegmentRule.Compare(SegmentNumber.RecencyDays, SegmentOperator.AtMost, 30), all[0]);
        Assert.Equal(new SegmentRule.Compare(SegmentNumber.ProbabilityActive, SegmentOperator.Below, 0.5), all[3]);
        Assert.Equal(new SegmentRule.Compare(SegmentNumber.Purchases, SegmentOperator.Above, 2), all[4]);
        var not = Assert.IsType<SegmentRule.Not>(Assert.IsType<SegmentRule.Any>(all[2]).Rules[1]);
        var oneOf = Assert.IsType<SegmentRule.OneOf>(not.Rule);
        Assert.Equal(SegmentTexts.Tags, oneOf.Field);
        Assert.Equal(["staff", "press"], oneOf.Values);
    }

    [Theory]
    [InlineData("null", "rule", "no rule")]
    [InlineData("{}", "rule", "an empty one")]
    [InlineData("""{"all":[{"field":"spend","atLeast":1}],"any":[{"field":"spend","atLeast":1}]}""", "rule", "two kinds in one")]
    [InlineData("""{"not":{"field":"spend","atLeast":1},"field":"spend","atLeast":1}""", "rule", "a kind and a field")]
    [InlineData("""{"all":[]}""", "rule.all", "a group of nothing")]
    [InlineData("""{"all":[null]}""", "rule.all[0]", "a group of a null")]
    [InlineData("""{"all":[{"field":"spend","atLeast":1}],"atLeast":1}""", "rule.atLeast", "an operator on a group")]
    [InlineData("""{"not":{"field":"spend","atLeast":1},"in":["vip"]}""", "rule.in", "names on a not")]
    [InlineData("""{"not":{}}""", "rule.not", "not of nothing")]
    [InlineData("""{"field":"shoeSize","atLeast":42}""", "rule.field", "a field that is not known")]
    [InlineData("""{"field":"RecencyDays","atLeast":42}""", "rule.field", "upper and lower case differ")]
    [InlineData("""{"field":"spend"}""", "rule", "no operator")]
    [InlineData("""{"field":"spend","atLeast":1,"atMost":2}""", "rule", "two operators")]
    [InlineData("""{"field":"spend","in":["10"]}""", "rule.in rule", "names for a number")]
    [InlineData("""{"field":"tier","atLeast":1}""", "rule.atLeast rule.in", "an operator for names")]
    [InlineData("""{"field":"tags"}""", "rule.in", "no names")]
    [InlineData("""{"field":"tags","in":[]}""", "rule.in", "not one name")]
    [InlineData("""{"field":"tags","in":["vip",null]}""", "rule.in[1]", "a name that is null")]
    [InlineData("""{"any":[{"field":"tags","in":["v i p"]}]}""", "rule.any[0].in[0]", "no id")]
    [InlineData("""{"field":"spend","atLeast":-1}""", "rule.atLeast", "less than nothing")]
    [InlineData("""{"field":"spend","atLeast":1e400}""", "rule.atLeast", "more than a number holds")]
    [InlineData("""{"field":"probabilityActive","below":50}""", "rule.below", "percent")]
    public void What_is_wrong_is_told_by_its_path(string rule, string fields, string why)
    {
        var (segment, errors) = Read(rule);

        Assert.True(segment is null && string.Join(' ', errors.Select(error => error.Field)) == fields, $"{why}: {string.Join(' ', errors)}");
    }

    [Theory]
    [InlineData("""{"field":"spend","atleast":1}""", "rule.atleast", "an operator that is not known")]
    [InlineData("""{"field":"spend","atLeast":"1"}""", "rule.atLeast", "a text for a number")]
    [InlineData("""{"field":"spend","field":"tier","in":["gold"]}""", "rule.field", "a member that stands twice")]
    public void What_is_no_rule_at_all_is_refused_while_it_is_read(string rule, string field, string why) =>
        Assert.True(field == Assert.Throws<BodyException>(() => Read(rule)).Field, why);

    [Fact]
    public void The_deepest_rules_are_read_and_written_in_a_page()
    {
        const string Leaf = """{"field":"tier","in":["gold"]}""";

        var deepest = Sound(Nest(Leaf, 7));
        var page = JsonSerializer.Serialize(new SegmentPageBody([SegmentJson.ReplyOf(deepest)], null), SegmentJsonContext.Default.SegmentPageBody);

        Assert.Contains(Leaf, page, StringComparison.Ordinal);
        Assert.Equal("rule.all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]", Assert.Single(Read(Nest(Leaf, 8)).Errors).Field);
        Assert.Equal("The body is nested too deeply.", Assert.Throws<BodyException>(() => Read(Nest(Leaf, 100))).Message);
    }

    private static string Nest(string leaf, int groups) => Enumerable.Range(0, groups).Aggregate(leaf, (rule, _) => $$"""{"all":[{{rule}}]}""");

    private static Segment Sound(string rule)
    {
        var (segment, errors) = Read(rule);
        Assert.Empty(errors);
        return segment!;
    }

    private static (Segment? Segment, IReadOnlyList<Domain.FieldError> Errors) Read(string rule) => SegmentJson.ToDomain(
        Requests.Parse(Encoding.UTF8.GetBytes($$"""{"name":"Überraschung","rule":{{rule}}}"""), SegmentJsonContext.Default.SegmentBody),
        SegmentId.Parse("loyal"),
        version: 1);
}
