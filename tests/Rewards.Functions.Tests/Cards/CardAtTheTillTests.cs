using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Cards.CardShop;

namespace Rewards.Functions.Tests.Cards;

/// <summary>A card in place of the member's id.</summary>
public sealed class CardAtTheTillTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task A_card_stands_for_its_member_in_redemptions_validations_issues_and_purchases()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.EnrolWithCardAsync("m-1");

        var issued = (await app.PostAsync("campaigns/spring/coupons", new { cardNumber = Old })).Expect(HttpStatusCode.Created);
        Assert.Equal("m-1", issued.Json["coupons"]![0]!["memberId"]!.GetValue<string>());
        var code = issued.Json["coupons"]![0]!["code"]!.GetValue<string>();
        Assert.True((await app.PostAsync($"coupons/{code}/validations", Body(), "")).Json["valid"]!.GetValue<bool>());
        (await app.RedeemAsync(code, Body())).Expect(HttpStatusCode.Created);
        (await app.PostAsync("purchases", Purchase("p-1"), "")).Expect(HttpStatusCode.Accepted);
        await app.SendAsync("purchases", Purchase("p-2").ToJsonString());
        await app.WhenIdleAsync();

        Assert.Equal(["awarded", "awarded"], [await StateOfAsync(app, "p-1"), await StateOfAsync(app, "p-2")]);
        Assert.Equal(50, (await app.GetAsync("members/m-1/points")).Json["balance"]!.GetValue<long>());
        Assert.Single((await app.GetAsync("members/m-1/redemptions")).Json["redemptions"]!.AsArray());
    }

    [Theory]
    [InlineData(false, "card-lost")]
    [InlineData(true, "card-replaced")]
    public async Task A_card_that_is_lost_or_replaced_refuses_and_says_so(bool replace, string reason)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.EnrolWithCardAsync("m-1");
        var code = await app.IssueAsync("spring");
        _ = replace ? await app.ReplaceAsync(Old, New) : await app.LoseAsync(Old);

        var refused = (await app.RedeemAsync(code, Body(), "key-1")).Expect(HttpStatusCode.Conflict);
        Assert.Equal(reason, refused.Reason);
        Assert.Equal(reason, (await app.PostAsync($"coupons/{code}/validations", Body(), "")).Reason);
        Assert.Equal(reason, (await app.PostAsync("campaigns/spring/coupons", new { cardNumber = Old })).Expect(HttpStatusCode.Conflict).Reason);
        app.Clock.Set("2026-05-04T11:00:00Z");
        (await app.PostAsync("purchases", Purchase("p-before"), "")).Expect(HttpStatusCode.Accepted);
        (await app.PostAsync("purchases", Purchase("p-1", "2026-05-04T10:30:00Z"), "")).Expect(HttpStatusCode.Accepted);
        await app.SendAsync("purchases", Purchase("p-2", "2026-05-04T10:30:00Z").ToJsonString());
        await app.WhenIdleAsync();

        Assert.Equal("awarded", await StateOfAsync(app, "p-before"));
        Assert.Equal(reason, (await app.GetAsync("purchases/p-1")).Reason);
        Assert.Equal(reason, (await app.GetAsync("purchases/p-2")).Reason);
        Assert.Equal(refused, await app.RedeemAsync(code, Body(), "key-1"));
        Assert.Empty(await app.RowsAsync("Poison"));
        if (replace)
        {
            (await app.RedeemAsync(code, Shop.Redemption().ByCard(New))).Expect(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task What_was_accepted_before_the_card_was_lost_is_answered_the_same_afterwards()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.DefineAsync("shared", campaign =>
        {
            campaign["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" };
            campaign["shards"] = 8;
        });
        await app.EnrolWithCardAsync("m-1");
        var code = await app.IssueAsync("spring");
        var unique = (await app.RedeemAsync(code, Body(), "key-1")).Expect(HttpStatusCode.Created);
        var shared = (await app.RedeemAsync("SUMMER20", Body(), "key-2")).Expect(HttpStatusCode.Created);
        var issued = (await app.PostAsync("campaigns/spring/coupons", new { cardNumber = Old }, "key-3")).Expect(HttpStatusCode.Created);
        (await app.PostAsync("purchases", Purchase("p-1"), "")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();

        (await app.LoseAsync(Old)).Expect(HttpStatusCode.OK);

        Assert.Equal(unique, await app.RedeemAsync(code, Body(), "key-1"));
        Assert.Equal(shared, await app.RedeemAsync("SUMMER20", Body(), "key-2"));
        Assert.Equal(issued, await app.PostAsync("campaigns/spring/coupons", new { cardNumber = Old }, "key-3"));
        (await app.PostAsync("purchases", Purchase("p-1"), "")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();
        Assert.Equal("awarded", await StateOfAsync(app, "p-1"));
        Assert.Single(await app.RowsOfKindAsync("Members", "entry"));
        (await app.RedeemAsync(code, Shop.Redemption().ByCard(New), "key-1")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_card_that_nobody_has_is_unknown_and_a_message_with_it_waits_in_Poison_until_it_is_assigned()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.EnrolAsync("m-1");
        var code = await app.IssueAsync("spring");

        Assert.Equal("unknown-card", (await app.RedeemAsync(code, Body(), "key-1")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.PostAsync($"coupons/{code}/validations", Body(), "")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.PostAsync("campaigns/spring/coupons", new { cardNumber = Old })).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.PostAsync("purchases", Purchase("p-1"), "")).Expect(HttpStatusCode.NotFound).Reason);
        await app.SendAsync("purchases", Purchase("p-2").ToJsonString());
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        (await app.GetAsync("purchases/p-2")).Expect(HttpStatusCode.NotFound);
        Assert.Single(await app.RowsAsync("Poison"));

        (await app.AssignAsync("m-1", Old)).Expect(HttpStatusCode.Created);
        (await app.PostAsync("poison/purchases/replays", null, "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        Assert.Equal("awarded", await StateOfAsync(app, "p-2"));
        (await app.RedeemAsync(code, Body())).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_member_is_named_by_an_id_or_a_card_and_a_wrong_check_digit_is_named()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        foreach (var number in new[] { Old, "4006381333932" })
        {
            // The right number comes with an id as well, the wrong one alone.
            string? member = number == Old ? "m-1" : null;
            var purchase = Purchase("p-1").ByCard(number);
            var redemption = Shop.Redemption().ByCard(number);
            var issue = new JsonObject { ["cardNumber"] = number };
            foreach (var body in new[] { purchase, redemption, issue }.Where(_ => member is not null))
            {
                body["memberId"] = member;
            }

            Assert.Equal("cardNumber", (await app.PostAsync("purchases", purchase, "")).Expect(HttpStatusCode.BadRequest).Field);
            Assert.Equal("cardNumber", (await app.RedeemAsync(code, redemption)).Expect(HttpStatusCode.BadRequest).Field);
            Assert.Equal("cardNumber", (await app.PostAsync($"coupons/{code}/validations", redemption, "")).Expect(HttpStatusCode.BadRequest).Field);
            Assert.Equal("cardNumber", (await app.PostAsync("campaigns/spring/coupons", issue)).Expect(HttpStatusCode.BadRequest).Field);
        }
    }

    private static JsonObject Body() => Shop.Redemption().ByCard(Old);

    private static JsonObject Purchase(string id, string at = At) => Shop.Purchase(id, "", at).ByCard(Old);

    private static async Task<string> StateOfAsync(TestApp app, string purchase) =>
        (await app.GetAsync($"purchases/{purchase}")).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>();
}
