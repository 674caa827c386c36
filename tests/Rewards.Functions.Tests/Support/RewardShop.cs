using System.Net;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>The sentences in which tests speak of rewards.</summary>
public static class RewardShop
{
    /// <summary>A mug for 500 points, whose coupon the campaign <c>mug</c> issues.</summary>
    public static JsonObject Reward(Action<JsonObject>? change = null)
    {
        var reward = new JsonObject { ["name"] = "A mug", ["pricePoints"] = 500, ["campaignId"] = "mug" };
        change?.Invoke(reward);
        return reward;
    }

    public static async Task<Answer> DefineRewardAsync(this TestApp app, string id, Action<JsonObject>? change = null) =>
        (await app.PutAsync($"rewards/{id}", Reward(change))).Expect(HttpStatusCode.OK);

    public static async Task<long?> StockLeftAsync(this TestApp app, string reward) =>
        (await app.GetAsync($"rewards/{reward}")).Expect(HttpStatusCode.OK).Json["stockLeft"]?.GetValue<long>();
}
