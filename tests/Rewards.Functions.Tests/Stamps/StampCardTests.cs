using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Purchases;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Stamps;

public sealed class StampCardTests(TestStorage storage)
{
    [Fact]
    public async Task A_full_card_issues_its_coupon_and_the_rest_of_the_purchase_counts_on_the_next()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card(validDays: 30));
        await app.BuyCupsAsync("p-1", 3);
        Assert.Equal("1: 3/5", await app.CardsAsync());

        await app.BuyCupsAsync("p-2", 4, at: "2026-05-04T22:30:00Z");

        Assert.Equal("2: 2/5", await app.CardsAsync());
        Assert.Equal(["stamps:coffee:1"], await app.OccurrencesAsync());
        Assert.Equal(1, await app.ToldAsync("StampCardFilled"));
        Assert.Equal(1, await app.ToldAsync("CouponIssued"));
        var card = (await app.GetAsync("members/m-1/stamp-cards")).Json["stampCards"]![0]!;
        Assert.Equal(("2026-05-05", "2026-06-04"), (card["startedOn"]!.GetValue<string>(), card["expiresOn"]!.GetValue<string>()));
        var filled = Assert.Single(app.Topic.Events, received => received.Type == "Rewards.StampCardFilled").Json.GetProperty("data");
        Assert.Equal(("m-1", "coffee", 1), (filled.GetProperty("memberId").GetString(), filled.GetProperty("stampCard").GetString(), filled.GetProperty("cardNumber").GetInt64()));
    }

    [Fact]
    public async Task The_coupon_is_the_members_own_and_redeems_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync();
        await app.BuyCupsAsync("p-1", 5);
        var code = (await app.GetAsync("members/m-1")).Json["coupons"]![0]!["code"]!.GetValue<string>();

        Assert.Equal("wrong-member", (await app.RedeemAsync(code, Shop.Redemption("m-2"))).Expect(HttpStatusCode.Conflict).Reason);
        (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        Assert.Equal("already-redeemed", (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task One_purchase_fills_several_cards_of_several_kinds()
    {
        await using var app = await TestApp.StartAsync(storage);
        var visits = StampShop.Card("visits", 2);
        visits["by"] = "purchases";
        await app.OpenAsync(StampShop.Card(), StampShop.Card("pairs", 2), visits);

        await app.BuyCupsAsync("p-1", 11);
        await app.BuyCupsAsync("p-2", 3, category: "tea");

        Assert.Equal("3: 1/5, 6: 1/2, 1: 1/2", await app.CardsAsync());
        Assert.Equal(
            ["stamps:coffee:1", "stamps:coffee:2", "stamps:pairs:1", "stamps:pairs:2", "stamps:pairs:3", "stamps:pairs:4", "stamps:pairs:5"],
            await app.OccurrencesAsync());
        Assert.Equal(7, await app.ToldAsync("StampCardFilled"));
        Assert.Equal(7, await app.ToldAsync("CouponIssued"));
    }

    [Fact]
    public async Task More_cards_than_one_purchase_may_issue_wait_for_the_next_purchase()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card("a", 2), StampShop.Card("b", 2));

        await app.BuyCupsAsync("p-1", 24);
        Assert.Equal("11: 4/2, 6: 14/2", await app.CardsAsync());
        await app.BuyCupsAsync("p-2", 1, category: "tea");

        Assert.Equal("13: 0/2, 13: 0/2", await app.CardsAsync());
        Assert.Equal(24, (await app.OccurrencesAsync()).Distinct().Count());
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("disabled")]
    [InlineData("over")]
    [InlineData("of a shared code")]
    public async Task A_full_card_waits_while_its_campaign_issues_nothing(string campaign)
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineAsync(app, campaign);
        await app.PutCardsAsync(StampShop.Card());

        await app.BuyCupsAsync("p-1", 7);

        Assert.Equal("1: 7/5", await app.CardsAsync());
        Assert.Empty(await app.OccurrencesAsync());
        Assert.Equal(0, await app.ToldAsync("StampCardFilled"));
        if (campaign == "of a shared code")
        {
            await app.DefineAsync("other");
            await app.PutCardsAsync(StampShop.Card(campaign: "other"));
        }
        else
        {
            await app.DefineAsync("free-coffee");
        }

        await app.BuyCupsAsync("p-2", 1, category: "tea");
        Assert.Equal("2: 2/5", await app.CardsAsync());
        Assert.Equal(["stamps:coffee:1"], await app.OccurrencesAsync());
    }

    [Fact]
    public async Task A_coupon_that_was_issued_by_hand_for_the_same_card_is_not_issued_again()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync();
        (await app.PostAsync("campaigns/free-coffee/coupons", new { memberId = "m-1", occurrence = "stamps:coffee:1" })).Expect(HttpStatusCode.Created);

        await app.BuyCupsAsync("p-1", 10);

        Assert.Equal("3: 0/5", await app.CardsAsync());
        Assert.Equal(["stamps:coffee:1", "stamps:coffee:2"], await app.OccurrencesAsync());
        Assert.Empty(await app.RowsAsync("Poison"));
    }

    [Fact]
    public async Task A_card_that_has_expired_begins_anew_and_the_expiry_is_told_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card(validDays: 30));
        await app.BuyCupsAsync("p-1", 3);
        app.Clock.Set("2026-06-03T21:59:00Z");
        Assert.Equal("1: 3/5", await app.CardsAsync());

        app.Clock.Set("2026-06-03T22:01:00Z");
        Assert.Equal("2: 0/5", await app.CardsAsync());
        await app.DrainAgendaAsync();
        app.Clock.Set("2026-06-05T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(1, await app.ToldAsync("StampCardExpired"));

        await app.BuyCupsAsync("p-late", 1, at: "2026-06-03T21:00:00Z");
        Assert.Equal("2: 0/5", await app.CardsAsync());
        await app.BuyCupsAsync("p-2", 2, at: "2026-06-04T09:00:00Z");
        Assert.Equal("2: 2/5", await app.CardsAsync());
        Assert.Equal(1, await app.ToldAsync("StampCardExpired"));
    }

    [Theory]
    [InlineData(true, "and the timer has written down that it has expired")]
    [InlineData(false, "and no timer has run")]
    public async Task A_purchase_of_the_cards_last_day_that_arrives_late_fills_it(bool drained, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card(validDays: 30));
        await app.BuyCupsAsync("p-1", 3);
        app.Clock.Set("2026-06-07T04:00:00Z");
        if (drained)
        {
            await app.DrainAgendaAsync();
        }

        await app.BuyCupsAsync("p-2", 2, at: "2026-06-03T21:00:00Z");

        Assert.True(await app.CardsAsync() == "2: 0/5", why);
        Assert.Equal(["stamps:coffee:1"], await app.OccurrencesAsync());
    }

    [Fact]
    public async Task The_purchase_keeps_what_it_gave_for_a_return()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync();
        await app.BuyCupsAsync("p-1", 3);
        await app.BuyCupsAsync("p-2", 4);
        await app.BuyCupsAsync("p-3", 1, category: "tea");

        var kept = (await app.RowsOfKindAsync("Members", "purchase")).Select(KeptPurchases.ToKept).OrderBy(one => one.Purchase.Id.Value).ToList();

        Assert.Equal([new("coffee", 1, 3, 3)], kept[0].Stamps);
        Assert.Equal([new("coffee", 2, 2, 4)], kept[1].Stamps);
        Assert.Empty(kept[2].Stamps);
    }

    [Theory]
    [InlineData("p-1", 2, "2: 2/5", "its stamps have filled a card")]
    [InlineData("p-2", 1, "2: 1/5", "a piece of it")]
    [InlineData("p-2", 4, "2: 0/5", "what filled a card stays")]
    public async Task A_return_takes_stamps_back_from_the_card_that_is_not_full_once(string purchase, int pieces, string cards, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync();
        await app.BuyCupsAsync("p-1", 3);
        await app.BuyCupsAsync("p-2", 4);
        var body = new { lines = new[] { new { lineId = "1", quantity = pieces } } };

        var first = (await app.PostAsync($"purchases/{purchase}/returns", body, "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal(first, await app.PostAsync($"purchases/{purchase}/returns", body, "key-1"));

        Assert.True(await app.CardsAsync() == cards, $"{why}: {await app.CardsAsync()}");
        Assert.Equal(["stamps:coffee:1"], await app.OccurrencesAsync());
    }

    [Fact]
    public async Task Nothing_of_an_erased_member_is_left_on_cards_or_their_coupons()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card(validDays: 30));
        await app.BuyCupsAsync("p-1", 7, member: "zoe-77");
        Assert.Contains(await app.DumpAsync(), row => row.Contains("stamps:coffee:1", StringComparison.Ordinal));

        (await app.DeleteAsync("members/zoe-77")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        (await app.GetAsync("members/zoe-77/stamp-cards")).Expect(HttpStatusCode.NotFound);
        var naming = (await app.DumpAsync()).Where(row => row.Contains("zoe-77", StringComparison.Ordinal)).ToList();
        Assert.All(naming, row => Assert.StartsWith("Members: ", row, StringComparison.Ordinal));
        Assert.DoesNotContain(naming, row => row.Contains("coffee", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_that_is_out_of_range_is_named_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(storage);
        var programme = new JsonObject
        {
            ["currency"] = "EUR",
            ["timeZone"] = "Europe/Berlin",
            ["stampCards"] = new JsonArray(StampShop.Card(), StampShop.Card("b", 1)),
        };

        Assert.Equal("stampCards[1].stampsPerCard", (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.BadRequest).Field);
        Assert.Empty(await app.DumpAsync());
    }

    private static async Task DefineAsync(TestApp app, string campaign)
    {
        if (campaign == "unknown")
        {
            return;
        }

        await app.DefineAsync("free-coffee", body =>
        {
            body["disabled"] = campaign == "disabled";
            body["validTo"] = campaign == "over" ? "2026-05-03" : "2026-12-31";
            if (campaign == "of a shared code")
            {
                body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" };
            }
        });
    }
}
