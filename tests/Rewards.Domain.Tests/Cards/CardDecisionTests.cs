using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Cards;
using Rewards.Domain.Members;

namespace Rewards.Domain.Tests.Cards;

public sealed class CardDecisionTests
{
    private static readonly Instant Now = Sample.At("2026-05-04T10:00:00Z");

    private static readonly Instant Before = Sample.At("2026-01-02T10:00:00Z");

    private static readonly CardNumber Number = CardNumber.Parse("4006381333931");

    private static readonly CardNumber Next = CardNumber.Parse("5901234123457");

    /// <summary>Who, what they have of the number, how many other cards, whether another has the number; then what is answered.</summary>
    public static TheoryData<string, CardState?, int, bool, CardRefusal?, string> Assignments => new()
    {
        { "member", null, 0, false, null, "a new number" },
        { "member", null, CardDecision.MaxCards - 1, false, null, "the last that there is room for" },
        { "member", null, CardDecision.MaxCards, false, CardRefusal.TooManyCards, "one more" },
        { "member", null, CardDecision.MaxCards, true, CardRefusal.CardTaken, "taken comes before too many" },
        { "member", null, 0, true, CardRefusal.CardTaken, "another has it" },
        { "member", CardState.Active, CardDecision.MaxCards - 1, false, null, "the member has it already, and no more than before" },
        { "member", CardState.Lost, 0, false, CardRefusal.CardLost, "what was lost does not come back" },
        { "member", CardState.Replaced, 0, false, CardRefusal.CardReplaced, "what was replaced does not come back" },
        { "nobody", null, 0, false, CardRefusal.UnknownMember, "not enrolled" },
        { "nobody", null, 0, true, CardRefusal.UnknownMember, "not enrolled comes before taken" },
        { "erased", null, 0, true, CardRefusal.MemberErased, "erased comes before taken" },
    };

    [Theory]
    [MemberData(nameof(Assignments))]
    public void A_number_is_assigned_unless_a_reason_stands_against_it(
        string who, CardState? has, int others, bool taken, CardRefusal? refusal, string why)
    {
        var cards = Cards(has, others);

        var decision = CardDecision.Assign(MemberOf(who), cards, Number, taken, Now);

        Assert.True((decision as CardDecision.Refused)?.Reason == refusal, $"{why}: {decision}");
        if (decision is CardDecision.Accepted accepted)
        {
            Assert.Equal(new MemberCard(Number, CardState.Active, has is null ? Now : Before, null), accepted.Card);
            Assert.Equal(has is null ? [accepted.Card] : [], accepted.Changed);
        }
    }

    public static TheoryData<string, CardState?, CardRefusal?, string> Losses => new()
    {
        { "member", CardState.Active, null, "an active card" },
        { "member", CardState.Lost, CardRefusal.CardLost, "lost before" },
        { "member", CardState.Replaced, CardRefusal.CardReplaced, "replaced before" },
        { "member", null, CardRefusal.UnknownCard, "no such card" },
        { "erased", CardState.Active, CardRefusal.UnknownCard, "an erased member has none" },
        { "nobody", CardState.Active, CardRefusal.UnknownCard, "nor has who is unknown" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_card_is_lost_once(string who, CardState? has, CardRefusal? refusal, string why)
    {
        var decision = CardDecision.Lose(MemberOf(who), Cards(has, 1), Number, Now);

        Assert.True((decision as CardDecision.Refused)?.Reason == refusal, $"{why}: {decision}");
        if (decision is CardDecision.Accepted accepted)
        {
            Assert.Equal(new MemberCard(Number, CardState.Lost, Now, null), Assert.Single(accepted.Changed));
        }
    }

    public static TheoryData<string, CardState?, int, string, CardRefusal?, string> Replacements => new()
    {
        { "member", CardState.Active, 0, "free", null, "an active card" },
        { "member", CardState.Lost, 0, "free", null, "a lost one" },
        { "member", CardState.Active, CardDecision.MaxCards - 2, "free", null, "the last that there is room for" },
        { "member", CardState.Active, CardDecision.MaxCards - 1, "free", CardRefusal.TooManyCards, "one more" },
        { "member", CardState.Replaced, 0, "free", CardRefusal.CardReplaced, "replaced before" },
        { "member", CardState.Replaced, 0, "taken", CardRefusal.CardReplaced, "replaced comes before taken" },
        { "member", CardState.Active, 0, "taken", CardRefusal.CardTaken, "another has the new number" },
        { "member", CardState.Active, 0, "own", CardRefusal.CardTaken, "the new number is another card of the member" },
        { "member", CardState.Active, 0, "same", CardRefusal.CardTaken, "the new number is the old one" },
        { "member", null, 0, "taken", CardRefusal.UnknownCard, "no such card" },
        { "erased", CardState.Active, 0, "free", CardRefusal.UnknownCard, "an erased member has none" },
    };

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_card_is_replaced_by_a_number_that_nobody_has(
        string who, CardState? has, int others, string next, CardRefusal? refusal, string why)
    {
        var cards = Cards(has, others);
        if (next == "own")
        {
            cards = cards.Add(new MemberCard(Next, CardState.Active, Before, null));
        }

        var decision = CardDecision.Replace(MemberOf(who), cards, Number, next == "same" ? Number : Next, next == "taken", Now);

        Assert.True((decision as CardDecision.Refused)?.Reason == refusal, $"{why}: {decision}");
        if (decision is CardDecision.Accepted accepted)
        {
            // Who lost a card is refused from the loss on, not from its replacement on.
            var since = has == CardState.Lost ? Before : Now;
            MemberCard active = new(Next, CardState.Active, Now, null);
            Assert.Equal([new MemberCard(Number, CardState.Replaced, since, Next), active], accepted.Changed);
            Assert.Equal(active, accepted.Card);
        }
    }

    [Theory]
    [InlineData(CardState.Lost, -1, CardState.Active, "just before")]
    [InlineData(CardState.Lost, 0, CardState.Lost, "at that instant")]
    [InlineData(CardState.Replaced, -1, CardState.Active, "replaced, just before")]
    [InlineData(CardState.Replaced, 1, CardState.Replaced, "replaced, just after")]
    [InlineData(CardState.Active, -1, CardState.Active, "a purchase that comes late, of before the card was given out")]
    [InlineData(CardState.Active, 1, CardState.Active, "active")]
    public void What_was_done_before_a_card_was_lost_was_done_with_a_good_card(CardState state, int ticks, CardState expected, string why) =>
        Assert.True(new MemberCard(Number, state, Now, null).StateAt(Now + Duration.FromTicks(ticks)) == expected, why);

    private static Member? MemberOf(string who) => who switch
    {
        "nobody" => null,
        "erased" => Sample.Member().Tombstone(Before),
        _ => Sample.Member(),
    };

    /// <summary>The card in question, if there is one, and so many others.</summary>
    private static ImmutableArray<MemberCard> Cards(CardState? state, int others) =>
    [
        .. state is { } known ? [new MemberCard(Number, known, Before, null)] : (MemberCard[])[],
        .. Enumerable.Range(0, others).Select(i => new MemberCard(CardNumber.Parse($"other-{i}"), CardState.Replaced, Before, null)),
    ];
}
