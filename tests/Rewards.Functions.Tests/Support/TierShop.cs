using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>A programme with tiers and a club, 1 point a euro, and the sentences about them.</summary>
public static class TierShop
{
    public const string Silver = """{ "id": "silver", "name": "Silver", "from": 100, "factor": 1.5 }""";

    public const string Gold = """{ "id": "gold", "name": "Gold", "from": 500, "factor": 2 }""";

    public static async Task PutTiersAsync(this TestApp app, string period, int graceDays = 0, params string[] levels)
    {
        var programme = JsonNode.Parse($$"""
            { "currency": "EUR", "timeZone": "Europe/Berlin",
              "tiers": { "by": "points", "period": {{period}}, "graceDays": {{graceDays}},
                         "levels": [{{string.Join(",", levels.Length == 0 ? [Silver, Gold] : levels)}}] },
              "clubs": [{ "id": "coffee-club", "name": "Coffee club", "factor": 3 }] }
            """)!;
        (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();
    }

    /// <summary>Buys for so many euros, now.</summary>
    public static async Task SpendAsync(this TestApp app, string id, string member, long euros)
    {
        await app.BuyAsync(id, member, app.Clock.GetCurrentInstant().ToString(), Shop.Basket(id, 100 * euros));
        await app.WhenIdleAsync();
    }

    /// <summary>The member's tier as the API tells it.</summary>
    public static async Task<JsonNode> TierAsync(this TestApp app, string member) =>
        (await app.GetAsync($"members/{member}")).Expect(HttpStatusCode.OK).Json["tier"]!;

    /// <summary>What was told of the member's tier, oldest first, such as <c>silver&gt;gold 2026-05-04</c>.</summary>
    public static string TierChanges(this TestApp app) => string.Join(
        ", ",
        app.Topic.Events.Where(happened => happened.Type == "Rewards.TierChanged")
            .Select(happened => happened.Json.GetProperty("data"))
            .Select(data => (From: Text(data, "previousTier"), To: Text(data, "tier"), On: Text(data, "from")))
            .OrderBy(change => change.On, StringComparer.Ordinal)
            .Select(change => $"{change.From}>{change.To} {change.On}"));

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetString()! : "none";
}
