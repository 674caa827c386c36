using NodaTime;

namespace Rewards.Domain.Stamps;

/// <summary>A member's current card of one kind. Of those before it nothing is kept but that they count.</summary>
/// <param name="Programme">The id of its <see cref="StampProgramme"/>.</param>
/// <param name="Number">Counts from 1; a card that was filled or has expired is followed by the next.</param>
/// <param name="Stamps">
/// From 0. As many as make it full, or more, on a card whose coupon waits to be issued: what is above that belongs to the cards
/// after it.
/// </param>
/// <param name="StartedOn">The local day of its first stamp; null: it has none.</param>
/// <param name="ExpiresOn">The last local day on which it counts; null: for ever.</param>
/// <param name="ExpiryTold">That it has expired is written down. What it is worth is decided by the day alone.</param>
public sealed record StampCard(string Programme, long Number, long Stamps, LocalDate? StartedOn, LocalDate? ExpiresOn, bool ExpiryTold = false)
{
    /// <summary>The card with which a member begins.</summary>
    public static StampCard First(string programme) => new(programme, 1, 0, null, null);

    /// <summary>The card after this one, without stamps.</summary>
    public StampCard Next() => new(Programme, checked(Number + 1), 0, null, null);

    public bool IsFull(StampProgramme programme) => Stamps >= programme.StampsPerCard;

    /// <summary>A full card does not expire: it is earned, and waits for its coupon.</summary>
    public bool IsExpired(StampProgramme programme, LocalDate day) => ExpiresOn < day && !IsFull(programme);

    /// <summary>The card that counts on that local day: this one, or the next if it has expired.</summary>
    public StampCard AsOf(StampProgramme programme, LocalDate day) => IsExpired(programme, day) ? Next() : this;

    /// <summary>With so many more stamps of a purchase of that local day.</summary>
    /// <exception cref="OverflowException">More than 64 bits.</exception>
    internal StampCard With(long stamps, StampProgramme programme, LocalDate day)
    {
        if (stamps == 0)
        {
            return this;
        }

        var stamped = this with { Stamps = checked(Stamps + stamps) };
        return StartedOn is null ? stamped with { StartedOn = day, ExpiresOn = ExpiryOf(programme, day) } : stamped;
    }

    private static LocalDate? ExpiryOf(StampProgramme programme, LocalDate startedOn) =>
        programme.ValidDays is { } days ? startedOn.PlusDays(days) : null;
}

/// <summary>What a purchase gave to the card of one kind, kept with the purchase so that a return can take it back.</summary>
/// <param name="Programme">The id of its <see cref="StampProgramme"/>.</param>
/// <param name="Card">The number of the card that the purchase left open.</param>
/// <param name="Stamps">How many of the purchase's stamps lie on that card; those before it filled cards, and stay.</param>
/// <param name="Total">How many the purchase is worth in all.</param>
public sealed record StampsGiven(string Programme, long Card, long Stamps, long Total);
