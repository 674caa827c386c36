using System.Text.Json.Serialization;

namespace Rewards.Functions.Http;

/// <param name="Birthday">--MM-dd or yyyy-MM-dd.</param>
/// <param name="Email">An empty text removes it.</param>
/// <param name="Consents">By channel.</param>
/// <param name="ConsentSource">Where the member gave or withdrew all of these.</param>
public sealed record MemberRequestBody(
    string? Birthday, string? JoinedOn, string? Email, IReadOnlyDictionary<string, bool>? Consents, string? ConsentSource)
{
    /// <summary>In place of all that the member had.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>Minor units of the programme's currency.</summary>
    public long? CostToServe { get; init; }
}

/// <param name="Source">Absent: it was not told.</param>
/// <param name="At">RFC 3339, UTC; absent: before that was kept.</param>
public sealed record ConsentBody(bool Granted, string? Source, string? At);

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
    IReadOnlyList<CouponBody>? Coupons)
{
    /// <summary>By channel, as the consents.</summary>
    public required IReadOnlyDictionary<string, ConsentBody> ConsentDetails { get; init; }

    /// <summary>What the retailer calls the member.</summary>
    public required IReadOnlyCollection<string> Tags { get; init; }

    /// <summary>Minor units of the programme's currency.</summary>
    public required long CostToServe { get; init; }

    /// <summary>Absent: the programme has no tiers.</summary>
    public TierBody? Tier { get; init; }

    /// <summary>On reading only; absent before the first purchase.</summary>
    public OutlookBody? Outlook { get; init; }

    /// <summary>On reading only; absent before the first purchase and before the first fit.</summary>
    public RfmBody? Rfm { get; init; }

    /// <summary>The times in clubs that run or are to come.</summary>
    public IReadOnlyList<ClubMembershipBody>? Clubs { get; init; }
}

public sealed record MemberRedemptionBody(
    string RedemptionId, string Code, string CampaignId, string RedeemedAt, string Currency, long Amount, string? RolledBackAt);

public sealed record MemberRedemptionsBody(IReadOnlyList<MemberRedemptionBody> Redemptions, string? Next);

/// <param name="Amount">Minor units that were paid.</param>
public sealed record LedgerEntryBody(
    long Sequence,
    string At,
    string Kind,
    long Points,
    long Pending,
    long Held,
    long Balance,
    string? PurchaseId,
    IReadOnlyList<string>? RedemptionIds,
    long Amount,
    string? Reference,
    string? Reason,
    string? By,
    IReadOnlyList<LotBody> Lots);

/// <param name="ExpiresOn">The last local day on which the points can be spent; absent: they never lapse.</param>
/// <param name="ActivatesOn">The first one; absent: they can be spent already.</param>
/// <param name="AwaitsEvent">They wait for an event of their purchase.</param>
public sealed record LotBody(long Points, string? ExpiresOn, string? ActivatesOn, bool? AwaitsEvent);

/// <param name="Balance">What can be spent now; below zero where points are owed.</param>
/// <param name="Deficit">What is owed.</param>
/// <param name="Lots">By expiry, the earliest first; pending ones have a day or an event to come.</param>
/// <param name="Entries">Newest first.</param>
public sealed record StatementBody(
    string MemberId,
    long Balance,
    long Pending,
    long Held,
    long Deficit,
    IReadOnlyList<LotBody> Lots,
    IReadOnlyList<LedgerEntryBody> Entries,
    string? Next);

public sealed record EntriesBody(IReadOnlyList<LedgerEntryBody> Entries, string? Next);

public sealed record PurchaseRequestBody(
    string? PurchaseId, string? MemberId, string? CardNumber, string? At, BasketBody? Basket, IReadOnlyList<string?>? RedemptionIds);

public sealed record PurchaseAcceptedBody(string PurchaseId);

/// <param name="State">pending, awarded or refused.</param>
public sealed record PurchaseBody(string PurchaseId, string State, long? Points, long? Balance, string? Reason);

/// <param name="AgendaDrainedThrough">The last local day that was drained; null before the first tick.</param>
public sealed record HealthBody(
    string Status,
    IReadOnlyDictionary<string, int> Poison,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? AgendaDrainedThrough);
