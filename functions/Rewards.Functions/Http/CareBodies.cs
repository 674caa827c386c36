namespace Rewards.Functions.Http;

/// <param name="Reason">Why, as the retailer names it.</param>
public sealed record CancellationRequestBody(string? Reason);

/// <param name="State">open, stayed or left.</param>
/// <param name="NoOffer">Why there is no offer; absent: there is one.</param>
public sealed record CancellationBody(
    string CancellationId,
    string MemberId,
    string State,
    string? Reason,
    CouponBody? Offer,
    string? NoOffer,
    string At,
    string? EndedAt);

/// <param name="Outcome">stayed or left.</param>
public sealed record OutcomeRequestBody(string? Outcome);

/// <param name="Reference">What it is about, such as an order.</param>
public sealed record ComplaintRequestBody(string? Category, string? Reference);

/// <inheritdoc cref="CancellationBody"/>
public sealed record ComplaintBody(string ComplaintId, string MemberId, CouponBody? Offer, string? NoOffer);
