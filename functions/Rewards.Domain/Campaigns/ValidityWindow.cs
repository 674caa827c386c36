using NodaTime;
using NodaTime.TimeZones;

namespace Rewards.Domain.Campaigns;

/// <summary>The half-open time from the start of a first local day to the end of a last one.</summary>
public readonly record struct ValidityWindow(LocalDate FirstDay, LocalDate LastDay, DateTimeZone Zone)
{
    // A day may begin later than midnight, begin twice, or (Samoa, 2011-12-30) not exist at all: then it begins with the next.
    private static readonly ZoneLocalMappingResolver StartOfDay =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The window of a coupon issued at <paramref name="issuedAt"/> under these terms: the campaign's own, or shorter by <see cref="CampaignDefinition.ValidFor"/>.</summary>
    public static ValidityWindow Of(CampaignDefinition terms, Instant? issuedAt)
    {
        if (terms.ValidFor is not { } period || issuedAt is not { } issued)
        {
            return new ValidityWindow(terms.ValidFrom, terms.ValidTo, terms.TimeZone);
        }

        var first = LocalDate.Max(terms.ValidFrom, issued.InZone(terms.TimeZone).Date);
        return new ValidityWindow(first, LocalDate.Min(terms.ValidTo, first + period), terms.TimeZone);
    }

    /// <summary>The first instant that is inside.</summary>
    public Instant Start => Zone.ResolveLocal(FirstDay.AtMidnight(), StartOfDay).ToInstant();

    /// <summary>The first instant that is past it.</summary>
    public Instant End => Zone.ResolveLocal(LastDay.PlusDays(1).AtMidnight(), StartOfDay).ToInstant();
}
