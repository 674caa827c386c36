using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The stamp cards' part of the story.</summary>
internal static class StampStory
{
    public static async Task TellAsync(TestApp app, CheckedCalls calls)
    {
        var programme = OpenApiSamples.Programme();
        programme["stampCards"] = JsonNode.Parse("""
            [{ "id": "coffee", "name": "Ten coffees", "by": "units", "products": { "skus": ["arabica-1kg"], "categories": ["coffee"], "tags": ["bio"] },
               "maxStampsPerPurchase": 9, "stampsPerCard": 10, "campaignId": "spring-coffee", "validDays": 365, "validFrom": "2026-01-01", "validTo": "2026-12-31" },
             { "id": "visits", "name": "Ten visits", "by": "purchases", "minimumAmount": 500, "stampsPerCard": 10, "campaignId": "spring-coffee" }]
            """);
        await calls.PutAsync(200, "programme", programme);
        await calls.PostAsync(202, "purchases", Shop.Purchase("p-stamps", "m-stamps", "2026-05-04T09:00:00Z"), "");
        await app.WhenIdleAsync();
        Assert.Equal(2, (await calls.GetAsync(200, "members/m-stamps/stamp-cards")).Json["stampCards"]!.AsArray().Count);
        await calls.GetAsync(400, "members/a@b/stamp-cards");
        await calls.GetAsync(404, "members/unknown/stamp-cards");
    }
}
