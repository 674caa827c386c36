using Rewards.Domain.Baskets;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Redemptions;

/// <summary>A parsed request to redeem or validate.</summary>
public sealed record RedemptionCall(OperationId Operation, string Fingerprint, MemberId? Member, Basket Basket)
{
    /// <summary>The card that names the member in place of the id.</summary>
    public CardNumber? CardNumber { get; init; }
}
