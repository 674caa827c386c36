using System.Collections.Immutable;
using Rewards.Domain.Stamps;

namespace Rewards.Domain.Tests.Stamps;

public sealed class StampingTests
{
    [Theory]
    [InlineData(0, 1, "1: 1 03-01..03-31", "", "the first stamp")]
    [InlineData(0, 4, "1: 4 03-01..03-31", "", "one short of a full card")]
    [InlineData(0, 5, "2: 0", "1", "a full card is followed by an empty one")]
    [InlineData(0, 6, "2: 1 03-01..03-31", "1", "the surplus counts on")]
    [InlineData(4, 1, "2: 0", "1", "the last stamp")]
    [InlineData(4, 0, "1: 4 03-01..03-31", "", "nothing that counts")]
    [InlineData(4, 11, "4: 0", "1 2 3", "several cards at once")]
    [InlineData(0, 50, "11: 0", "1 2 3 4 5 6 7 8 9 10", "as many as one purchase may fill")]
    [InlineData(0, 54, "11: 4 03-01..03-31", "1 2 3 4 5 6 7 8 9 10", "and a rest")]
    [InlineData(0, 57, "11: 7 03-01..03-31", "1 2 3 4 5 6 7 8 9 10", "one card more waits, with its surplus")]
    public void A_full_card_issues_its_coupon_and_starts_the_next(int before, int cups, string card, string filled, string why)
    {
        var stamped = SampleStamps.Stamp(SampleStamps.Stamp([], before).Cards, cups);

        Assert.True(card == SampleStamps.Text(Assert.Single(stamped.Cards)), why);
        Assert.Equal(filled, string.Join(' ', stamped.Filled.Select(one => one.Number)));
    }

    [Fact]
    public void A_purchase_that_gives_no_stamps_begins_no_card()
    {
        var stamped = SampleStamps.Stamp([], 0);

        Assert.Empty(stamped.Cards);
        Assert.Empty(stamped.Given);
    }

    [Fact]
    public void What_a_purchase_could_not_issue_is_issued_with_the_next_whatever_was_bought()
    {
        var first = SampleStamps.Stamp([], 57);
        var next = Stamping.Stamp(first.Cards, [SampleStamps.Coffees], SampleStamps.Basket("1x300 tea"), Sample.Day("2026-03-05"), _ => true);

        Assert.Equal(11, Assert.Single(next.Filled).Number);
        Assert.Equal("12: 2 03-05..04-04", SampleStamps.Text(Assert.Single(next.Cards)));
        Assert.Empty(next.Given);
    }

    [Fact]
    public void A_full_card_whose_campaign_issues_nothing_waits_with_its_surplus_and_does_not_expire()
    {
        var waiting = SampleStamps.Stamp([], 4, issues: false);
        waiting = SampleStamps.Stamp(waiting.Cards, 3, "2026-03-31", issues: false);
        waiting = SampleStamps.Stamp(waiting.Cards, 1, "2026-12-24", issues: false);
        Assert.Equal("1: 8 03-01..03-31", SampleStamps.Text(Assert.Single(waiting.Cards)));
        Assert.Empty(waiting.Filled);

        var issued = SampleStamps.Stamp(waiting.Cards, 0, "2026-12-31");

        Assert.Equal("stamps:coffee:1", Assert.Single(issued.Filled).Occurrence);
        Assert.Equal("2: 3 12-31..01-30", SampleStamps.Text(Assert.Single(issued.Cards)));
    }

    [Theory]
    [InlineData("2026-03-31", "1: 3 03-01..03-31", "the last day counts whole")]
    [InlineData("2026-04-01", "2: 1 04-01..05-01", "the day after, a new card begins")]
    [InlineData("2026-02-20", "1: 3 03-01..03-31", "a late purchase of a day before")]
    public void An_expired_card_starts_anew_by_the_day_of_the_purchase(string day, string card, string why)
    {
        var two = SampleStamps.Stamp([], 2).Cards;

        Assert.True(card == SampleStamps.Text(Assert.Single(SampleStamps.Stamp(two, 1, day).Cards)), why);
    }

    [Theory]
    [InlineData("2026-03-31", "1: 3 03-01..03-31", "a late purchase of the last day")]
    [InlineData("2026-04-01", "2: 1 04-01..05-01", "the day after")]
    public void That_an_expiry_is_written_down_decides_nothing(string day, string card, string why)
    {
        var (lapsed, told) = Stamping.Lapse(SampleStamps.Stamp([], 2).Cards, [SampleStamps.Coffees], Sample.Day("2026-04-15"));
        Assert.Single(told);

        var stamped = SampleStamps.Stamp(lapsed, 1, day).Cards;

        Assert.True(card == SampleStamps.Text(Assert.Single(stamped)), why);
    }

