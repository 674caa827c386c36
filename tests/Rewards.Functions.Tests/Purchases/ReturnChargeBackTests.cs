using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

/// <summary>5.00 off from 25.00, redeemed on 20.00 and 5.00: 4.00 and 1.00 of it.</summary>
public sealed class ReturnChargeBackTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task A_coupon_whose_minimum_is_no_longer_met_is_charged_back_by_the_version_it_was_redeemed_under()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring", Minimum(2_500));
        var (code, redemption) = await RedeemAsync(app, "spring", "r-1");
        await app.DefineAsync("spring", Minimum(100));
        await BuyAsync(app, "p-1", "r-1", redemption.ToLowerInvariant(), "R0000000000000000000000000", "4711");

        var returned = (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "2"))).Expect(HttpStatusCode.Created);

        Assert.Equal(400, returned.Json["refundedAmount"]!.GetValue<long>());
        var back = Assert.Single(returned.Json["chargeBacks"]!.AsArray())!;
        Assert.Equal((redemption, code), (back["redemptionId"]!.GetValue<string>(), back["code"]!.GetValue<string>()));
        Assert.Equal(("spring", 400, "EUR"), (back["campaignId"]!.GetValue<string>(), back["amount"]!.GetValue<long>(), back["currency"]!.GetValue<string>()));
        Assert.Equal("minimum-not-met", back["reason"]!.GetValue<string>());

        var rest = (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1"))).Expect(HttpStatusCode.Created);
        var given = Assert.Single(rest.Json["chargeBacks"]!.AsArray())!;
        Assert.Equal((-400, "given-back"), (given["amount"]!.GetValue<long>(), given["reason"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("rolled back", "it gave its discount back already")]
    [InlineData("another member's", "it is not this purchase's")]
    [InlineData("not linked", "the purchase does not name it")]
    [InlineData("still holds", "what is left reaches the minimum")]
    public async Task Nothing_is_charged_back_where_nothing_is_undue(string redeemed, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring", Minimum(redeemed == "still holds" ? 2_000 : 2_500));
        var (_, redemption) = await RedeemAsync(app, "spring", "r-1", redeemed == "another member's" ? "m-2" : "m-1");
        await BuyAsync(app, "p-1", "r-1", redeemed == "not linked" ? [] : [redemption]);
        if (redeemed == "rolled back")
        {
            (await app.PostAsync($"redemptions/{redemption}/rollback", null)).Expect(HttpStatusCode.OK);
        }

        var returned = (await app.ReturnAsync("p-1", ReturnShop.Return(null, "2"))).Expect(HttpStatusCode.Created);

        Assert.True(returned.Json["chargeBacks"]!.AsArray().Count == 0, $"{why}: {returned.Text}");
    }

    private static Action<JsonObject> Minimum(long amount) => campaign => campaign["conditions"] = new JsonObject { ["minimumAmount"] = amount };

    private static async Task<(string Code, string Redemption)> RedeemAsync(TestApp app, string campaign, string receipt, string member = "m-1")
    {
        var code = await app.IssueAsync(campaign);
        var answer = (await app.RedeemAsync(code, Shop.Redemption(member, ReturnShop.BasketOf(receipt, "1x2000", "1x500")))).Expect(HttpStatusCode.Created);
        return (code, answer.Json["redemptionId"]!.GetValue<string>());
    }

    /// <summary>What is paid for the basket that the coupon was redeemed on.</summary>
    private static async Task BuyAsync(TestApp app, string id, string receipt, params string[] redemptions)
    {
        var purchase = Shop.Purchase(id, "m-1", At, ReturnShop.BasketOf(receipt, "1x1600", "1x400"));
        purchase["redemptionIds"] = new JsonArray([.. redemptions]);
        (await app.PostAsync("purchases", purchase, "")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();
    }
}
