using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class ChargeBackTests
{
    /// <summary>Discounts and conditions, told briefly.</summary>
    private static readonly Dictionary<string, (Discount Discount, Conditions Conditions)> Coupons = new()
    {
        ["5 off from 25"] = (Off(500), Conditions.None with { MinimumAmount = new MinorUnits(2_500) }),
        ["3 off"] = (Off(300), Conditions.None),
        ["3 off coffee"] = (Off(300), Conditions.None with { Include = SampleCampaign.Category("coffee") }),
        ["10 %"] = (new Discount.PercentOff(new Percent(1_000), null), Conditions.None),
        ["10 % from 25"] = (new Discount.PercentOff(new Percent(1_000), null), Conditions.None with { MinimumAmount = new MinorUnits(2_500) }),
        ["50 % up to 10"] = (new Discount.PercentOff(new Percent(5_000), new MinorUnits(1_000)), Conditions.None),
        ["buy 2 get 1"] = (new Discount.BuyXGetY(2, 1, Percent.Hundred), Conditions.None),
        ["5 % from 10, 20 % from 30"] = (
            new Discount.Tiered(TierBasis.Amount, [new TierStep(1_000, null, new Percent(500)), new TierStep(3_000, null, new Percent(2_000))]), Conditions.None),
    };

    [Theory]
    [InlineData("5 off from 25", "1x2000,1x500", "2", 400, ChargeBackReason.MinimumNotMet, "20.00 is left: what the rest was reduced by is undue")]
    [InlineData("5 off from 25", "1x2500,1x500", "2", 0, null, "25.00 is left: the minimum just holds")]
    [InlineData("5 off from 25", "1x2499,1x501", "2", 417, ChargeBackReason.MinimumNotMet, "a cent too little is left")]
    [InlineData("5 off from 25", "1x2000,1x500", "1,2", 0, null, "nothing is left: nothing is undue")]
    [InlineData("3 off", "1x2000,1x1000", "2", 0, null, "no condition: the rest is entitled to more than it got")]
    [InlineData("3 off coffee", "1x2000 coffee,1x1000", "2", 0, null, "what was not reduced goes back")]
    [InlineData("3 off coffee", "1x2000 coffee,1x1000", "1", 0, null, "what was reduced goes back with its discount")]
    [InlineData("10 %", "1x2000,1x1000", "2", 0, null, "a share stays a share")]
    [InlineData("10 %", "1x104,1x104,1x104", "2,3", 0, null, "the cent that rounding gave to the first line")]
    [InlineData("10 % from 25", "1x2000,1x1000", "2", 200, ChargeBackReason.MinimumNotMet, "a share under a minimum")]
    [InlineData("50 % up to 10", "1x2000,1x2000", "2", 0, null, "the cap was shared, the rest reaches it alone")]
    [InlineData("buy 2 get 1", "1x1000,1x1000,1x1000", "2", 1_000, ChargeBackReason.MinimumNotMet, "two paid pieces are left of three")]
    [InlineData("buy 2 get 1", "1x1000,1x1000,1x1000", "1", 0, null, "the free piece goes back")]
    [InlineData("buy 2 get 1", "1x1000,1x1000,1x1000,1x1000", "4", 0, null, "three pieces are left")]
    [InlineData("buy 2 get 1", "3x3000", "1:1", 667, ChargeBackReason.MinimumNotMet, "a piece of a line of three: the rest costs 20.00 again")]
    [InlineData("5 % from 10, 20 % from 30", "1x2000,1x1000", "2", 300, ChargeBackReason.LowerDiscount, "the lower step: 5 % of 20.00 instead of 20 %")]
    [InlineData("5 % from 10, 20 % from 30", "1x2000,1x999", "1", 50, ChargeBackReason.MinimumNotMet, "not even the first step")]
    [InlineData("5 % from 10, 20 % from 30", "1x3000,1x1000", "2", 0, null, "the same step")]
    public void A_coupon_whose_condition_no_longer_holds_is_charged_back_on_what_is_left(
        string coupon, string lines, string returned, long amount, ChargeBackReason? reason, string why)
    {
        var (purchase, redeemed) = Bought(lines, coupon);

        var backs = ChargeBack.Of(purchase, redeemed, [], Returned(purchase, returned));

        Assert.True((backs.Sum(back => back.Amount.Value), backs.FirstOrDefault()?.Reason) == (amount, reason), $"{why}: {string.Join(", ", backs)}");
        Assert.True(backs.Length == (amount == 0 ? 0 : 1), why);
    }

    [Fact]
    public void What_the_customer_pays_in_the_end_is_what_the_rest_costs_without_the_coupon()
    {
        var (purchase, redeemed) = Bought("1x1200,1x800,1x600", "5 off from 25");
        var refunded = purchase.Basket.Lines[2].Amount;

        var back = Assert.Single(ChargeBack.Of(purchase, redeemed, [], Returned(purchase, "3")));

        Assert.Equal(2_000, (purchase.Basket.Total - refunded + back.Amount).Value);
    }

    [Fact]
    public void Further_returns_charge_only_what_earlier_ones_did_not_and_give_back_what_was_charged_for_a_line()
    {
        var (purchase, redeemed) = Bought("1x1000,1x1000,1x1000", "5 off from 25");
        var (first, second, third) = (Returned(purchase, "1"), Returned(purchase, "1,2"), Returned(purchase, "1,2,3"));

        var charged = Assert.Single(ChargeBack.Of(purchase, redeemed, [], first));
        var givenBack = Assert.Single(ChargeBack.Of(purchase, redeemed, first, second));
        var last = Assert.Single(ChargeBack.Of(purchase, redeemed, second, third));

        Assert.Equal((333, ChargeBackReason.MinimumNotMet), (charged.Amount.Value, charged.Reason));
        Assert.Equal((-167, ChargeBackReason.GivenBack), (givenBack.Amount.Value, givenBack.Reason));
        Assert.Equal(0, charged.Amount.Value + givenBack.Amount.Value + last.Amount.Value);
    }

    [Fact]
    public void Of_several_coupons_each_is_judged_on_what_those_before_it_had_left()
    {
        // 30.00, less 5.00 is 25.00, of which 10 % are 2.50.
        var (purchase, redeemed) = Bought("1x2000,1x1000", "5 off from 25", "10 % from 25");

        var backs = ChargeBack.Of(purchase, Enumerable.Reverse(redeemed), [], Returned(purchase, "2"));

        Assert.Equal([333, 167], backs.Select(back => back.Amount.Value));
        Assert.Empty(ChargeBack.Of(purchase, redeemed, [], []));
    }

    [Theory]
    [InlineData("it is all in order", 400)]
    [InlineData("rolled back", 0)]
    [InlineData("another member's", 0)]
    [InlineData("nobody's", 400)]
    [InlineData("on another receipt", 0)]
    [InlineData("without a receipt", 400)]
    [InlineData("in another currency", 0)]
    [InlineData("linked twice", 400)]
    [InlineData("unknown", 0)]
    public void Only_live_redemptions_of_this_purchase_count(string redemption, long amount)
    {
        var (purchase, redeemed) = Bought("1x2000,1x500", "5 off from 25");
        var one = redeemed[0];
        var known = one.Redemption;
        RedeemedCoupon[] linked = redemption switch
        {
            "rolled back" => [one with { Redemption = known with { RolledBackAt = SampleRedemption.Now } }],
            "another member's" => [one with { Redemption = known with { Member = MemberId.Parse("berta") } }],
            "nobody's" => [one with { Redemption = known with { Member = null } }],
            "on another receipt" => [one with { Redemption = known with { Receipt = new Receipt("0042", "3", "r-2") } }],
            "without a receipt" => [one with { Redemption = known with { Receipt = null } }],
            "in another currency" => [one with { Redemption = known with { Discount = known.Discount with { Currency = Currency.Parse("CHF") } } }],
            "linked twice" => [one, one],
            "unknown" => [],
            _ => [one],
        };

        Assert.Equal(amount, ChargeBack.Of(purchase, linked, [], Returned(purchase, "2")).Sum(back => back.Amount.Value));
    }

    [Fact]
    public void A_basket_that_differs_from_the_one_redeemed_on_charges_back_nothing_for_that_alone()
    {
        // The till left out a line for which nothing was paid, so that the minimum was never met by what it posted.
        var (purchase, redeemed) = Bought("1x2000,1x500,1x100", "5 off from 25");
        var posted = purchase with { Basket = purchase.Basket with { Lines = purchase.Basket.Lines.RemoveAt(1) } };

        Assert.Empty(ChargeBack.Of(posted, redeemed, [], Returned(posted, "3")));
        Assert.Empty(ChargeBack.Of(posted, redeemed, [], Returned(posted, "1,3")));
    }

    private static Discount.AmountOff Off(long amount) => new(new MinorUnits(amount));

    /// <summary>A basket on which coupons were redeemed one after the other, and the purchase of what was paid.</summary>
    private static (Purchase Purchase, RedeemedCoupon[] Redeemed) Bought(string lines, params string[] coupons)
    {
        var basket = SampleCampaign.Basket(lines.Split(','));
        List<RedeemedCoupon> redeemed = [];
        foreach (var coupon in coupons)
        {
            var (discount, conditions) = Coupons[coupon];
            var given = Assert.IsType<DiscountOutcome.Given>(DiscountCalculation.Of(discount, conditions, basket)).Discount;
            redeemed.Add(new RedeemedCoupon(
                Redemption(redeemed.Count, given, basket), SampleCampaign.Spring with { Discount = discount, Conditions = conditions }));
            basket = basket with
            {
                Lines = [.. basket.Lines.Select(line => line with { Amount = line.Amount - OnLine(given, line) })],
            };
        }

        return (new Purchase(PurchaseId.Parse("p-1"), SampleRedemption.Anna, SampleRedemption.Now, basket), [.. redeemed]);
    }

    private static MinorUnits OnLine(DiscountGiven given, BasketLine line) =>
        given.Lines.FirstOrDefault(one => one.LineId == line.LineId)?.Amount ?? MinorUnits.Zero;

    private static Redemption Redemption(int n, DiscountGiven given, Basket basket) => new(
        RedemptionId.Of("7KQ2", 10, new OperationId($"{n}123456789ABCDEFGHJKMNPQRS")),
        CouponCode.Parse("7KQ2A0123456789ABM"),
        SampleCampaign.Spring.Id,
        3,
        SampleRedemption.Anna,
        basket.Receipt,
        SampleRedemption.Now + Duration.FromSeconds(n),
        SampleRedemption.Today,
        given,
        basket.Total,
        null);

    /// <summary>Lines by id, or pieces of one: <c>1,2:1</c>.</summary>
    private static ImmutableArray<ReturnedLine> Returned(Purchase purchase, string lines)
    {
        ImmutableArray<ReturnedLine> returned = [];
        foreach (var parts in lines.Split(',').Select(line => line.Split(':')))
        {
            var bought = purchase.Basket.Lines.First(line => line.LineId == parts[0]);
            returned = ReturnedLines.Add(
                returned, ReturnedLines.Of(new ReturnLine(parts[0], parts.Length > 1 ? int.Parse(parts[1]) : null), bought)!);
        }

        return returned;
    }
}
