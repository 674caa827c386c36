using NodaTime;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>Redemptions on the wire.</summary>
public static class RedemptionReplies
{
    public static RedemptionBody ToBody(Redemption redemption) => new(
        redemption.Id.Value,
        redemption.Code.ToDisplay(),
        redemption.Campaign.Value,
        redemption.CampaignVersion,
        RowValues.Write(redemption.RedeemedAt),
        ToBody(redemption.Discount),
        RowValues.Write(redemption.RolledBackAt));

    public static DiscountBody ToBody(DiscountGiven discount) => new(
        discount.Currency.Code,
        discount.Amount.Value,
        [.. discount.Lines.Select(line => new DiscountLineBody(line.LineId, line.Amount.Value))]);
}
