using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

public sealed class ClaimTests(TestStorage storage)
{
    [Fact]
    public async Task A_claim_takes_the_points_and_one_of_the_stock_and_gives_the_coupon_once_for_one_key()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(1_200, "m-1");
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 3);

        var claimed = (await app.ClaimAsync("mug", "m-1", "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal(claimed, await app.ClaimAsync("mug", "m-1", "key-1"));
        await app.WhenIdleAsync();
        Assert.Equal(claimed, await app.ClaimAsync("mug", "m-1", "key-1"));

        var (body, coupon) = (claimed.Json, claimed.Json["coupon"]!);
        Assert.Equal(("mug", "m-1", 500L, 700L), (Text(body, "rewardId"), Text(body, "memberId"), Number(body, "points"), Number(body, "balance")));
        Assert.Equal(("mug", "m-1", "active", Text(body, "claimId")), (Text(coupon, "campaignId"), Text(coupon, "memberId"), Text(coupon, "state"), Text(coupon, "occurrence")));
        Assert.Equal(1, await app.ClaimsAsync("m-1", "mug", 1_200));
        Assert.Equal(2, await app.StockLeftAsync("mug"));
        var entry = (await app.GetAsync("members/m-1/points/entries")).Json["entries"]![0]!;
        Assert.Equal(("claim", -500L, Text(body, "claimId")), (Text(entry, "kind"), Number(entry, "points"), Text(entry, "reference")));
        (await app.RedeemAsync(Text(coupon, "code"), Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        Assert.Equal("wrong-member", (await app.RedeemAsync(Text(coupon, "code"), Shop.Redemption("m-2"))).Reason);
    }

    [Fact]
    public async Task A_claim_is_told_once_with_its_coupon()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(600, "m-1");
        await app.DefineRewardAsync("mug");
        var claimed = (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created).Json;
        await app.WhenIdleAsync();

        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.CouponIssued");
        var data = Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.PointsClaimed").Json.GetProperty("data");
        Assert.Equal(
            ("mug", "m-1", -500L, Text(claimed, "claimId"), Text(claimed["coupon"]!, "code")),
            (data.GetProperty("rewardId").GetString(), data.GetProperty("memberId").GetString(), data.GetProperty("points").GetInt64(),
                data.GetProperty("reference").GetString(), data.GetProperty("code").GetString()));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.PointsClaimed'"));
    }

    [Fact]
    public async Task A_reward_without_stock_is_claimed_as_often_as_the_points_last()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(1_000, "m-1");
        await app.DefineRewardAsync("mug");

        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);
        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("insufficient-points", (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Conflict).Reason);

        Assert.Equal(2, await app.ClaimsAsync("m-1", "mug", 1_000));
        Assert.Empty(await app.RowsAsync("Coupons", "PartitionKey eq 'mug:stock'"));
    }

    [Theory]
    [InlineData("unknown", "m-1", "{}", 404, "unknown-reward")]
    [InlineData("mug", "m-0", "{}", 404, "unknown-member")]
    [InlineData("mug", "m-1", """{ "validFrom": "2026-05-05" }""", 409, "reward-not-active")]
    [InlineData("mug", "m-1", """{ "validTo": "2026-05-03" }""", 409, "expired")]
    [InlineData("mug", "m-1", """{ "disabled": true }""", 409, "disabled")]
    [InlineData("mug", "m-1", """{ "pricePoints": null, "pricesByTier": { "gold": 400 } }""", 409, "wrong-tier")]
    [InlineData("mug", "m-1", """{ "stock": 0, "pricePoints": 601 }""", 409, "out-of-stock")]
    [InlineData("mug", "m-1", """{ "stock": 1, "pricePoints": 601 }""", 409, "insufficient-points")]
    public async Task A_claim_that_is_refused_says_why_and_changes_nothing(string reward, string member, string change, int status, string reason)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(600, "m-1");
        await app.DefineRewardAsync("mug", body =>
        {
            foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            {
                body[name] = value?.DeepClone();
            }
        });

        var refused = await app.ClaimAsync(reward, member, "key-1");

        Assert.Equal((status, reason), ((int)refused.Status, refused.Reason));
        Assert.Equal(refused, await app.ClaimAsync(reward, member, "key-1"));
        Assert.Equal(0, await app.ClaimsAsync("m-1", "mug", 600));
        var stock = (await app.GetAsync("rewards/mug")).Json;
        Assert.Equal(stock["stock"]?.GetValue<long>(), stock["stockLeft"]?.GetValue<long>());
    }

    [Theory]
    [InlineData(null, "{}", 400, "Idempotency-Key")]
    [InlineData("key-1", "{}", 400, "memberId")]
    [InlineData("key-1", """{ "memberId": "a@b" }""", 400, "memberId")]
    [InlineData("key-1", """{ "memberId": "m-1", "points": 1 }""", 400, "points")]
    public async Task A_claim_that_is_not_understood_is_refused_by_the_path_of_its_member(string? key, string body, int status, string field)
    {
        await using var app = await TestApp.StartAsync(storage);

        var refused = await app.PostAsync("rewards/mug/claims", body, key ?? "");

        Assert.Equal((status, field), ((int)refused.Status, refused.Field));
    }

    [Fact]
    public async Task Limits_open_again_with_the_next_period_and_stock_with_a_new_version()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(5_000, "m-1", "m-2");
        await app.DefineRewardAsync("mug", reward =>
        {
            reward["stock"] = 3;
            reward["limitPerMember"] = new JsonObject { ["max"] = 1, ["period"] = "day" };
            reward["limitTotal"] = new JsonObject { ["max"] = 2, ["period"] = "week" };
        });

        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("member-limit-reached", (await app.ClaimAsync("mug", "m-1")).Reason);
        app.Clock.Set("2026-05-05T10:00:00Z");
        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("reward-limit-reached", (await app.ClaimAsync("mug", "m-2", "key-1")).Reason);
        app.Clock.Set("2026-05-11T10:00:00Z");
        (await app.ClaimAsync("mug", "m-2")).Expect(HttpStatusCode.Created);
        Assert.Equal("out-of-stock", (await app.ClaimAsync("mug", "m-1")).Reason);
        Assert.Equal("reward-limit-reached", (await app.ClaimAsync("mug", "m-2", "key-1")).Reason);

        Assert.Equal(1, (await app.DefineRewardAsync("mug", reward => reward["stock"] = 4)).Json["stockLeft"]!.GetValue<long>());
        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("out-of-stock", (await app.ClaimAsync("mug", "m-1")).Reason);
        Assert.Equal(0, (await app.DefineRewardAsync("mug", reward => reward["stock"] = 2)).Json["stockLeft"]!.GetValue<long>());
    }

    [Fact]
    public async Task Another_instance_keeps_to_a_lowered_stock_however_old_its_definition()
    {
        Dictionary<string, string?> settings = new() { ["Rewards:DefinitionAge"] = "00:10:00" };
        await using var app = await TestApp.StartAsync(storage, settings: settings);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock, settings: settings);
        await app.OpenCatalogueAsync(5_000, "m-1");
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 10);
        (await other.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);

        await app.DefineRewardAsync("mug", reward => reward["stock"] = 1);

        Assert.Equal("out-of-stock", (await other.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Conflict).Reason);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();
}
