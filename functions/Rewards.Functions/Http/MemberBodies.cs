using System.Text.Json.Serialization;

namespace Rewards.Functions.Http;

/// <param name="Birthday">--MM-dd or yyyy-MM-dd.</param>
/// <param name="Email">An empty text removes it.</param>
/// <param name="Consents">By channel.</param>
public sealed record MemberRequestBody(string? Birthday, string? JoinedOn, string? Email, IReadOnlyDictionary<string, bool>? Consents);

public sealed record PointsBody(long Balance, long Pending, long Held);

/// <param name="Spend">Minor units of the programme's currency.</param>
public sealed record MemberBody(
    string MemberId,
    string JoinedOn,
    string? Birthday,
    string? Email,
    IReadOnlyDictionary<string, bool> Consents,
    PointsBody Points,
    string? LastPurchaseOn,
    long Purchases,
    long Spend,
    string Currency,
    IReadOnlyList<CouponBody>? Coupons);

public sealed record MemberRedemptionBody(
    string RedemptionId, string Code, string CampaignId, string RedeemedAt, string Currency, long Amount, string? RolledBackAt);

public sealed record MemberRedemptionsBody(IReadOnlyList<MemberRedemptionBody> Redemptions, string? Next);

/// <param name="Amount">Minor units that were paid.</param>
public sealed record LedgerEntryBody(
    long Sequence, string At, string Kind, long Points, long Balance, string? PurchaseId, IReadOnlyList<string>? RedemptionIds, long Amount);

public sealed record StatementBody(string MemberId, long Balance, long Pending, long Held, IReadOnlyList<LedgerEntryBody> Entries, string? Next);

public sealed record PurchaseRequestBody(
    string? PurchaseId, string? MemberId, string? At, BasketBody? Basket, IReadOnlyList<string?>? RedemptionIds);

public sealed record PurchaseAcceptedBody(string PurchaseId);

/// <param name="State">pending, awarded or refused.</param>
public sealed record PurchaseBody(string PurchaseId, string State, long? Points, long? Balance, string? Reason);

/// <param name="AgendaDrainedThrough">The last local day that was drained; null before the first tick.</param>
public sealed record HealthBody(
    string Status,
    IReadOnlyDictionary<string, int> Poison,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? AgendaDrainedThrough);
