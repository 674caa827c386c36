using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;

namespace Rewards.Domain.Stamps;

/// <summary>A card that is full and whose coupon is to be issued now; the next one has begun.</summary>
public sealed record FilledCard(StampProgramme Programme, long Number)
{
    /// <summary>The occasion of its coupon, one for ever.</summary>
    public string Occurrence => $"stamps:{Programme.Id}:{Number}";
}

/// <param name="Cards">All cards of the member.</param>
/// <param name="Given">By the purchase, one for each kind of card.</param>
/// <param name="Filled">In the order in which coupons are to be issued.</param>
public sealed record Stamped(ImmutableArray<StampCard> Cards, ImmutableArray<StampsGiven> Given, ImmutableArray<FilledCard> Filled);

/// <param name="Cards">All cards of the member.</param>
/// <param name="Given">What the purchase still has given, for its next return.</param>
public sealed record StampsTaken(ImmutableArray<StampCard> Cards, ImmutableArray<StampsGiven> Given);

/// <summary>A card whose last day is over before it was full.</summary>
public sealed record LapsedCard(StampProgramme Programme, StampCard Card);

/// <summary>What becomes of a member's stamp cards. There is at most one card a kind; kinds are told apart by id, with case.</summary>
public static class Stamping
{
    /// <summary>What is beyond waits on the card for the next purchase.</summary>
    public const int MaxFilledPerProgramme = 10;

    /// <summary>Of all kinds in one purchase, since what they issue is one batch.</summary>
    public const int MaxFilled = 15;

    /// <summary>
    /// Stamps a purchase of that local day. Each card that is full then issues its coupon and is followed by the next, on which
    /// the surplus counts on. A card stays and waits while its campaign issues nothing, or where one purchase fills too many.
    /// </summary>
    /// <param name="issues">Whether the campaign of this kind of card issues coupons now.</param>
    /// <exception cref="OverflowException">More stamps than 64 bits hold.</exception>
    public static Stamped Stamp(
        ImmutableArray<StampCard> cards, ImmutableArray<StampProgramme> programmes, Basket basket, LocalDate day, Func<StampProgramme, bool> issues)
    {
        List<StampsGiven> given = [];
        List<FilledCard> filled = [];
        foreach (var programme in programmes)
        {
            var known = CardOf(cards, programme);
            var stamps = programme.StampsFor(basket, day);
            if (stamps == 0 && known?.IsFull(programme) != true)
            {
                continue;
            }

            var card = (known ?? StampCard.First(programme.Id)).AsOf(programme, day).With(stamps, programme, day);
            if (stamps > 0)
            {
                given.Add(GivenTo(card, programme, stamps));
            }

            var coupons = issues(programme) ? Math.Min(card.Stamps / programme.StampsPerCard, Math.Min(MaxFilledPerProgramme, MaxFilled - filled.Count)) : 0;
            for (; coupons > 0; coupons--)
            {
                filled.Add(new FilledCard(programme, card.Number));
                card = card.Next().With(card.Stamps - programme.StampsPerCard, programme, day);
            }

            cards = known is null ? cards.Add(card) : cards.Replace(known, card);
        }

        return new Stamped(cards, [.. given], [.. filled]);
    }

    /// <summary>
    /// Takes back what a purchase gave beyond what is left of it, from the card that it left open, if that one has not been
    /// filled since. What filled a card stays.
    /// </summary>
    /// <param name="given">By that purchase, as <see cref="Stamp"/> or the return before this one left it.</param>
    /// <param name="stampedUnder">By whose rules the purchase was stamped, and by which what is left of it is.</param>
    /// <param name="newest">By which a card is full.</param>
    /// <param name="remaining">The basket without all that was returned so far; it may have no lines.</param>
    /// <param name="day">The local day of the purchase.</param>
    public static StampsTaken TakeBack(
        ImmutableArray<StampCard> cards,
        ImmutableArray<StampsGiven> given,
        ImmutableArray<StampProgramme> stampedUnder,
        ImmutableArray<StampProgramme> newest,
        Basket remaining,
        LocalDate day)
    {
        List<StampsGiven> left = [];
        foreach (var one in given)
        {
            var programme = Find(stampedUnder, one.Programme);
            if (programme is null || programme.StampsFor(remaining, day) is var worth && worth >= one.Total)
            {
                left.Add(one);
                continue;
            }

            var taken = 0L;
            if (CardOf(cards, programme) is { } card)
            {
                taken = Math.Min(one.Total - worth, Math.Min(one.Stamps, OpenOn(card, one.Card, Find(newest, one.Programme) ?? programme)));
                cards = cards.Replace(card, Without(card, taken));
            }

            left.Add(one with { Stamps = one.Stamps - taken, Total = worth });
        }

        return new StampsTaken(cards, [.. left]);
    }

