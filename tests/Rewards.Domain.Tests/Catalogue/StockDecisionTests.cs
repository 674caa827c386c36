using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Catalogue;

public sealed class StockDecisionTests
{
    private static readonly LocalDate Today = Sample.Day("2026-04-15");

    [Theory]
    [InlineData(null, 1_000_000, null, "unlimited")]
    [InlineData(10L, 9, null, "the last one")]
    [InlineData(10L, 10, StockRefusal.OutOfStock, "all are taken")]
    [InlineData(10L, 12, StockRefusal.OutOfStock, "more are taken than a lowered stock has")]
    [InlineData(0L, 0, StockRefusal.OutOfStock, "there never were any")]
    public void One_is_set_aside_as_long_as_there_is_one(long? stock, long taken, StockRefusal? expected, string why)
    {
        var decision = StockDecision.Decide(State(2, stock, null, Taken(taken)), (SampleReward.Mug with { Stock = stock }).StockTerms, Today);

        Assert.True(expected == (decision as StockDecision.Refused)?.Reason, why);
        if (decision is StockDecision.SetAside aside)
        {
            Assert.Equal(taken + 1, aside.Stock.Taken.Whole);
        }
    }

    [Theory]
    [InlineData(1, 10L, StockRefusal.OutOfStock, "an older version, from a cache, knows of more")]
    [InlineData(2, 10L, StockRefusal.OutOfStock, "the same version")]
    [InlineData(3, 10L, StockRefusal.OutOfStock, "a newer one with no more")]
    [InlineData(3, 11L, null, "a newer one has one more")]
    [InlineData(3, null, null, "a newer one is unlimited")]
    [InlineData(3, 5L, StockRefusal.OutOfStock, "a newer one has less than was taken")]
    public void The_newest_version_that_the_stock_has_seen_says_how_many_there_are(int version, long? stock, StockRefusal? expected, string why)
    {
        var known = State(2, version == 1 ? 5 : 10, null, Taken(10));
        var decision = StockDecision.Decide(known, (SampleReward.Mug with { Version = version, Stock = stock }).StockTerms, Today);

        Assert.True(expected == (decision as StockDecision.Refused)?.Reason, why);
    }

    [Fact]
    public void What_was_taken_counts_on_when_the_stock_is_changed()
    {
        var taken = Assert.IsType<StockDecision.SetAside>(StockDecision.Decide(null, (SampleReward.Mug with { Stock = 3 }).StockTerms, Today)).Stock;
        Assert.Equal(2, taken.Left);

        Assert.Equal(9, StockState.Of(taken, (SampleReward.Mug with { Version = 3, Stock = 10 }).StockTerms).Left);
        Assert.Equal(0, StockState.Of(taken, (SampleReward.Mug with { Version = 3, Stock = 0 }).StockTerms).Left);
        Assert.Null(StockState.Of(taken, (SampleReward.Mug with { Version = 3, Stock = null }).StockTerms).Left);
        Assert.Same(taken, StockState.Of(taken, (SampleReward.Mug with { Version = 1, Stock = 10 }).StockTerms));
    }

    [Theory]
    [InlineData(LimitPeriod.Day, "2026-04-15", StockRefusal.LimitReached, "the same day")]
    [InlineData(LimitPeriod.Day, "2026-04-14", null, "the day before")]
    [InlineData(LimitPeriod.Day, "2026-04-16", StockRefusal.LimitReached, "taken by a clock that is a day ahead")]
    [InlineData(LimitPeriod.Week, "2026-04-13", StockRefusal.LimitReached, "Monday of this week")]
    [InlineData(LimitPeriod.Week, "2026-04-12", null, "Sunday of the week before")]
    [InlineData(LimitPeriod.Month, "2026-03-31", null, "the month before")]
    [InlineData(LimitPeriod.Whole, "2025-01-01", StockRefusal.LimitReached, "ever")]
    public void The_limit_of_all_members_counts_in_its_period(LimitPeriod period, string takenOn, StockRefusal? expected, string why)
    {
        var terms = (SampleReward.Mug with { LimitTotal = new Limit(3, period) }).StockTerms;
        var decision = StockDecision.Decide(State(2, null, terms.Total, Tally.Empty.Add(3, Sample.Day(takenOn))), terms, Today);

        Assert.True(expected == (decision as StockDecision.Refused)?.Reason, why);
    }

    [Fact]
    public void Whoever_meets_both_ends_hears_of_the_limit_first()
    {
        var terms = (SampleReward.Mug with { Stock = 3, LimitTotal = new Limit(3, LimitPeriod.Day) }).StockTerms;

        Assert.Equal(StockRefusal.LimitReached, StockState.Of(State(1, 3, null, Taken(3)), terms).RefusalOn(Today));
        Assert.Equal(StockRefusal.OutOfStock, StockState.Of(State(1, 3, null, Taken(3)), terms).RefusalOn(Today.PlusDays(1)));
    }

    [Theory]
    [InlineData("2026-04-15", 1, 0, 0, "on the same day: all of it")]
    [InlineData("2026-04-16", 1, 1, 0, "a day later: the new day holds its own only")]
    [InlineData("2026-05-01", 1, 1, 1, "a month later")]
    public void What_goes_back_goes_back_to_the_stock_and_to_the_periods_that_still_hold_its_day(
        string laterDay, long whole, long ofDay, long ofMonth, string why)
    {
        var terms = (SampleReward.Mug with { Stock = 3 }).StockTerms;
        var first = Assert.IsType<StockDecision.SetAside>(StockDecision.Decide(null, terms, Today));
        var second = Assert.IsType<StockDecision.SetAside>(StockDecision.Decide(first.Stock, terms, Sample.Day(laterDay)));

        var back = second.Stock.GiveBack(first.Day);

        Assert.Equal(2, back.Left);
        Assert.True(whole == back.Taken.Whole, why);
        Assert.True(ofDay == back.Taken.OfDay - (laterDay == "2026-04-15" ? 1 : 0), why);
        Assert.True(ofMonth == back.Taken.OfMonth - (laterDay.StartsWith("2026-04", StringComparison.Ordinal) ? 1 : 0), why);
    }

    [Fact]
    public void One_that_was_set_aside_by_a_clock_that_is_behind_goes_back_to_the_day_on_which_it_counted()
    {
        var terms = (SampleReward.Mug with { Stock = 3 }).StockTerms;
        var aside = Assert.IsType<StockDecision.SetAside>(StockDecision.Decide(State(2, 3, null, Taken(1)), terms, Today.PlusDays(-1)));

        Assert.Equal(Today, aside.Day);
        Assert.Equal(Taken(1), aside.Stock.GiveBack(aside.Day).Taken);
    }

    private static StockState State(int version, long? stock, Limit? total, Tally taken) => new(new StockTerms(version, stock, total), taken);

    /// <summary>All of it today.</summary>
    private static Tally Taken(long count) => Tally.Empty.Add(count, Today);
}
