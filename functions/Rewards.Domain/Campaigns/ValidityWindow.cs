using NodaTime;

namespace Rewards.Domain.Campaigns;

/// <summary>The half-open time from the start of a first local day to the end of a last one.</summary>
public readonly record struct ValidityWindow(LocalDate FirstDay, LocalDate LastDay, DateTimeZone Zone)
{
    /// <summary>The window of a coupon issued at <paramref name="issuedAt"/> under these terms: the campaign's own, or shorter by <see cref="CampaignDefinition.ValidFor"/>.</summary>
    public static ValidityWindow Of(CampaignDefinition terms, Instant? issuedAt) => throw new NotImplementedException();

    /// <summary>The first instant that is inside.</summary>
    public Instant Start => throw new NotImplementedException();

    /// <summary>The first instant that is past it.</summary>
    public Instant End => throw new NotImplementedException();
}
