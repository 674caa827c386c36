using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

public sealed class RewardCallTests(TestStorage storage)
{
    [Fact]
    public async Task A_reward_is_defined_changed_read_and_listed()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("mug");
        Assert.Equal("unknown-reward", (await app.GetAsync("rewards/mug")).Expect(HttpStatusCode.NotFound).Reason);

        var first = await app.DefineRewardAsync("mug", reward =>
        {
            reward["pricesByTier"] = new JsonObject { ["gold"] = 400 };
            reward["limitPerMember"] = new JsonObject { ["max"] = 1, ["period"] = "month" };
            reward["validTo"] = "2026-12-31";
        });
        Assert.Equal(
            """{"id":"mug","version":1,"name":"A mug","pricePoints":500,"pricesByTier":{"gold":400},"campaignId":"mug","limitPerMember":{"max":1,"period":"month"},"validTo":"2026-12-31","disabled":false}""",
            first.Text);
        var second = await app.DefineRewardAsync("mug", reward => reward["stock"] = 3);
        Assert.Equal(2, second.Json["version"]!.GetValue<int>());
        Assert.Equal(3, second.Json["stockLeft"]!.GetValue<long>());
        Assert.Equal(second, await app.DefineRewardAsync("mug", reward => reward["stock"] = 3));
        await app.DefineRewardAsync("bag");

        Assert.Equal(second, await app.GetAsync("rewards/mug"));
        var listed = (await app.GetAsync("rewards")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(["bag", "mug"], listed["rewards"]!.AsArray().Select(reward => reward!["id"]!.GetValue<string>()));
        Assert.Null(listed["next"]);
        Assert.Equal(second.Text, listed["rewards"]![1]!.ToJsonString());
    }

    [Fact]
    public async Task A_list_goes_on_where_the_page_before_ended()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("mug");
        foreach (var i in Enumerable.Range(0, 51))
        {
            await app.DefineRewardAsync($"mug-{i:D2}");
        }

        var page = (await app.GetAsync("rewards")).Expect(HttpStatusCode.OK).Json;
        var rest = (await app.GetAsync($"rewards?next={page["next"]}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(50, page["rewards"]!.AsArray().Count);
        Assert.Equal("mug-50", Assert.Single(rest["rewards"]!.AsArray())!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("name", null, "name", "no name")]
    [InlineData("pricePoints", null, "pricePoints", "no price")]
    [InlineData("pricePoints", "0", "pricePoints", "a price of nothing")]
    [InlineData("pricePoints", "-500", "pricePoints", "a negative price")]
    [InlineData("pricePoints", "1.5", "pricePoints", "half a point")]
    [InlineData("pricePoints", "9223372036854775808", "pricePoints", "more than 64 bits")]
    [InlineData("pricesByTier", """{ "gold": null }""", "pricesByTier.gold", "a tier's price that is missing")]
    [InlineData("pricesByTier", """{ "gold": 0 }""", "pricesByTier.gold", "a tier's price of nothing")]
    [InlineData("campaignId", null, "campaignId", "no campaign")]
    [InlineData("campaignId", "\"a@b\"", "campaignId", "no campaign's id")]
    [InlineData("stock", "-1", "stock", "a negative stock")]
    [InlineData("limitPerMember", """{ "period": "month" }""", "limitPerMember.max", "a limit without its number")]
    [InlineData("limitPerMember", """{ "max": 1, "period": "whole" }""", "limitPerMember.period", "a period that is none")]
    [InlineData("limitTotal", """{ "max": 0 }""", "limitTotal.max", "a limit of none")]
    [InlineData("validFrom", "\"2026-02-30\"", "validFrom", "a day that there is not")]
    [InlineData("validTo", "\"1.5.2026\"", "validTo", "no day")]
    [InlineData("price", "500", "price", "a member that is not known")]
    public async Task A_definition_that_is_wrong_is_refused_by_the_path_of_its_member(string member, string? json, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("mug");

        var refused = await app.PutAsync("rewards/mug", RewardShop.Reward(reward =>
        {
            reward.Remove(member);
            if (json is not null)
            {
                reward[member] = JsonNode.Parse(json);
            }
        }));

        Assert.True(refused.Expect(HttpStatusCode.BadRequest).Field == field, $"{why}: {refused.Text}");
        (await app.GetAsync("rewards/mug")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_reward_needs_a_campaign_with_unique_codes()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("mug", campaign => campaign["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "MUG" });

        Assert.Equal("shared-code", (await app.PutAsync("rewards/mug", RewardShop.Reward())).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(
            "unknown-campaign",
            (await app.PutAsync("rewards/mug", RewardShop.Reward(reward => reward["campaignId"] = "bag"))).Expect(HttpStatusCode.NotFound).Reason);
    }
}
