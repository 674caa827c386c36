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

    /// <summary>Defines the campaign <c>mug</c> and gives each of these members so many points.</summary>
    public static async Task OpenCatalogueAsync(this TestApp app, long points, params IEnumerable<string> members)
    {
        await app.DefineAsync("mug");
        foreach (var (i, member) in members.Index())
        {
            await app.BuyAsync($"points-{i}", member, "2026-05-01T10:00:00Z", Shop.Basket($"points-{i}", points * 100));
        }

        await app.WhenIdleAsync();
    }

    public static Task<Answer> ClaimAsync(this TestApp app, string reward, string member, string? key = null) =>
        app.PostAsync($"rewards/{reward}/claims", new { memberId = member }, key);

    public static async Task<long> BalanceAsync(this TestApp app, string member) =>
        (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json["balance"]!.GetValue<long>();

    /// <summary>How often the member has claimed, which points, coupon and tally must all say alike.</summary>
    public static async Task<int> ClaimsAsync(this TestApp app, string member, string reward, long points)
    {
        var rows = await app.RowsAsync("Members", $"PartitionKey eq '{member}'");
        var claims = rows.Count(row => row.GetString("Kind") == "claim");
        var coupons = (await app.RowsAsync("Coupons", $"Member eq '{member}'")).Select(row => row.GetString("Code")).Order();
        Assert.Equal(claims, rows.Count(row => row.RowKey.StartsWith("coupon:", StringComparison.Ordinal)));
        Assert.Equal(claims, rows.Count(row => row.RowKey.StartsWith("claim:", StringComparison.Ordinal)));
        Assert.Equal(rows.Where(row => row.RowKey.StartsWith("coupon:", StringComparison.Ordinal)).Select(row => row.GetString("Code")).Order(), coupons);
        var tally = rows.SingleOrDefault(row => row.RowKey == $"claimed:{reward}:{member}")?.GetString("Claimed");
        Assert.Equal($"{claims}", tally?.Split(';')[0] ?? "0");
        Assert.Equal(points - (500 * claims), await app.BalanceAsync(member));
        return claims;
    }

    public static async Task<long?> StockLeftAsync(this TestApp app, string reward) =>
        (await app.GetAsync($"rewards/{reward}")).Expect(HttpStatusCode.OK).Json["stockLeft"]?.GetValue<long>();
}
