using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Redemptions;

/// <summary>What a basket is cheaper by, and on which lines. Only lines that get something are listed.</summary>
public sealed record DiscountGiven(Currency Currency, MinorUnits Amount, ImmutableArray<DiscountLine> Lines);

public sealed record DiscountLine(string LineId, MinorUnits Amount);

/// <summary>One use of a coupon.</summary>
/// <param name="Day">The local day, in the campaign's zone, in whose limits it counts.</param>
/// <param name="BasketTotal">The basket's total before the discount.</param>
public sealed record Redemption(
    RedemptionId Id,
    CouponCode Code,
    CampaignId Campaign,
    int CampaignVersion,
    MemberId? Member,
    Receipt? Receipt,
    Instant RedeemedAt,
    LocalDate Day,
    DiscountGiven Discount,
    MinorUnits BasketTotal,
    Instant? RolledBackAt)
{
    /// <summary>Of the coupon: by arm and step it may have had a discount of its own.</summary>
    public Arm? Arm { get; init; }

    /// <inheritdoc cref="Arm"/>
    public int? Step { get; init; }

    /// <summary>Where it was redeemed, as the basket said; null: it did not say.</summary>
    public string? StoreId { get; init; }
}