    /// <summary>Writes down which cards have expired before that local day. It changes nothing of what they are worth.</summary>
    public static (ImmutableArray<StampCard> Cards, ImmutableArray<LapsedCard> Lapsed) Lapse(
        ImmutableArray<StampCard> cards, ImmutableArray<StampProgramme> programmes, LocalDate day)
    {
        List<LapsedCard> lapsed = [];
        foreach (var programme in programmes)
        {
            if (CardOf(cards, programme) is { ExpiryTold: false } card && card.IsExpired(programme, day))
            {
                cards = cards.Replace(card, card with { ExpiryTold = true });
                lapsed.Add(new LapsedCard(programme, card));
            }
        }

        return (cards, [.. lapsed]);
    }

    /// <summary>The first local day after <paramref name="today"/> on which an expiry is to be written down; null: none.</summary>
    public static LocalDate? NextLookOn(ImmutableArray<StampCard> cards, ImmutableArray<StampProgramme> programmes, LocalDate today)
    {
        LocalDate? next = null;
        foreach (var programme in programmes)
        {
            if (CardOf(cards, programme) is { ExpiryTold: false, ExpiresOn: { } last } card && !card.IsFull(programme))
            {
                // That of a card that a late purchase began may be over already.
                var day = LocalDate.Max(last, today).PlusDays(1);
                next = next < day ? next : day;
            }
        }

        return next;
    }

    /// <summary>The cards as they count on that local day, in the order of their kinds; of a kind that stamps nothing that day only one with stamps.</summary>
    public static IEnumerable<(StampProgramme Programme, StampCard Card)> AsOf(
        ImmutableArray<StampCard> cards, ImmutableArray<StampProgramme> programmes, LocalDate day) =>
        programmes.Select(programme => (Programme: programme, Card: (CardOf(cards, programme) ?? StampCard.First(programme.Id)).AsOf(programme, day)))
            .Where(pair => pair.Card.Stamps > 0 || pair.Programme.IsOpenOn(day));

    private static StampProgramme? Find(ImmutableArray<StampProgramme> programmes, string id) => programmes.FirstOrDefault(programme => programme.Id == id);

    private static StampCard? CardOf(ImmutableArray<StampCard> cards, StampProgramme programme) =>
        cards.FirstOrDefault(card => card.Programme == programme.Id);

    /// <summary>Counted as if every full card had been followed by the next: one that waits does not change what a return takes.</summary>
    private static StampsGiven GivenTo(StampCard card, StampProgramme programme, long stamps)
    {
        var (full, open) = Math.DivRem(card.Stamps, programme.StampsPerCard);
        return new StampsGiven(programme.Id, checked(card.Number + full), Math.Min(stamps, open), stamps);
    }

    /// <summary>The stamps on the card of that number, if it is the one that is not yet full.</summary>
    private static long OpenOn(StampCard card, long number, StampProgramme programme)
    {
        var (full, open) = Math.DivRem(card.Stamps, programme.StampsPerCard);
        return card.Number + full == number ? open : 0;
    }

    /// <summary>A card without stamps begins anew with its next one.</summary>
    private static StampCard Without(StampCard card, long stamps) => card.Stamps == stamps
        ? card with { Stamps = 0, StartedOn = null, ExpiresOn = null, ExpiryTold = false }
        : card with { Stamps = card.Stamps - stamps };
}
