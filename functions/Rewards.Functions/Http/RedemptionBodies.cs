namespace Rewards.Functions.Http;

public sealed record BasketLineBody(string? LineId, string? Sku, string? Category, IReadOnlyList<string?>? Tags, int? Quantity, long? Amount);

public sealed record BasketBody(string? Currency, string? StoreId, string? TillId, string? ReceiptId, IReadOnlyList<BasketLineBody?>? Lines);

/// <summary>What is posted to redemptions and validations.</summary>
public sealed record RedemptionRequestBody(string? MemberId, string? CardNumber, BasketBody? Basket);

public sealed record DiscountLineBody(string LineId, long Amount);

public sealed record DiscountBody(string Currency, long Amount, IReadOnlyList<DiscountLineBody> Lines);

public sealed record RedemptionBody(
    string RedemptionId,
    string Code,
    string CampaignId,
    int CampaignVersion,
    string RedeemedAt,
    DiscountBody Discount,
    string? RolledBackAt);

public sealed record ValidationBody(bool Valid, DiscountBody? Discount, string? Reason, string? Detail);

public sealed record RollbackRequestBody(string? Reason);
