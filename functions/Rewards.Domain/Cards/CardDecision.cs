using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;

namespace Rewards.Domain.Cards;

/// <summary>Why nothing is done to a card, in the order in which the reasons are looked at.</summary>
public enum CardRefusal
{
    UnknownMember,
    MemberErased,

    /// <summary>The card to be reported lost or replaced is nobody's.</summary>
    UnknownCard,

    /// <summary>It was reported lost before.</summary>
    CardLost,

    /// <summary>It was replaced before.</summary>
    CardReplaced,

    /// <summary>The number stands, or stood, for another card.</summary>
    CardTaken,

    TooManyCards,
}

/// <summary>What is done to a member's cards. A closed union.</summary>
public abstract record CardDecision
{
    private CardDecision()
    {
    }

    /// <summary>So many numbers a member may have had, the lost and replaced ones included.</summary>
    public const int MaxCards = 50;

    /// <param name="Card">The one that was asked for, as it is now.</param>
    /// <param name="Changed">Every card of the member that is new or another than before; empty: it was so already.</param>
    public sealed record Accepted(MemberCard Card, ImmutableArray<MemberCard> Changed) : CardDecision;

    public sealed record Refused(CardRefusal Reason) : CardDecision;

    /// <summary>Gives a member a card. The number that the member has already is only shown again.</summary>
    /// <param name="cards">All of the member's.</param>
    /// <param name="taken">Somebody else has, or had, that number.</param>
    public static CardDecision Assign(Member? member, ImmutableArray<MemberCard> cards, CardNumber number, bool taken, Instant now)
    {
        if (member is null or { IsErased: true })
        {
            return new Refused(member is null ? CardRefusal.UnknownMember : CardRefusal.MemberErased);
        }

        return Find(cards, number) switch
        {
            { State: CardState.Active } active => new Accepted(active, []),
            { State: var state } => RefusedAs(state),
            null when taken => new Refused(CardRefusal.CardTaken),
            null => Add(cards, new MemberCard(number, CardState.Active, now, null), []),
        };
    }

    /// <summary>Reports a card lost: from now on it is refused.</summary>
    public static CardDecision Lose(Member? member, ImmutableArray<MemberCard> cards, CardNumber number, Instant now)
    {
        if (member is null or { IsErased: true } || Find(cards, number) is not { } card)
        {
            return new Refused(CardRefusal.UnknownCard);
        }

        if (card.State != CardState.Active)
        {
            return RefusedAs(card.State);
        }

        var lost = card with { State = CardState.Lost, Since = now };
        return new Accepted(lost, [lost]);
    }

    /// <summary>Puts a new card in the place of one that is active or lost, which is refused from now on, or already.</summary>
    /// <param name="taken">Somebody else has, or had, the new number.</param>
    public static CardDecision Replace(
        Member? member, ImmutableArray<MemberCard> cards, CardNumber number, CardNumber next, bool taken, Instant now)
    {
        if (member is null or { IsErased: true } || Find(cards, number) is not { } card)
        {
            return new Refused(CardRefusal.UnknownCard);
        }

        if (card.State == CardState.Replaced)
        {
            return new Refused(CardRefusal.CardReplaced);
        }

        if (taken || Find(cards, next) is not null)
        {
            return new Refused(CardRefusal.CardTaken);
        }

        var replaced = card with
        {
            State = CardState.Replaced,
            Since = card.State == CardState.Lost ? card.Since : now,
            ReplacedBy = next,
        };
        return Add(cards, new MemberCard(next, CardState.Active, now, null), [replaced]);
    }

    private static CardDecision Add(ImmutableArray<MemberCard> cards, MemberCard card, ImmutableArray<MemberCard> changed) =>
        cards.Length >= MaxCards ? new Refused(CardRefusal.TooManyCards) : new Accepted(card, [.. changed, card]);

    private static Refused RefusedAs(CardState state) =>
        new(state == CardState.Lost ? CardRefusal.CardLost : CardRefusal.CardReplaced);

    private static MemberCard? Find(ImmutableArray<MemberCard> cards, CardNumber number) => cards.FirstOrDefault(card => card.Number == number);
}
