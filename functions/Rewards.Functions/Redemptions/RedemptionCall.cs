using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Redemptions;

/// <summary>A parsed request to redeem or validate.</summary>
public sealed record RedemptionCall(OperationId Operation, string Fingerprint, MemberId? Member, Basket Basket);
