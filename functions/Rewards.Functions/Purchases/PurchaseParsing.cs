using NodaTime;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;

namespace Rewards.Functions.Purchases;

/// <summary>Purchases from the wire, whether by HTTP or by the queue.</summary>
public static class PurchaseParsing
{
    private const int MaxRedemptionIds = 50;

    /// <summary>How far a till's clock may run ahead.</summary>
    private static readonly Duration Ahead = Duration.FromDays(1);

    /// <returns>The purchase, or else every malformed member.</returns>
    public static (Purchase? Purchase, IReadOnlyList<FieldError> Errors) ToPurchase(PurchaseRequestBody body, Instant now)
    {
        List<FieldError> errors = [];
        if (!PurchaseId.TryParse(body.PurchaseId, out var id))
        {
            errors.Add(new FieldError("purchaseId", "1 to 128 printable characters are needed."));
        }

        if (!MemberId.TryParse(body.MemberId, out var member))
        {
            errors.Add(new FieldError("memberId", "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id."));
        }

        var at = OffsetDateTimePattern.Rfc3339.Parse(body.At ?? "");
        if (!at.Success)
        {
            errors.Add(new FieldError("at", "A time as RFC 3339 writes it is needed, such as 2026-11-22T09:30:00Z."));
        }
        else if (at.Value.ToInstant() > now + Ahead)
        {
            errors.Add(new FieldError("at", "This is more than a day in the future."));
        }

        var redemptionIds = body.RedemptionIds ?? [];
        if (redemptionIds.Count > MaxRedemptionIds || redemptionIds.Any(redemption => !IdText.IsText(redemption, 64)))
        {
            errors.Add(new FieldError("redemptionIds", $"At most {MaxRedemptionIds} ids of redemptions."));
        }

        var basket = BasketBodies.ToBasket(body.Basket, errors);
        return errors.Count > 0
            ? (null, errors)
            : (new Purchase(id, member, at.Value.ToInstant(), basket!) { RedemptionIds = [.. redemptionIds.OfType<string>()] }, errors);
    }
}
