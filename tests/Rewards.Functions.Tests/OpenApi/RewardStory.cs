using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about rewards.</summary>
internal sealed class RewardStory(TestApp app, CheckedCalls calls)
{
    public async Task TellAsync()
    {
        await app.DefineAsync("mug");
        await calls.PutAsync(200, "rewards/mug", RewardShop.Reward());
        await calls.PutAsync(200, "rewards/everything", FullReward());
        await calls.PutAsync(400, "rewards/mug", new JsonObject());
        await calls.PutAsync(404, "rewards/mug", RewardShop.Reward(reward => reward["campaignId"] = "unknown"));
        await calls.PutAsync(409, "rewards/mug", RewardShop.Reward(reward => reward["campaignId"] = "shared"));
        await calls.GetAsync(200, "rewards/everything");
        await calls.GetAsync(400, "rewards/a@b");
        await calls.GetAsync(404, "rewards/unknown");
        await app.BuyAsync("for-a-mug", "m-rich", "2026-05-04T09:00:00Z", Shop.Basket("for-a-mug", 60_000));
        await app.WhenIdleAsync();
        var member = new JsonObject { ["memberId"] = "m-rich" };
        await calls.PostAsync(201, "rewards/mug/claims", member);
        await calls.PostAsync(400, "rewards/mug/claims", new JsonObject());
        await calls.PostAsync(404, "rewards/unknown/claims", member);
        await calls.PostAsync(409, "rewards/mug/claims", member);
        await calls.GetAsync(200, "rewards");
        await calls.GetAsync(400, "rewards?next=%25");
    }

    /// <summary>Every member that a reward may have.</summary>
    private static JsonObject FullReward() => RewardShop.Reward(reward =>
    {
        reward["pricesByTier"] = new JsonObject { ["gold"] = 400 };
        reward["stock"] = 100;
        reward["limitPerMember"] = new JsonObject { ["max"] = 1, ["period"] = "month" };
        reward["limitTotal"] = new JsonObject { ["max"] = 10, ["period"] = "day" };
        reward["validFrom"] = "2026-01-01";
        reward["validTo"] = "2026-12-31";
        reward["disabled"] = false;
    });
}
