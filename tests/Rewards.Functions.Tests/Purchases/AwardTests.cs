using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

public sealed class AwardTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task A_purchase_awards_points_writes_an_entry_and_moves_the_members_figures()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-1", amount: 2598));
        await app.BuyAsync("p-2", "m-1", "2026-05-03T09:30:00Z", Shop.Basket(receipt: "r-2", amount: 199));
        await app.WhenIdleAsync();

        var member = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(26, member["points"]!["balance"]!.GetValue<long>());
        Assert.Equal("2026-05-04", member["lastPurchaseOn"]!.GetValue<string>());
        Assert.Equal(2, member["purchases"]!.GetValue<long>());
        Assert.Equal(2797, member["spend"]!.GetValue<long>());

        var outcome = (await app.GetAsync("purchases/p-1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("awarded", outcome["state"]!.GetValue<string>());
        Assert.Equal(25, outcome["points"]!.GetValue<long>());
        Assert.Contains(outcome["balance"]!.GetValue<long>(), new long[] { 25, 26 });
        Assert.Equal(2, app.Topic.Events.Count(received => received.Type == "Rewards.PointsAwarded"));
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.MemberEnrolled");
    }

    [Fact]
    public async Task What_was_redeemed_on_a_purchase_is_linked_in_the_statement_and_in_the_event()
    {
        await using var app = await TestApp.StartAsync(storage);
        string[] ids = ["ABCD0-1", "one, two; three"];
        var purchase = Shop.Purchase("p-1", "m-1", At);
        purchase["redemptionIds"] = new JsonArray([.. ids]);
        (await app.PostAsync("purchases", purchase, key: "")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();
        await app.BuyAsync("p-2", "m-1", At);
        await app.WhenIdleAsync();

        var entries = (await app.GetAsync("members/m-1/points")).Expect(HttpStatusCode.OK).Json["entries"]!.AsArray();
        Assert.Equal([null, "p-1"], entries.Select(entry => entry!["redemptionIds"] is null ? null : entry["purchaseId"]!.GetValue<string>()));
        Assert.Equal(ids, entries[1]!["redemptionIds"]!.AsArray().Select(id => id!.GetValue<string>()));
        var awarded = app.Topic.Events.Where(received => received.Type == "Rewards.PointsAwarded").ToList();
        var linked = Assert.Single(awarded, received => received.Json.GetProperty("data").TryGetProperty("redemptionIds", out _));
        Assert.Equal(ids, linked.Json.GetProperty("data").GetProperty("redemptionIds").EnumerateArray().Select(id => id.GetString()));
    }

    [Theory]
    [InlineData("p-1", "m-1", "r-1", 2598, "the same again")]
    [InlineData("p-1", "m-1", "r-1", 9900, "the same id with another body")]
    [InlineData("p-1", "m-1", "r-2", 2598, "the same id with another receipt")]
    [InlineData("p-1", "m-2", "r-1", 2598, "the same for another member")]
    [InlineData("p-1", "m-2", "r-2", 2598, "the same id for another member")]
    [InlineData("p-2", "m-1", "r-1", 2598, "the same receipt under another id")]
    [InlineData("p-2", "m-2", "r-1", 2598, "the same receipt under another id for another member")]
    public async Task The_same_purchase_or_receipt_earns_once(string id, string member, string receipt, long amount, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-1"));
        await app.WhenIdleAsync();

        await app.BuyAsync(id, member, At, Shop.Basket(receipt: receipt, amount: amount));
        await app.WhenIdleAsync();

        Assert.True((await app.RowsOfKindAsync("Members", "entry")).Count == 1, why);
        Assert.Equal("awarded", await StateAsync(app, "p-1"));
        Assert.Equal(25, (await app.GetAsync("purchases/p-1")).Json["points"]!.GetValue<long>());
        if (id == "p-2")
        {
            var outcome = (await app.GetAsync("purchases/p-2")).Expect(HttpStatusCode.OK);
            Assert.Equal("refused", outcome.Json["state"]!.GetValue<string>());
            Assert.Equal("duplicate-receipt", outcome.Reason);
        }
    }

    [Fact]
    public async Task A_receipt_that_came_in_vain_under_a_used_purchase_id_still_earns_under_its_own()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-1"));
        await app.WhenIdleAsync();
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-2"));
        await app.WhenIdleAsync();

        await app.BuyAsync("p-2", "m-2", At, Shop.Basket(receipt: "r-2"));
        await app.WhenIdleAsync();

        Assert.Equal("awarded", await StateAsync(app, "p-2"));
        Assert.Equal(2, (await app.RowsOfKindAsync("Members", "entry")).Count);
    }

    [Theory]
    [InlineData(1, 1, "one purchase many times")]
    [InlineData(16, 1, "one id for many members")]
    [InlineData(1, 16, "one receipt under many ids")]
    [InlineData(16, 16, "one receipt under many ids for many members")]
    public async Task Sixteen_at_once_over_two_instances_earn_once(int members, int ids, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => app.SendAsync(
            "purchases", Shop.Purchase($"p-{i % ids}", $"m-{i % members}", At, Shop.Basket(receipt: "r-1")).ToJsonString())));
        await app.WhenIdleAsync();
        await other.WhenIdleAsync();

        Assert.True((await app.RowsOfKindAsync("Members", "entry")).Count == 1, why);
        var balances = (await app.RowsOfKindAsync("Members", "profile")).Sum(profile => profile.GetInt64("Balance"));
        Assert.Equal(25, balances);
        Assert.Empty(await app.RowsAsync("Poison"));
        var states = await Task.WhenAll(Enumerable.Range(0, ids).Select(i => StateAsync(app, $"p-{i}")));
        Assert.Single(states, state => state == "awarded");
        Assert.Equal(ids - 1, states.Count(state => state == "refused"));
    }

    [Fact]
    public async Task A_claim_whose_owner_never_came_is_taken_over_and_the_owner_comes_too_late()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-1"));
        Assert.Equal("pending", await StateAsync(app, "p-1"));
        var lost = (await app.Queue("purchases").ReceiveMessageAsync()).Value;
        await app.Queue("purchases").DeleteMessageAsync(lost.MessageId, lost.PopReceipt);
        await using var running = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);

        await running.BuyAsync("p-1", "m-2", At, Shop.Basket(receipt: "r-1"));
        await running.WhenIdleAsync();
        Assert.Equal("awarded", await StateAsync(app, "p-1"));
        await running.Queue("purchases").SendMessageAsync(lost.MessageText);
        await running.WhenIdleAsync();

        Assert.Equal("m-2", Assert.Single(await app.RowsOfKindAsync("Members", "entry")).PartitionKey);
        Assert.Equal("awarded", await StateAsync(app, "p-1"));
    }

    [Fact]
    public async Task A_till_that_writes_to_the_queue_itself_earns_as_by_the_call()
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.GetAsync("purchases/p-1")).Expect(HttpStatusCode.NotFound);

        await app.SendAsync("purchases", Shop.Purchase("p-1", "m-1", At).ToJsonString());
        await app.WhenIdleAsync();

        Assert.Equal("awarded", await StateAsync(app, "p-1"));
    }

    [Fact]
    public async Task A_body_that_is_not_ascii_goes_to_the_queue_as_long_as_it_was()
    {
        await using var app = await TestApp.StartAsync(storage);
        var basket = Shop.Basket(receipt: "r-1");
        basket["lines"] = new JsonArray([.. Enumerable.Range(1, 200).Select(i => (JsonNode)new JsonObject
        {
            ["lineId"] = $"{i}",
            ["sku"] = "crème-brûlée",
            ["category"] = new string('é', 32),
            ["quantity"] = 1,
            ["amount"] = 100,
        })]);
        var body = Shop.Purchase("p-1", "m-1", At, basket).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        (await app.SendAsync(HttpMethod.Post, "purchases", body, null)).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();

        Assert.Equal(200, (await app.GetAsync("purchases/p-1")).Json["points"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(true, "USD", "currency-mismatch", "another currency than the programme's")]
    [InlineData(false, "EUR", "unknown-member", "nobody is enrolled in passing")]
    public async Task A_refused_purchase_says_why_and_frees_its_receipt(bool autoEnrol, string currency, string reason, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.PutAsync("programme", new { currency = "EUR", timeZone = "Europe/Berlin", autoEnrol })).Expect(HttpStatusCode.OK);
        var basket = Shop.Basket(receipt: "r-1");
        basket["currency"] = currency;
        await app.BuyAsync("p-1", "m-1", At, basket);
        await app.WhenIdleAsync();
        var outcome = (await app.GetAsync("purchases/p-1")).Expect(HttpStatusCode.OK);
        Assert.Equal("refused", outcome.Json["state"]!.GetValue<string>());
        Assert.True(outcome.Reason == reason, why);
        Assert.Empty(await app.RowsOfKindAsync("Members", "entry"));

        await app.EnrolAsync("m-2");
        await app.BuyAsync("p-2", "m-2", At, Shop.Basket(receipt: "r-1"));
        await app.WhenIdleAsync();
        Assert.Equal("awarded", await StateAsync(app, "p-2"));
    }

    [Fact]
    public async Task Multipliers_weigh_by_category_store_and_day()
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.PutAsync("programme", new
        {
            currency = "EUR",
            timeZone = "Europe/Berlin",
            earn = new
            {
                points = 1,
                perAmount = 100,
                multipliers = new object[]
                {
                    new { factor = 2, categories = new[] { "Coffee" } },
                    new { factor = 1.5, stores = new[] { "0042" } },
                    new { factor = 3, days = new[] { "monday" } },
                },
            },
        })).Expect(HttpStatusCode.OK);

        // 4 May 2026 is a Monday in Berlin from 22:00 UTC of the day before.
        await app.BuyAsync("p-1", "m-1", "2026-05-03T21:59:59Z", Shop.Basket(receipt: "1", amount: 1000, store: "0001"));
        await app.BuyAsync("p-2", "m-2", "2026-05-03T21:59:59Z", Shop.Basket(receipt: "2", amount: 1000, store: "0042"));
        await app.BuyAsync("p-3", "m-3", "2026-05-03T22:00:00Z", Shop.Basket(receipt: "3", amount: 1000, store: "0042"));
        await app.WhenIdleAsync();

        var points = await Task.WhenAll(Enumerable.Range(1, 3).Select(async i => (await app.GetAsync($"purchases/p-{i}")).Json["points"]!.GetValue<long>()));
        Assert.Equal([20, 30, 90], points);
    }

    private static async Task<string> StateAsync(TestApp app, string purchase) =>
        (await app.GetAsync($"purchases/{purchase}")).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>();
}
