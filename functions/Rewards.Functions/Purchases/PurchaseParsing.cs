using NodaTime;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Cards;
using Rewards.Functions.Http;

namespace Rewards.Functions.Purchases;

/// <summary>Purchases from the wire, whether by HTTP or by the queue.</summary>
public static class PurchaseParsing
{
    private const int MaxRedemptionIds = 50;

    /// <summary>As of campaigns: before there were tills.</summary>
    private const int FirstYear = 1970;

    /// <summary>How far a till's clock may run ahead.</summary>
    private static readonly Duration Ahead = Duration.FromDays(1);

    /// <returns>
    /// The purchase, or else every malformed member. Where a card names the member, the purchase has none until the card has
    /// been looked up.
    /// </returns>
    public static (Purchase? Purchase, CardNumber? Card, IReadOnlyList<FieldError> Errors) ToPurchase(PurchaseRequestBody body, Instant now)
    {
        List<FieldError> errors = [];
        if (!PurchaseId.TryParse(body.PurchaseId, out var id))
        {
            errors.Add(new FieldError("purchaseId", "1 to 128 printable characters are needed."));
        }

        var named = MemberName.Read(body.MemberId, body.CardNumber, errors);
        if (body.MemberId is null && body.CardNumber is null)
        {
            errors.Add(new FieldError("memberId", "A memberId or a cardNumber is needed."));
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
        else if (at.Value.Year < FirstYear)
        {
            errors.Add(new FieldError("at", $"This is before {FirstYear}."));
        }

        var redemptionIds = body.RedemptionIds ?? [];
        if (redemptionIds.Count > MaxRedemptionIds || redemptionIds.Any(redemption => !IdText.IsText(redemption, 64)))
        {
            errors.Add(new FieldError("redemptionIds", $"At most {MaxRedemptionIds} ids of redemptions."));
        }

        var basket = BasketBodies.ToBasket(body.Basket, errors);
        return errors.Count > 0
            ? (null, null, errors)
            : (new Purchase(id, named.Member.GetValueOrDefault(), at.Value.ToInstant(), basket!) { RedemptionIds = [.. redemptionIds.OfType<string>()] },
                named.Card,
                errors);
    }
}
