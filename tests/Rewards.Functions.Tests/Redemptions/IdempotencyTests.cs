using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Access;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>One key, one outcome, for ever; one receipt, one effect.</summary>
public sealed class IdempotencyTests(TestStorage storage)
{
    [Fact]
    public async Task The_same_key_and_body_get_the_same_bytes_whatever_has_happened_since()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var body = Shop.Redemption("m-1", Shop.Basket("r-1"));

        var first = (await app.RedeemAsync(code, body, "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal(first, await app.RedeemAsync(code, body, "key-1"));

        (await app.PostAsync($"redemptions/{first.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(first, await app.RedeemAsync(code, body, "key-1"));
        (await app.PostAsync($"coupons/{code}/disable", new { })).Expect(HttpStatusCode.OK);
        app.Clock.Set("2027-01-31T00:00:00Z");
        Assert.Equal(first, await app.RedeemAsync(code, body, "key-1"));
        (await RedemptionBooks.OfAsync(app, "spring")).AddUp(0);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(16, "m-1")]
    [InlineData(16, null)]
    public async Task Sixteen_at_once_with_the_same_key_get_the_same_bytes_and_one_redemption(int shards, string? member)
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineSharedAsync(app, shards);
        var body = Shop.Redemption(member, Shop.Basket("r-1"));

        var race = await Race.RunAsync(16, _ => app.RedeemAsync("SUMMER", body, "key-1"));

        Assert.Equal(HttpStatusCode.Created, Assert.Single(race.Answers.Distinct()).Status);
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
    }

    [Fact]
    public async Task A_refusal_is_the_answer_for_ever_even_when_the_coupon_could_be_redeemed_since()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var taken = (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);

        var race = await Race.RunAsync(16, _ => app.RedeemAsync(code, key: "key-2"));
        var refused = Assert.Single(race.Answers.Distinct()).Expect(HttpStatusCode.Conflict);
        Assert.Equal("already-redeemed", refused.Reason);
        (await app.PostAsync($"redemptions/{taken.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);

        Assert.Equal(refused, await app.RedeemAsync(code, key: "key-2"));
        (await app.RedeemAsync(code, key: "key-3")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task White_space_and_order_of_members_make_no_other_request_but_any_value_does()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var first = (await app.SendAsync(
            HttpMethod.Post,
            $"coupons/{code}/redemptions",
            """{"memberId":"m-1","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":900}]}}""",
            "key-1")).Expect(HttpStatusCode.Created);

        var same = await app.SendAsync(
            HttpMethod.Post,
            $"coupons/{code.Replace("-", "").ToLowerInvariant()}/redemptions",
            """{ "basket": { "lines": [ { "amount": 900, "quantity": 1, "sku": "\u0061", "lineId": "1" } ], "currency": "EUR", "storeId": null },  "memberId": "m-1" }""",
            "key-1");
        var other = await app.SendAsync(
            HttpMethod.Post,
            $"coupons/{code}/redemptions",
            """{"memberId":"m-1","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":901}]}}""",
            "key-1");

        Assert.Equal(first, same);
        Assert.Equal("idempotency-key-reused", other.Expect(HttpStatusCode.UnprocessableEntity).Reason);
        (await RedemptionBooks.OfAsync(app, "spring")).AddUp(1);
    }

    [Fact]
    public async Task A_key_used_with_another_body_is_refused_also_for_a_rollback_and_an_issue()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var issued = (await app.PostAsync("campaigns/spring/coupons", new { count = 2 }, "issue-1")).Expect(HttpStatusCode.Created);
        Assert.Equal(issued, await app.PostAsync("campaigns/spring/coupons", new { count = 2 }, "issue-1"));
        Assert.Equal(
            "idempotency-key-reused",
            (await app.PostAsync("campaigns/spring/coupons", new { count = 3 }, "issue-1")).Expect(HttpStatusCode.UnprocessableEntity).Reason);

        var code = issued.Json["coupons"]![0]!["code"]!.GetValue<string>();
        var id = (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created).Json["redemptionId"];
        var undone = (await app.PostAsync($"redemptions/{id}/rollback", new { reason = "a" }, "undo-1")).Expect(HttpStatusCode.OK);
        Assert.Equal(undone, await app.PostAsync($"redemptions/{id}/rollback", new { reason = "a" }, "undo-1"));
        Assert.Equal(
            "idempotency-key-reused",
            (await app.PostAsync($"redemptions/{id}/rollback", new { reason = "b" }, "undo-1")).Expect(HttpStatusCode.UnprocessableEntity).Reason);
    }

    [Fact]
    public async Task A_key_is_scoped_to_its_caller_its_target_and_its_member()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        await DefineSharedAsync(app, 1);
        await app.DefineAsync("spring");
        var tills = new[] { await app.TillAsync("till-1"), await app.TillAsync("till-2") }.ToDictionary(till => till.Till, till => till.Client(app.Host.ApiAddress));
        List<string> ids = [];
        foreach (var (code, member, caller) in new (string, string?, string)[]
        {
            ("SUMMER", null, "till-1"), ("SUMMER", null, "till-2"), ("SUMMER", "m-1", "till-1"), ("SUMMER", "m-2", "till-1"), (await app.IssueAsync("spring"), null, "till-1"),
        })
        {
            var redeemed = await TestApp.SendAsync(tills[caller], HttpMethod.Post, $"coupons/{code}/redemptions", Shop.Redemption(member), "key-1");
            ids.Add(redeemed.Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>());
        }

        Assert.Equal(5, ids.Distinct().Count());
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(4);
    }

    [Fact]
    public async Task One_member_gets_the_same_code_again_for_the_same_occurrence_under_any_key()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");

        var race = await Race.RunAsync(16, _ => app.PostAsync("campaigns/spring/coupons", new { memberId = "m-1" }));

        var codes = race.Answers.Select(answer => answer.Expect(HttpStatusCode.Created).Json["coupons"]![0]!["code"]!.GetValue<string>()).Distinct();
        var code = Assert.Single(codes);
        Assert.NotEqual(code, (await app.PostAsync("campaigns/spring/coupons", new { memberId = "m-1", occurrence = "2026" })).Json["coupons"]![0]!["code"]!.GetValue<string>());
        Assert.Equal(2, (await app.RowsAsync("Coupons")).Count(row => row.RowKey.StartsWith("coupon:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1, "m-1", "m-1", "one shard")]
    [InlineData(16, "m-1", "m-1", "the same shard")]
    [InlineData(16, "m-1", "m-2", "another member, in another shard")]
    [InlineData(16, null, null, "guests, whose shard follows from the key")]
    [InlineData(16, "m-1", null, "a member, then a guest")]
    public async Task The_same_receipt_under_another_key_gets_the_first_reply_and_after_a_rollback_redeems_again(
        int shards, string? member, string? again, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineSharedAsync(app, shards);
        var basket = Shop.Basket("r-1");
        var first = (await app.RedeemAsync("SUMMER", Shop.Redemption(member, basket.DeepClone().AsObject()))).Expect(HttpStatusCode.Created);
        var second = Shop.Redemption(again, basket.DeepClone().AsObject());

        Assert.True(first == await app.RedeemAsync("SUMMER", second), why);
        Assert.Equal(first, await app.RedeemAsync("SUMMER", second, "key-1"));
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);

        (await app.PostAsync($"redemptions/{first.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);
        var third = (await app.RedeemAsync("SUMMER", second, "key-2")).Expect(HttpStatusCode.Created);
        Assert.NotEqual(first.Text, third.Text);
        Assert.Equal(third, await app.RedeemAsync("SUMMER", second));
        Assert.Equal(first, await app.RedeemAsync("SUMMER", second, "key-1"));
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task One_receipt_under_16_keys_at_once_has_one_effect(int shards)
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineSharedAsync(app, shards);
        var body = Shop.Redemption(null, Shop.Basket("r-1"));

        var race = await Race.RunAsync(16, _ => app.RedeemAsync("SUMMER", body));

        // One that had not decided yet when another one did may find itself given up; it has no effect.
        var answered = race.Answers.Where(answer => answer.Reason != "abandoned").Distinct();
        Assert.Equal(HttpStatusCode.Created, Assert.Single(answered).Status);
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
    }

    [Fact]
    public async Task A_receipt_that_was_refused_may_be_redeemed_by_another_member_of_another_shard()
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineSharedAsync(app, 16, body => body["conditions"] = new JsonObject { ["minimumAmount"] = 1_000 });
        var refused = await app.RedeemAsync("SUMMER", Shop.Redemption("m-1", Shop.Basket("r-1", amount: 999)), "key-1");
        Assert.Equal("minimum-not-met", refused.Expect(HttpStatusCode.Conflict).Reason);

        (await app.RedeemAsync("SUMMER", Shop.Redemption("m-2", Shop.Basket("r-1", amount: 1_000)))).Expect(HttpStatusCode.Created);

        Assert.Equal(refused, await app.RedeemAsync("SUMMER", Shop.Redemption("m-1", Shop.Basket("r-1", amount: 999)), "key-1"));
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
    }

    private static Task DefineSharedAsync(TestApp app, int shards, Action<JsonObject>? change = null) => app.DefineAsync("summer", body =>
    {
        body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
        body["shards"] = shards;
        change?.Invoke(body);
    });
}
