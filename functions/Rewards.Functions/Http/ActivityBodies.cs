namespace Rewards.Functions.Http;

/// <param name="Quantity">1 unless told otherwise; counts where the kind earns for each unit.</param>
/// <param name="Reference">What it is about, such as a product or an order.</param>
public sealed record ActivityRequestBody(string? Kind, long? Quantity, string? Reference);

/// <param name="Reduced">True where the cap has cut points off; otherwise absent.</param>
public sealed record ActivityBody(string ActivityId, long Points, long Balance, bool? Reduced);

/// <param name="RewardedFriends">How many friends have earned this member something.</param>
public sealed record ReferralCodeBody(string MemberId, string Code, long RewardedFriends);

public sealed record ReferralRequestBody(string? Code);

/// <param name="Code">By which the member came.</param>
public sealed record ReferralBody(string Code, string RegisteredOn);