    [Theory]
    [InlineData(2, "2026-03-31", 0, "the last day")]
    [InlineData(2, "2026-04-01", 1, "the day after")]
    [InlineData(2, "2026-09-09", 1, "long after")]
    [InlineData(5, "2026-09-09", 0, "an empty card after a full one")]
    public void An_expiry_is_written_down_once(int cups, string day, int expected, string why)
    {
        var cards = SampleStamps.Stamp([], cups).Cards;

        var (lapsed, told) = Stamping.Lapse(cards, [SampleStamps.Coffees], Sample.Day(day));

        Assert.True(told.Length == expected, why);
        Assert.Empty(Stamping.Lapse(lapsed, [SampleStamps.Coffees], Sample.Day(day)).Lapsed);
    }

    [Fact]
    public void The_next_look_is_the_day_after_the_first_expiry_that_is_not_written_down()
    {
        ImmutableArray<StampProgramme> kinds = [SampleStamps.Visits, SampleStamps.Coffees, SampleStamps.Coffees with { Id = "espresso", ValidDays = 7 }];
        var cards = Stamping.Stamp([], kinds, SampleStamps.Cups(2), Sample.Day("2026-03-01"), _ => true).Cards;
        Assert.Equal(3, cards.Length);
        Assert.Equal(Sample.Day("2026-03-09"), Stamping.NextLookOn(cards, kinds, Sample.Day("2026-03-01")));
        Assert.Equal(Sample.Day("2026-03-21"), Stamping.NextLookOn(cards, kinds, Sample.Day("2026-03-20")));

        cards = Stamping.Lapse(cards, kinds, Sample.Day("2026-03-09")).Cards;
        Assert.Equal(Sample.Day("2026-04-01"), Stamping.NextLookOn(cards, kinds, Sample.Day("2026-03-09")));

        cards = Stamping.Lapse(cards, kinds, Sample.Day("2026-04-01")).Cards;
        Assert.Null(Stamping.NextLookOn(cards, kinds, Sample.Day("2026-04-01")));
    }

    [Fact]
    public void A_full_card_that_waits_is_not_looked_at() =>
        Assert.Null(Stamping.NextLookOn(SampleStamps.Stamp([], 5, issues: false).Cards, [SampleStamps.Coffees], Sample.Day("2026-03-01")));

    [Fact]
    public void One_purchase_stamps_several_kinds_and_fills_at_most_fifteen_cards_in_all()
    {
        ImmutableArray<StampProgramme> kinds = [.. Enumerable.Range(0, 3).Select(i => SampleStamps.Coffees with { Id = $"card-{i}", StampsPerCard = 2 })];

        var stamped = Stamping.Stamp([], kinds, SampleStamps.Cups(24), Sample.Day("2026-03-01"), _ => true);

        Assert.Equal(15, stamped.Filled.Length);
        Assert.Equal(["11: 4", "6: 14", "1: 24"], stamped.Cards.Select(card => SampleStamps.Text(card).Split(" 0")[0]));
        Assert.Equal(stamped.Filled.Length, stamped.Filled.Select(one => one.Occurrence).Distinct().Count());
    }

    [Fact]
    public void A_card_whose_kind_is_gone_is_kept_with_its_number_and_goes_on_when_it_comes_back()
    {
        var cards = SampleStamps.Stamp([], 7).Cards;
        var without = Stamping.Stamp(cards, [SampleStamps.Visits], SampleStamps.Cups(5), Sample.Day("2026-03-02"), _ => true).Cards;
        Assert.Equal(2, without.Length);

        Assert.Equal("2: 3 03-01..03-31", SampleStamps.Text(SampleStamps.Stamp(without, 1, "2026-03-03").Cards[0]));
    }

    [Fact]
    public void A_card_is_shown_as_it_counts_on_the_day()
    {
        var cards = SampleStamps.Stamp([], 2).Cards;
        ImmutableArray<StampProgramme> kinds = [SampleStamps.Visits, SampleStamps.Coffees];

        Assert.Equal(["1: 0", "1: 2 03-01..03-31"], Stamping.AsOf(cards, kinds, Sample.Day("2026-03-31")).Select(pair => SampleStamps.Text(pair.Card)));
        Assert.Equal(["1: 0", "2: 0"], Stamping.AsOf(cards, kinds, Sample.Day("2026-04-01")).Select(pair => SampleStamps.Text(pair.Card)));

        kinds = [.. kinds.Select(kind => kind with { ValidTo = Sample.Day("2026-03-01") })];
        Assert.Equal(["1: 2 03-01..03-31"], Stamping.AsOf(cards, kinds, Sample.Day("2026-03-02")).Select(pair => SampleStamps.Text(pair.Card)));
    }

    [Fact]
    public void More_stamps_than_there_are_numbers_overflow()
    {
        ImmutableArray<StampCard> cards = [new StampCard("coffee", 1, long.MaxValue, Sample.Day("2026-03-01"), null)];

        Assert.Throws<OverflowException>(() => SampleStamps.Stamp(cards, 1));
    }
}
