using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
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
    Instant? RolledBackAt);

/// <summary>A redemption's id carries its address: R, 4 characters of campaign tag, 1 of shard, then 20 of the operation that made it.</summary>
public readonly record struct RedemptionId
{
    private RedemptionId(string value) => Value = value;

    public string Value { get; }

    public string Tag => Value[1..5];

    /// <summary>0 to 31.</summary>
    public int Shard => throw new NotImplementedException();

    public static RedemptionId Of(string tag, int shard, OperationId operation) => throw new NotImplementedException();

    public static bool TryParse(string? text, out RedemptionId id) => throw new NotImplementedException();

    public override string ToString() => Value;
}
