using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class TallyTests
{
    [Theory]
    [InlineData("2026-03-04", 7, 7, 7, 7, "the same day")]
    [InlineData("2026-03-05", 7, 0, 7, 7, "the next day of the same week")]
    [InlineData("2026-03-08", 7, 0, 7, 7, "Sunday, the week's last day")]
    [InlineData("2026-03-09", 7, 0, 0, 7, "Monday, the next week's first")]
    [InlineData("2026-03-31", 7, 0, 0, 7, "the month's last day")]
    [InlineData("2026-04-01", 7, 0, 0, 0, "the next month")]
    [InlineData("2027-03-04", 7, 0, 0, 0, "the same day and month of another year")]
    [InlineData("2026-03-03", 7, 7, 7, 7, "an earlier day counts as the latest")]
    [InlineData("2025-12-31", 7, 7, 7, 7, "however much earlier")]
    public void What_was_consumed_on_Wednesday_counts_in_its_periods(string day, long whole, long ofDay, long ofWeek, long ofMonth, string why)
    {
        var tally = Tally.Empty.Add(7, Sample.Day("2026-03-04"));

        Assert.True(new[] { whole, ofDay, ofWeek, ofMonth }.SequenceEqual(InAll(tally, day)), $"{why}: {string.Join(' ', InAll(tally, day))}");
    }

    [Theory]
    [InlineData("2026-03-04", 12, 12, 12, 12, "the same day")]
    [InlineData("2026-03-05", 12, 5, 12, 12, "a later day of the week")]
    [InlineData("2026-03-09", 12, 5, 5, 12, "a later week of the month")]
    [InlineData("2026-04-01", 12, 5, 5, 5, "a later month")]
    [InlineData("2026-03-03", 12, 12, 12, 12, "a clock that went back a day")]
    public void A_later_consumption_starts_the_periods_anew(string day, long whole, long ofDay, long ofWeek, long ofMonth, string why)
    {
        var tally = Tally.Empty.Add(7, Sample.Day("2026-03-04")).Add(5, Sample.Day(day));

        Assert.True(new[] { whole, ofDay, ofWeek, ofMonth }.SequenceEqual(InAll(tally, day)), $"{why}: {tally}");
        Assert.True(tally.Day >= Sample.Day("2026-03-04"), "the day never goes back");
    }

    [Fact]
    public void A_week_over_the_turn_of_a_month_or_year_is_one_week()
    {
        var tally = Tally.Empty.Add(2, Sample.Day("2026-12-31")).Add(3, Sample.Day("2027-01-01"));

        Assert.Equal([5, 3, 5, 3], InAll(tally, "2027-01-01"));
        Assert.Equal(5, tally.In(LimitPeriod.Week, Sample.Day("2027-01-03")));
        Assert.Equal(0, tally.In(LimitPeriod.Week, Sample.Day("2027-01-04")));
    }

    [Theory]
    [InlineData("2026-03-04", "2026-03-04", 4, 4, 4, 4, "given back on its day")]
    [InlineData("2026-03-04", "2026-03-05", 7, 3, 7, 7, "its day is over, its week and month are not")]
    [InlineData("2026-03-04", "2026-03-10", 7, 3, 3, 7, "its week is over")]
    [InlineData("2026-03-31", "2026-04-01", 7, 3, 7, 3, "its month is over, its week is not")]
    [InlineData("2026-03-04", "2026-05-01", 7, 3, 3, 3, "only the whole is left")]
    public void What_is_given_back_leaves_the_periods_that_still_hold_its_day(
        string consumedOn, string latest, long whole, long ofDay, long ofWeek, long ofMonth, string why)
    {
        var sameDay = consumedOn == latest;
        var tally = Tally.Empty.Add(4, Sample.Day(consumedOn)).Add(4, Sample.Day(consumedOn));
        tally = sameDay ? tally : tally.Add(3, Sample.Day(latest));

        var after = tally.GiveBack(4, Sample.Day(consumedOn));

        Assert.True(new[] { whole, ofDay, ofWeek, ofMonth }.SequenceEqual(InAll(after, latest)), $"{why}: {after}");
        Assert.Equal(tally.Day, after.Day);
    }

    [Fact]
    public void Nothing_goes_below_zero() =>
        Assert.Equal([0, 0, 0, 0], InAll(Tally.Empty.Add(1, Sample.Day("2026-03-04")).GiveBack(5, Sample.Day("2026-03-04")), "2026-03-04"));

    [Fact]
    public void An_empty_tally_has_nothing_in_any_period() =>
        Assert.Equal([0, 0, 0, 0], InAll(Tally.Empty, "2026-03-04"));

    [Fact]
    public void Consuming_and_giving_back_on_one_day_is_nothing()
    {
        var day = Sample.Day("2026-03-04");
        var before = Tally.Empty.Add(3, day);

        Assert.Equal(before, before.Add(4, day).GiveBack(4, day));
    }

    [Fact]
    public void More_than_64_bits_is_a_fault() =>
        Assert.Throws<OverflowException>(() => Tally.Empty.Add(long.MaxValue, Sample.Day("2026-03-04")).Add(1, Sample.Day("2026-03-05")));

    private static long[] InAll(Tally tally, string day) =>
        [.. Enum.GetValues<LimitPeriod>().Select(period => tally.In(period, Sample.Day(day)))];
}
