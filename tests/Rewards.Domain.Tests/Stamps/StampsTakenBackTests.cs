using System.Collections.Immutable;
using Rewards.Domain.Money;
using Rewards.Domain.Stamps;

namespace Rewards.Domain.Tests.Stamps;

/// <summary>Returns take stamps back from a card of five that is not yet full.</summary>
public sealed class StampsTakenBackTests
{
    [Theory]
    [InlineData(0, 3, 0, 0, "1: 0", "all of it, and the card is as new")]
    [InlineData(0, 3, 0, 2, "1: 2 03-01..03-31", "a part")]
    [InlineData(0, 3, 0, 3, "1: 3 03-01..03-31", "nothing")]
    [InlineData(1, 3, 0, 0, "1: 1 03-01..03-31", "what others gave stays")]
    [InlineData(0, 3, 1, 0, "1: 1 03-01..03-31", "what others gave since stays")]
    [InlineData(0, 3, 2, 0, "2: 0", "the card has been filled since")]
    [InlineData(0, 5, 0, 0, "2: 0", "the purchase itself filled it")]
    [InlineData(3, 4, 0, 0, "2: 0", "two of its stamps filled a card and stay, two go")]
    [InlineData(3, 4, 0, 3, "2: 1 03-01..03-31", "the stamps given last go first")]
    [InlineData(3, 4, 3, 0, "3: 0", "the second card is filled too")]
    [InlineData(0, 57, 0, 0, "11: 5 03-01..03-31", "a full card that waits stays full, its surplus goes")]
    [InlineData(0, 57, 0, 56, "11: 6 03-01..03-31", "one of the surplus")]
    [InlineData(0, 57, 1, 0, "12: 1 03-02..04-01", "the card that waited has been issued since, the surplus goes from the next")]
    public void A_return_takes_back_what_lies_on_a_card_that_is_not_full(int before, int cups, int after, int remaining, string card, string why)
    {
        var first = SampleStamps.Stamp([], before).Cards;
        var purchase = SampleStamps.Stamp(first, cups);
        var cards = after == 0 ? purchase.Cards : SampleStamps.Stamp(purchase.Cards, after, "2026-03-02").Cards;

        var taken = TakeBack(cards, purchase.Given, remaining);

        Assert.True(card == SampleStamps.Text(Assert.Single(taken.Cards)), $"{why}: {SampleStamps.Text(taken.Cards[0])}");
        Assert.Equal(remaining, Assert.Single(taken.Given).Total);
    }

    [Theory]
    [InlineData(7, 4, 0, "2: 0")]
    [InlineData(7, 6, 3, "2: 0")]
    [InlineData(4, 3, 1, "1: 1 03-01..03-31")]
    [InlineData(4, 4, 4, "1: 4 03-01..03-31")]
    public void Returns_one_after_the_other_take_what_one_of_all_takes(int cups, int remainingFirst, int remainingThen, string card)
    {
        var purchase = SampleStamps.Stamp([], cups);

        var first = TakeBack(purchase.Cards, purchase.Given, remainingFirst);
        var then = TakeBack(first.Cards, first.Given, remainingThen);

        Assert.Equal(card, SampleStamps.Text(Assert.Single(then.Cards)));
        Assert.Equal(then.Cards, TakeBack(purchase.Cards, purchase.Given, remainingThen).Cards);
        Assert.Equal(then.Cards, TakeBack(then.Cards, then.Given, remainingThen).Cards);
    }

    [Fact]
    public void A_purchase_that_falls_below_the_minimum_loses_its_stamp()
    {
        var visits = SampleStamps.Visits with { MinimumAmount = new MinorUnits(500) };
        var day = Sample.Day("2026-03-01");
        var purchase = Stamping.Stamp([], [visits], SampleStamps.Basket("1x300", "1x300"), day, _ => true);

        var same = Stamping.TakeBack(purchase.Cards, purchase.Given, [visits], [visits], SampleStamps.Basket("1x500"), day);
        var less = Stamping.TakeBack(purchase.Cards, purchase.Given, [visits], [visits], SampleStamps.Basket("1x499"), day);

        Assert.Equal(1, Assert.Single(same.Cards).Stamps);
        Assert.Equal(0, Assert.Single(less.Cards).Stamps);
    }

    [Fact]
    public void Stamps_of_an_expired_card_are_not_taken_from_the_one_after_it()
    {
        var purchase = SampleStamps.Stamp([], 3);
        var cards = SampleStamps.Stamp(purchase.Cards, 2, "2026-04-01").Cards;

        Assert.Equal("2: 2 04-01..05-01", SampleStamps.Text(Assert.Single(TakeBack(cards, purchase.Given, 0).Cards)));
    }

    [Fact]
    public void Nothing_is_taken_where_what_is_left_is_worth_as_much()
    {
        var purchase = SampleStamps.Stamp([], 3);

        var generous = TakeBack(purchase.Cards, purchase.Given, 4);
        Assert.Equal(purchase.Cards, generous.Cards);
        Assert.Equal(purchase.Given, generous.Given);
    }

    [Fact]
    public void A_card_that_is_emptied_begins_its_days_anew()
    {
        var purchase = SampleStamps.Stamp([], 3);
        var emptied = TakeBack(purchase.Cards, purchase.Given, 0).Cards;

        Assert.Equal("1: 1 05-01..05-31", SampleStamps.Text(Assert.Single(SampleStamps.Stamp(emptied, 1, "2026-05-01").Cards)));
    }

    [Theory]
    [InlineData(3, 0, "of cards of three, it is full")]
    [InlineData(5, 3, "of cards of five, it is not")]
    [InlineData(0, 3, "of no card any more, it is as when it was stamped")]
    public void Whether_a_card_is_full_is_for_the_newest_programme_to_say(int stampsPerCard, long taken, string why)
    {
        var purchase = SampleStamps.Stamp([], 3);
        ImmutableArray<StampProgramme> newest = stampsPerCard == 0 ? [] : [SampleStamps.Coffees with { StampsPerCard = stampsPerCard, Products = null }];

        var cards = Stamping.TakeBack(purchase.Cards, purchase.Given, [SampleStamps.Coffees], newest, SampleStamps.Cups(0), Sample.Day("2026-03-01")).Cards;

        Assert.True(Assert.Single(cards).Stamps == 3 - taken, why);
    }

    private static StampsTaken TakeBack(ImmutableArray<StampCard> cards, ImmutableArray<StampsGiven> given, int remaining) =>
        Stamping.TakeBack(cards, given, [SampleStamps.Coffees], [SampleStamps.Coffees], SampleStamps.Cups(remaining), Sample.Day("2026-03-01"));
}
