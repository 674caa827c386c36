using NodaTime;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class PointsRulesTests
{
    [Theory]
    [InlineData("2026-11-23", "months 12", "2027-11-30", "the default: the end of the month, 12 months after")]
    [InlineData("2026-11-30", "months 12", "2027-11-30", "the last day of a month earns for as long as its first")]
    [InlineData("2027-02-28", "months 12", "2028-02-29", "into a leap year")]
    [InlineData("2026-01-31", "months 1", "2026-02-28", "a month that is shorter")]
    [InlineData("2026-01-31", "months 0", "2026-01-31", "this very month, to its end")]
    [InlineData("2026-12-31", "fixed 12-31", "2026-12-31", "the fixed day itself still counts")]
    [InlineData("2027-01-01", "fixed 12-31", "2027-12-31", "the day after it is the next year's")]
    [InlineData("2026-03-01", "fixed 02-29", "2027-02-28", "29 February where there is none")]
    [InlineData("2027-03-01", "fixed 02-29", "2028-02-29", "29 February where there is one")]
    [InlineData("2026-03-01", "fixed 2028-12-31", "2028-12-31", "not before the year that is named")]
    [InlineData("2029-03-01", "fixed 2028-12-31", "2029-12-31", "and each year from then on")]
    [InlineData("2026-10-25", "days 1", "2026-10-26", "a day after, also where a day has 25 hours")]
    [InlineData("2026-10-25", "never", null, "never")]
    public void Points_can_be_spent_until_the_last_day_of_their_policy(string earnedOn, string policy, string? lastDay, string why) =>
        Assert.True(PolicyOf(policy).LastDay(Sample.Day(earnedOn)) == Sample.DayOrNull(lastDay), why);

    [Theory]
    [InlineData("none", null, null, "at once")]
    [InlineData("days 14", "2026-12-07", null, "from the start of the fourteenth day after")]
    [InlineData("event", null, "p", "they wait for the event as long as they live")]
    [InlineData("event 30", "2026-12-23", "p", "without it so many days after")]
    public void Points_become_spendable_by_the_pending_rule(string rule, string? activatesOn, string? awaits, string why)
    {
        var lot = (PointsRules.Default with { Pending = PendingOf(rule) }).LotFor(Sample.Day("2026-11-23"), "p");

        Assert.True(lot == new LotKey(Sample.Day("2027-11-30"), Sample.DayOrNull(activatesOn), awaits), why);
    }

    [Fact]
    public void What_no_event_will_ever_name_does_not_wait_for_one() =>
        Assert.Equal(
            new LotKey(Sample.Day("2027-11-30")),
            (PointsRules.Default with { Pending = PendingOf("event") }).LotFor(Sample.Day("2026-11-23"), awaits: null));

    [Theory]
    [InlineData(100, 50, 7, 3, "rounded down: a point more is needed for the fourth cent")]
    [InlineData(100, 50, 8, 4, "exactly")]
    [InlineData(1, 1, 1, 1, "one to one")]
    [InlineData(3, 1, 2, 0, "worth less than the smallest unit")]
    public void Points_are_worth_what_the_rate_says_rounded_down(long rate, long amount, long points, long worth, string why) =>
        Assert.True(new ExchangeRate(new PointCount(rate), new MinorUnits(amount)).ValueOf(new PointCount(points)) == new MinorUnits(worth), why);

    [Theory]
    [InlineData(100, 50, 3, 6, "exactly")]
    [InlineData(100, 33, 10, 31, "rounded up: the retailer never gives more than the points are worth")]
    [InlineData(1, 100, 250, 3, "a point that is worth more than is paid")]
    public void An_amount_costs_the_fewest_points_that_are_worth_it(long rate, long amount, long paid, long points, string why)
    {
        var exchange = new ExchangeRate(new PointCount(rate), new MinorUnits(amount));

        Assert.True(exchange.PointsFor(new MinorUnits(paid)) == new PointCount(points), why);
        Assert.True(exchange.ValueOf(new PointCount(points)) >= new MinorUnits(paid), why);
        Assert.True(exchange.ValueOf(new PointCount(points - 1)) < new MinorUnits(paid), why);
    }

    [Fact]
    public void A_worth_beyond_64_bits_is_no_number() =>
        Assert.Throws<OverflowException>(() => new ExchangeRate(new PointCount(1), new MinorUnits(100)).ValueOf(new PointCount(long.MaxValue)));

    private static ExpiryPolicy PolicyOf(string text) => text.Split(' ', '-') switch
    {
        ["months", var months] => new ExpiryPolicy.EndOfMonth(int.Parse(months)),
        ["days", var days] => new ExpiryPolicy.RollingDays(int.Parse(days)),
        ["fixed", var month, var day] => new ExpiryPolicy.FixedDate(int.Parse(month), int.Parse(day), null),
        ["fixed", var year, var month, var day] => new ExpiryPolicy.FixedDate(int.Parse(month), int.Parse(day), int.Parse(year)),
        _ => new ExpiryPolicy.Never(),
    };

    private static PendingRule PendingOf(string text) => text.Split(' ') switch
    {
        ["days", var days] => new PendingRule.AfterDays(int.Parse(days)),
        ["event", var days] => new PendingRule.OnEvent("delivered", int.Parse(days)),
        ["event"] => new PendingRule.OnEvent("delivered", null),
        _ => new PendingRule.None(),
    };
}
