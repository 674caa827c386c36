using Rewards.Domain.Points;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Tiers;

public sealed class TierRulesTests
{
    [Theory]
    [InlineData("1", 0, "", "the shortest period")]
    [InlineData("36", 366, "", "the longest period and grace")]
    [InlineData("0", 0, "tiers.period.months", "no month")]
    [InlineData("37", 0, "tiers.period.months", "too many months")]
    [InlineData("year", -1, "tiers.graceDays", "less than none")]
    [InlineData("year", 367, "tiers.graceDays", "more than a year")]
    public void The_period_and_the_grace_have_bounds(string period, int grace, string fields, string why) =>
        AssertFields(TierStory.Rules(period, grace), fields, why);

    [Theory]
    [InlineData("a:1:100", "", "the least")]
    [InlineData("a:1000000000000:10000", "", "the most")]
    [InlineData("a:0:100", "tiers.levels[0].from", "what everybody has reached is no level")]
    [InlineData("a:1000000000001:100", "tiers.levels[0].from", "too much")]
    [InlineData("a:1:99", "tiers.levels[0].factor", "less than once")]
    [InlineData("a:1:10001", "tiers.levels[0].factor", "more than 100 times")]
    [InlineData("a:1:100 a:2:100", "tiers.levels[1].id", "an id twice")]
    [InlineData("a:2:100 b:2:100", "tiers.levels[1].from", "not ascending")]
    [InlineData("ä:1:100 b:2:100", "tiers.levels[0].id", "no id")]
    [InlineData("", "tiers.levels", "no levels")]
    [InlineData("a:1:1 b:2:1 c:3:1 d:4:1 e:5:1 f:6:1 g:7:1 h:8:1 i:9:1 j:10:1 k:11:1", "tiers.levels", "too many")]
    public void Levels_have_bounds_and_ascend(string levels, string fields, string why) =>
        AssertFields(
            TierStory.Rules("year") with
            {
                Levels =
                [
                    .. levels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level => level.Split(':'))
                        .Select(level => new TierLevel(level[0], level[0], long.Parse(level[1]), int.Parse(level[2]))),
                ],
            },
            fields,
            why);

    [Fact]
    public void A_grace_before_a_downgrade_that_never_comes_is_refused() =>
        AssertFields(TierStory.Rules("year", 1, noDowngrade: true), "tiers.graceDays", "contradictory");

    [Theory]
    [InlineData(20, "")]
    [InlineData(21, "clubs")]
    public void There_are_at_most_20_clubs(int count, string fields) =>
        Assert.Equal(fields, Fields(Programme.Default with { Clubs = [.. Enumerable.Range(0, count).Select(i => new Club($"c-{i}", "Club", 100))] }));

    [Fact]
    public void What_is_wrong_with_a_club_is_named_by_its_path() =>
        Assert.Equal(
            "clubs[1].id clubs[1].name clubs[2].id clubs[2].factor",
            Fields(Programme.Default with { Clubs = [new("a", "A", 100), new("a", "", 10_000), new("b c", "B", 99)] }));

    [Fact]
    public void Names_and_factors_do_not_decide_who_has_which_level_and_all_else_does()
    {
        var rules = TierStory.Rules("12", 30);
        var renamed = rules with { Levels = [.. rules.Levels.Select(level => level with { Name = "x", FactorHundredths = 300 })] };
        TierRules[] others =
        [
            rules with { By = TierMeasure.Spend },
            rules with { Period = new TierPeriod.Rolling(11) },
            rules with { GraceDays = 31 },
            rules with { NoDowngrade = true },
            rules with { Levels = rules.Levels.RemoveAt(2) },
        ];

        Assert.Equal(rules.Fingerprint, renamed.Fingerprint);
        Assert.DoesNotContain(rules.Fingerprint, others.Select(other => other.Fingerprint));
    }

    private static void AssertFields(TierRules rules, string fields, string why) =>
        Assert.True(Fields(Programme.Default with { Tiers = rules }) == fields, $"{why}: {Fields(Programme.Default with { Tiers = rules })}");

    private static string Fields(Programme programme) => string.Join(' ', Programme.Check(programme).Select(error => error.Field));
}
