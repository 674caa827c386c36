namespace Rewards.Functions.Http;

/// <summary>Either points, or an amount in minor units with its currency.</summary>
/// <param name="Reference">What the caller calls it, such as a receipt.</param>
public sealed record SpendRequestBody(long? Points, long? Amount, string? Currency, string? Reference);

/// <param name="Amount">What the points were worth, in minor units.</param>
/// <param name="HoldId">The hold that was captured.</param>
/// <param name="Balance">After it; not told when it is read later.</param>
public sealed record SpendBody(
    string SpendId,
    string MemberId,
    long Points,
    long Amount,
    string Currency,
    string? Reference,
    string? HoldId,
    string At,
    string? RolledBackAt,
    long? Balance);

public sealed record HoldRequestBody(long? Points, long? Amount, string? Currency, long? ExpiresInSeconds, string? Reference);

/// <param name="State">open, captured, released or expired.</param>
/// <param name="Points">That were held at first.</param>
/// <param name="Captured">Points that were spent of it so far.</param>
/// <param name="Balance">After the call that says so; not told when it is read later.</param>
public sealed record HoldBody(
    string HoldId,
    string MemberId,
    string State,
    long Points,
    long Amount,
    string Currency,
    long Captured,
    string? Reference,
    string At,
    string ExpiresAt,
    long? Balance);

/// <param name="Points">Absent: all that is held still.</param>
/// <param name="KeepOpen">The rest stays held; otherwise it goes back.</param>
public sealed record CaptureRequestBody(long? Points, bool? KeepOpen);

/// <param name="Points">Below zero they are taken.</param>
/// <param name="By">Who of the staff, by a pseudonym.</param>
/// <param name="ExpiresOn">The last local day of points that are given.</param>
public sealed record AdjustmentRequestBody(long? Points, string? Reason, string? By, string? ExpiresOn);

public sealed record AdjustmentBody(string AdjustmentId, string MemberId, long Points, long Balance, string At);

public sealed record TransferRequestBody(string? ToMemberId, long? Points, string? Reason);

/// <summary>The sender's side. It is kept, and therefore does not say who the receiver is.</summary>
/// <param name="Balance">Of the sender.</param>
public sealed record TransferBody(string TransferId, string MemberId, long Points, long Balance, string At);
