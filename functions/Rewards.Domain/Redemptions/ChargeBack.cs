using System.Collections.Immutable;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Redemptions;

/// <summary>A redemption that a till has linked to a purchase, with the version of the campaign that it was redeemed under.</summary>
public sealed record RedeemedCoupon(Redemption Redemption, CampaignDefinition Terms);

public enum ChargeBackReason
{
    /// <summary>What is left no longer reaches the minimum, the first step or the number of pieces.</summary>
    MinimumNotMet,

    NoEligibleLines,

    /// <summary>The coupon still holds, and takes less off what is left than it took.</summary>
    LowerDiscount,

    /// <summary>An earlier return charged it back, and what it was charged for comes back now.</summary>
    GivenBack,
}

/// <summary>What of a coupon's discount the customer is to pay because of a return.</summary>
/// <param name="Amount">Minor units of the purchase's currency; below zero: to be given back, of what earlier returns charged.</param>
public sealed record ChargeBack(RedemptionId Redemption, CouponCode Code, CampaignId Campaign, MinorUnits Amount, ChargeBackReason Reason)
{
    /// <summary>
    /// What a return changes of the discounts that are undue. Undue is what the coupons took off the lines that are left, beyond
    /// what they would take off these alone; what each return says adds up to what is undue on what the customer keeps.
    /// </summary>
    /// <param name="coupons">Those that are not this purchase's or were rolled back count for nothing.</param>
    /// <param name="before">What had come back before this return.</param>
    /// <param name="after">What has come back with it.</param>
    public static ImmutableArray<ChargeBack> Of(
        Purchase purchase, IEnumerable<RedeemedCoupon> coupons, ImmutableArray<ReturnedLine> before, ImmutableArray<ReturnedLine> after)
    {
        var bought = purchase.Basket;
        RedeemedCoupon[] applied =
        [
            .. coupons
                .Where(coupon => IsOf(purchase, coupon.Redemption))
                .DistinctBy(coupon => coupon.Redemption.Id)
                .OrderBy(coupon => coupon.Redemption.RedeemedAt)
                .ThenBy(coupon => coupon.Redemption.Id.Value, StringComparer.Ordinal),
        ];
        // What is undue with nothing returned is a basket that differs from the one redeemed on, and no matter of returns.
        var never = Undue(purchase.Basket, applied, []);
        var (was, now) = (Undue(purchase.Basket, applied, before), Undue(purchase.Basket, applied, after));
        return
        [
            .. from i in Enumerable.Range(0, applied.Length)
               let change = Beyond(now[i].Amount, never[i].Amount) - Beyond(was[i].Amount, never[i].Amount)
               where change != MinorUnits.Zero
               let redemption = applied[i].Redemption
               let reason = change < MinorUnits.Zero ? ChargeBackReason.GivenBack : now[i].Reason
               select new ChargeBack(redemption.Id, redemption.Code, redemption.Campaign, change, reason),
        ];
    }

    private static bool IsOf(Purchase purchase, Redemption redemption) =>
        redemption.RolledBackAt is null
        && (redemption.Member is null || redemption.Member == purchase.Member)
        && (redemption.Receipt is null || purchase.Basket.Receipt is null || redemption.Receipt == purchase.Basket.Receipt)
        && redemption.Discount.Currency == purchase.Basket.Currency;

    /// <param name="coupons">In the order of their redemptions: each was redeemed on what those before it had left.</param>
    private static (MinorUnits Amount, ChargeBackReason Reason)[] Undue(
        Basket bought, RedeemedCoupon[] coupons, ImmutableArray<ReturnedLine> returned)
    {
        var rests = bought.Lines
            .Select(line => (Line: line, Left: ReturnedLines.LeftOf(line, returned)))
            .Where(rest => rest.Left is not null)
            .ToList();
        var before = rests.Select(rest => rest.Left!).ToList();
        var undue = new (MinorUnits, ChargeBackReason)[coupons.Length];
        for (var i = coupons.Length - 1; i >= 0; i--)
        {
            var discounts = coupons[i].Redemption.Discount.Lines.ToDictionary(line => line.LineId, line => line.Amount);
            var given = rests.Select(rest => ReturnedLines.Kept(discounts.GetValueOrDefault(rest.Line.LineId), rest.Line, rest.Left)).ToList();
            before = [.. before.Zip(given, (line, discount) => line with { Amount = line.Amount + discount })];
            undue[i] = Undue(coupons[i].Terms, bought with { Lines = [.. before] }, given);
        }

        return undue;
    }

    /// <param name="basket">What is left, as it was before the coupon.</param>
    /// <param name="given">What the coupon took off its lines.</param>
    private static (MinorUnits Amount, ChargeBackReason Reason) Undue(CampaignDefinition terms, Basket basket, List<MinorUnits> given)
    {
        var sum = given.Aggregate(MinorUnits.Zero, (sum, amount) => sum + amount);
        return DiscountCalculation.Of(terms.Discount, terms.Conditions, basket) switch
        {
            DiscountOutcome.MinimumNotMet => (sum, ChargeBackReason.MinimumNotMet),
            DiscountOutcome.NoEligibleLines => (sum, ChargeBackReason.NoEligibleLines),
            DiscountOutcome.Given { Discount.Amount: var entitled } =>
                (UnlessRounding(Beyond(sum, entitled), given.Count(amount => amount > MinorUnits.Zero)), ChargeBackReason.LowerDiscount),
            _ => throw new InvalidOperationException("An outcome that is not known."),
        };
    }

    /// <summary>Each line's share was rounded to the minor unit; up to a unit a line is what that left, and nobody owes it.</summary>
    private static MinorUnits UnlessRounding(MinorUnits amount, int lines) => amount.Value <= lines ? MinorUnits.Zero : amount;

    private static MinorUnits Beyond(MinorUnits amount, MinorUnits other) => amount > other ? amount - other : MinorUnits.Zero;
}
