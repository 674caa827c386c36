using NodaTime;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Tiers;

public sealed class TieringTests
{
    [Theory]
    [InlineData("year", 0, "2026-01-10 +99, 2026-12-31", "", "a point short of the first level")]
    [InlineData("year", 0, "2026-01-10 +100", "silver 2026-01-10", "the threshold, at once")]
    [InlineData("year", 0, "2026-01-10 +499, 2026-03-01 +1", "silver 2026-01-10, gold 2026-03-01", "what is earned adds up")]
    [InlineData("year", 0, "2026-01-10 +1000", "platinum 2026-01-10", "several levels in one step")]
    [InlineData("year", 0, "2026-12-31 +100, 2026-12-31", "silver 2026-12-31", "to the end of the year")]
    [InlineData("year", 0, "2026-12-31 +100, 2027-01-01", "silver 2026-12-31, none 2027-01-01", "a new year begins with nothing")]
    [InlineData("year", 1, "2026-12-31 +100, 2027-01-01, 2027-01-02", "silver 2026-12-31, none 2027-01-02", "a day of grace")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-03-01", "gold 2026-06-01", "the last day of grace: 1 January and 59 days")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-03-02", "gold 2026-06-01, none 2027-03-02", "1 January and 60 days")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-02-01 +100, 2027-03-02", "gold 2026-06-01, silver 2027-03-02", "down to what the new year has reached")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-03-01 +500, 2027-03-02, 2027-12-31", "gold 2026-06-01", "reached again on the last day of grace")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-03-02 +500", "gold 2026-06-01, none 2027-03-02, gold 2027-03-02", "a day too late: fallen at midnight, up again")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-02-01 +1000, 2028-02-29, 2028-03-01", "gold 2026-06-01, platinum 2027-02-01, none 2028-03-01", "up within the grace; 60 days of a leap year")]
    [InlineData("year", 365, "2026-06-01 +500, 2027-05-01 +100, 2027-12-31, 2028-01-01", "gold 2026-06-01, silver 2028-01-01", "a year of grace: what the second year reached holds through the third")]
    [InlineData("year", 365, "2026-06-01 +500, 2027-05-01 +100, 2028-12-30, 2028-12-31", "gold 2026-06-01, silver 2028-01-01, none 2028-12-31", "and its own grace is counted from its own end")]
    [InlineData("1", 0, "2026-01-31 +100, 2026-02-01", "silver 2026-01-31, none 2026-02-01", "only the current month")]
    [InlineData("3", 0, "2026-01-31 +100, 2026-03-31, 2026-04-01", "silver 2026-01-31, none 2026-04-01", "the current month and the two before")]
    [InlineData("3", 0, "2026-01-31 +50, 2026-03-01 +50, 2026-04-01", "silver 2026-03-01, none 2026-04-01", "the sum of the months")]
    [InlineData("12", 0, "2026-01-15 +500, 2026-12-31, 2027-01-01", "gold 2026-01-15, none 2027-01-01", "twelve months, over the year's end")]
    [InlineData("12", 0, "2026-01-15 +400, 2026-02-15 +100, 2027-01-31", "silver 2026-01-15, gold 2026-02-15, silver 2027-01-01", "down by one level: January has left the window")]
    [InlineData("3", 10, "2026-01-31 +100, 2026-04-10, 2026-04-11", "silver 2026-01-31, none 2026-04-11", "grace after a month")]
    [InlineData("3", 10, "2026-01-31 +100, 2026-04-10 +100, 2026-04-11, 2026-06-30", "silver 2026-01-31", "reached again in the grace")]
    [InlineData("3", 45, "2026-01-31 +500, 2026-02-10 +100, 2026-05-15", "gold 2026-01-31", "gold is lost on 1 April, and kept for 45 days")]
    [InlineData("3", 45, "2026-01-31 +500, 2026-02-10 +100, 2026-05-16", "gold 2026-01-31, silver 2026-05-16", "silver is lost on 1 May, and has its own grace")]
    [InlineData("3", 45, "2026-01-31 +500, 2026-02-10 +100, 2026-06-15", "gold 2026-01-31, silver 2026-05-16, none 2026-06-15", "to 1 May and 45 days")]
    [InlineData("36", 366, "2023-01-01 +100, 2026-12-31, 2027-01-02", "silver 2023-01-01, none 2027-01-02", "the longest period and the longest grace")]
    [InlineData("ever", 0, "2026-01-10 +100, 2056-01-10", "silver 2026-01-10", "since joining: nothing is lost with time")]
    public void A_level_is_reached_at_once_and_lost_after_the_grace(string period, int grace, string story, string expected, string why)
    {
        var (_, changes) = TierStory.Live(TierStory.Rules(period, grace), story);

        Assert.True(changes == expected, $"{why}: {changes}");
    }

    [Theory]
    [InlineData("ever", 0, "2026-01-10 +100, 2026-02-03 -1@2026-01-10", "silver 2026-01-10", "not at the return")]
    [InlineData("ever", 0, "2026-01-10 +100, 2026-02-03 -1@2026-01-10, 2026-02-04", "silver 2026-01-10, none 2026-02-04", "at the next midnight")]
    [InlineData("ever", 30, "2026-01-10 +100, 2026-02-03 -1@2026-01-10, 2026-03-04", "silver 2026-01-10", "in the grace")]
    [InlineData("ever", 30, "2026-01-10 +100, 2026-02-03 -1@2026-01-10, 2026-03-05", "silver 2026-01-10, none 2026-03-05", "after it")]
    [InlineData("ever", 30, "2026-01-10 +100, 2026-02-03 -1@2026-01-10, 2026-03-04 +1, 2026-03-05", "silver 2026-01-10", "reached again")]
    [InlineData("ever", 30, "2026-01-10 +101, 2026-02-03 -1@2026-01-10, 2026-04-01", "silver 2026-01-10", "enough is left")]
    [InlineData("ever", 30, "2026-01-10 +100, 2026-02-03 -60@2026-01-10, 2026-02-20 -40@2026-01-10, 2026-03-05", "silver 2026-01-10, none 2026-03-05", "a second return does not put it off")]
    [InlineData("year", 0, "2026-01-10 +100, 2026-02-03 +100, 2026-02-04 -100@2026-01-10, 2026-12-31", "silver 2026-01-10", "the other purchase suffices")]
    [InlineData("year", 0, "2026-12-10 +100, 2027-01-05 +100, 2027-01-06 -100@2026-12-10, 2027-01-07", "silver 2026-12-10, none 2027-01-01, silver 2027-01-05", "taken back in the year of the purchase, not of the return")]
    [InlineData("year", 60, "2026-12-10 +500, 2027-01-05 -450@2026-12-10, 2027-03-01, 2027-03-02", "gold 2026-12-10, none 2027-03-02", "in a grace that has begun: its end stays")]
    [InlineData("3", 0, "2026-01-10 +100, 2026-02-03 -500@2026-01-10, 2026-02-04 +100", "silver 2026-01-10, none 2026-02-04, silver 2026-02-04", "never below zero")]
    [InlineData("3", 0, "2026-05-10 +100, 2026-05-11 -100@2021-01-10, 2026-05-12", "silver 2026-05-10", "of a month that is no longer kept")]
    public void A_return_takes_back_what_was_counted(string period, int grace, string story, string expected, string why)
    {
        var (_, changes) = TierStory.Live(TierStory.Rules(period, grace), story);

        Assert.True(changes == expected, $"{why}: {changes}");
    }

    [Theory]
    [InlineData("year", 0, "2027-01-03 +100@2026-12-30", "", "last year's, and there is no grace")]
    [InlineData("year", 60, "2027-01-03 +100@2026-12-30, 2027-03-01", "silver 2027-01-03", "last year's level is still held")]
    [InlineData("year", 60, "2027-01-03 +100@2026-12-30, 2027-03-02", "silver 2027-01-03, none 2027-03-02", "and is lost as if it had been told in time")]
    [InlineData("year", 60, "2027-01-03 +60, 2027-01-04 +60@2026-12-30", "", "two years are not added")]
    [InlineData("3", 0, "2026-05-10 +100@2026-03-31", "silver 2026-05-10", "within the window")]
    [InlineData("3", 0, "2026-05-10 +100@2026-02-28", "", "before the window")]
    [InlineData("year", 0, "2026-12-31 +100@2027-01-01, 2026-12-31", "", "a till's clock runs ahead: tomorrow's is not counted today")]
    [InlineData("year", 0, "2026-12-31 +100@2027-01-01, 2027-01-01", "silver 2027-01-01", "but tomorrow")]
    [InlineData("1", 0, "2026-12-31 +100, 2026-12-31 +100@2027-01-01, 2027-01-31, 2027-02-01", "silver 2026-12-31, none 2027-02-01", "and keeps what was reached today")]
    public void A_purchase_counts_in_the_month_in_which_it_was_made(string period, int grace, string story, string expected, string why)
    {
        var (_, changes) = TierStory.Live(TierStory.Rules(period, grace), story);

        Assert.True(changes == expected, $"{why}: {changes}");
    }

    [Theory]
    [InlineData("year", "2026-01-10 +500, 2030-01-01", "gold 2026-01-10", "however long ago")]
    [InlineData("3", "2026-01-10 +500, 2026-02-01 -500@2026-01-10, 2026-12-01", "gold 2026-01-10", "nor by a return")]
    [InlineData("year", "2026-01-10 +500, 2028-05-01 +100, 2028-06-01 +900", "gold 2026-01-10, platinum 2028-06-01", "but up")]
    [InlineData("year", "2027-01-03 +500@2026-12-30, 2028-01-01", "gold 2027-01-03", "told late, it was reached all the same")]
    public void Without_downgrades_a_level_once_reached_is_kept(string period, string story, string expected, string why)
    {
        var (_, changes) = TierStory.Live(TierStory.Rules(period, noDowngrade: true), story);

        Assert.True(changes == expected, $"{why}: {changes}");
    }

    [Theory]
    [InlineData("silver:100 gold:601", 0, "2026-06-02", "silver 2026-06-02", "a threshold was raised: no grace")]
    [InlineData("silver:100 gold:601", 30, "2026-07-01", "", "with grace, from the first look under the new rules")]
    [InlineData("silver:100 gold:601", 30, "2026-07-02", "silver 2026-07-02", "after it")]
    [InlineData("silver:100 gold:400 platinum:600", 30, "2026-06-02", "platinum 2026-06-02", "a threshold was lowered")]
    [InlineData("silver:100", 30, "2026-06-02", "silver 2026-06-02", "the level was removed: there is nothing to hold")]
    [InlineData("bronze:10", 30, "2026-06-02", "bronze 2026-06-02", "all levels are others")]
    [InlineData("bronze:1000", 30, "2026-06-02", "none 2026-06-02", "and none is reached")]
    [InlineData("silver:100 gold:500 platinum:1000 black:5000", 30, "2026-12-31", "", "another level that does not matter")]
    public void Changed_rules_hold_from_the_first_look(string levels, int grace, string day, string expected, string why)
    {
        var (standing, _) = TierStory.Live(TierStory.Rules("year"), "2026-03-01 +600");
        var changed = TierStory.Rules("year", grace) with
        {
            Levels = [.. levels.Split(' ').Select(level => level.Split(':')).Select(level => new TierLevel(level[0], level[0], long.Parse(level[1]), 100))],
        };

        var (_, changes) = TierStory.Live(changed, ["2026-06-02", day], standing);

        Assert.True(changes == expected, $"{why}: {changes}");
    }

    [Fact]
    public void Another_measure_counts_what_was_counted_for_both()
    {
        var (standing, _) = TierStory.Live(TierStory.Rules("year"), "2026-03-01 +100");

        var outcome = Tiering.Settle(standing, TierStory.Rules("year") with { By = TierMeasure.Spend }, Sample.Day("2026-03-02"));

        Assert.Equal("platinum", outcome.Standing.Tier);
    }

    [Theory]
    [InlineData("year", 60, "2026-06-01 +500", "2027-01-01", "2027-03-01", "the year's end, and its grace")]
    [InlineData("year", 60, "2026-06-01 +500, 2027-01-01", "2027-03-02", "2027-03-01", "the grace's end")]
    [InlineData("3", 0, "2026-01-31 +400, 2026-02-01 +150", "2026-04-01", "2026-03-31", "the first month in which too little is left")]
    [InlineData("12", 0, "2026-01-31 +400, 2026-02-01 +50, 2026-12-01 +50", "2027-01-01", "2026-12-31", "the month with the most leaves the window")]
    [InlineData("ever", 60, "2026-06-01 +500", null, null, "nothing is lost")]
    [InlineData("ever", 60, "2026-06-01 +500, 2026-06-02 -1@2026-06-01", "2026-08-01", "2026-07-31", "but by a return")]
    [InlineData("year", 60, "2026-06-01 +99", null, null, "who has no tier loses none")]
    [InlineData("year", 0, "2026-12-31 +100@2027-01-01", "2027-01-01", null, "a purchase of tomorrow")]
    public void The_next_review_and_the_day_until_which_a_level_holds_are_known(
        string period, int grace, string story, string? reviewOn, string? until, string why)
    {
        var rules = TierStory.Rules(period, grace);
        var (standing, _) = TierStory.Live(rules, story);

        Assert.True(Tiering.NextReviewOn(standing, rules) == Sample.DayOrNull(reviewOn), $"{why}: {Tiering.NextReviewOn(standing, rules)}");
        Assert.True(Tiering.HoldsUntil(standing, rules) == Sample.DayOrNull(until), $"{why}: {Tiering.HoldsUntil(standing, rules)}");
    }

    [Theory]
    [InlineData("2026-06-01 +40", "silver", 60, "the first level")]
    [InlineData("2026-06-01 +120", "gold", 380, "the one above")]
    [InlineData("2026-06-01 +1000", null, 0, "there is none above")]
    [InlineData("2026-06-01 +500, 2027-02-01 +30", "platinum", 970, "above the one that is held, of this year's total")]
    public void What_is_missing_for_the_next_level_is_told(string story, string? level, long missing, string why)
    {
        var rules = TierStory.Rules("year", 60);
        var (standing, _) = TierStory.Live(rules, story);

        var next = Tiering.Next(standing, rules, standing.ReviewedOn!.Value);

        Assert.True(next?.Level.Id == level && (next?.Missing ?? 0) == missing, $"{why}: {next}");
    }

    [Fact]
    public void Months_are_kept_as_long_as_any_rules_may_ask_for_them()
    {
        var rules = TierStory.Rules("36", 366);
        var (standing, _) = TierStory.Live(rules, Enumerable.Range(0, 80).Select(i => $"{Sample.Day("2020-01-15").PlusMonths(i):uuuu-MM-dd} +1"));

        Assert.Equal(TierStanding.MonthsKept, standing.Months.Count);
        Assert.Equal(36, standing.TotalOn(standing.ReviewedOn!.Value, rules));
        Assert.Equal(80, standing.SinceJoining.Points.Value);
    }

    [Fact]
    public void Totals_beyond_64_bits_overflow() =>
        Assert.Throws<OverflowException>(() => TierStory.Live(TierStory.Rules("ever"), $"2026-01-10 +{long.MaxValue / 10}, 2026-01-11 +{long.MaxValue / 10}"));

    /// <summary>Whether midnight came, came often, or not for days: the same changes on the same days.</summary>
    [Theory]
    [InlineData("year", 0, false)]
    [InlineData("year", 45, false)]
    [InlineData("year", 365, false)]
    [InlineData("6", 0, false)]
    [InlineData("6", 40, false)]
    [InlineData("ever", 10, false)]
    [InlineData("12", 0, true)]
    public void Late_missed_and_repeated_midnights_change_nothing(string period, int grace, bool noDowngrade)
    {
        var rules = TierStory.Rules(period, grace, noDowngrade);
        for (var seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            var days = Enumerable.Range(0, 1_500).Select(Sample.Day("2024-01-01").PlusDays).ToList();
            var acts = days.Where(_ => random.Next(25) == 0).ToLookup(day => day, day => Act(random, day));

            var daily = TierStory.Live(rules, Steps(days, acts, _ => 1));
            var never = TierStory.Live(rules, Steps(days, acts, day => day == days[^1] ? 1 : 0));
            var atRandom = TierStory.Live(rules, Steps(days, acts, _ => random.Next(4) == 0 ? 2 : 0).Append($"{days[^1]:uuuu-MM-dd}"));

            Assert.True(daily.Changes == never.Changes && daily.Changes == atRandom.Changes, $"seed {seed}: {daily.Changes} / {never.Changes} / {atRandom.Changes}");
            Assert.True((daily.Standing.Tier, daily.Standing.DowngradeOn) == (never.Standing.Tier, never.Standing.DowngradeOn), $"seed {seed}");
        }
    }

    private static string Act(Random random, LocalDate day)
    {
        var of = day.PlusDays(-random.Next(60));
        return random.Next(4) == 0 ? $"-{random.Next(200)}@{of:uuuu-MM-dd}" : $"+{random.Next(300)}@{of:uuuu-MM-dd}";
    }

    private static IEnumerable<string> Steps(IEnumerable<LocalDate> days, ILookup<LocalDate, string> acts, Func<LocalDate, int> midnights) =>
        days.SelectMany(day => Enumerable.Repeat($"{day:uuuu-MM-dd}", midnights(day)).Concat(acts[day].Select(act => $"{day:uuuu-MM-dd} {act}")));
}
