using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>Tiers and clubs, told with a programme that has both and enrols nobody in passing.</summary>
internal sealed class ClubStory(CheckedCalls calls, TestApp app)
{
    private const string Renewals = "members/m-1/clubs/coffee-club/renewals";

    public async Task TellAsync()
    {
        await app.BuyAsync("p-tier", "m-1", "2026-05-04T09:00:00Z");
        await app.WhenIdleAsync();
        await calls.PostAsync(200, Renewals, JsonNode.Parse("""{ "from": "2026-05-01", "until": "2026-12-31", "cancel": false }"""), "a-renewal");
        await calls.PostAsync(400, Renewals, JsonNode.Parse("""{ "from": "2026-06-01", "until": "2026-05-31" }"""));
        await calls.PostAsync(404, "members/m-1/clubs/unknown/renewals", Until("2026-12-31"));
        await calls.PostAsync(404, "members/m-unknown/clubs/coffee-club/renewals", Until("2026-12-31"));
        await calls.PostAsync(409, Renewals, Until("2026-05-03"));
        await calls.PostAsync(409, "members/m-2/clubs/coffee-club/renewals", Until("2026-12-31"));
        await calls.PostAsync(422, Renewals, Until("2027-12-31"), "a-renewal");

        Assert.NotEmpty((await calls.GetAsync(200, "members/m-1/clubs")).Json["clubs"]!.AsArray());
        await calls.GetAsync(400, "members/a@b/clubs");
        await calls.GetAsync(404, "members/unknown/clubs");
        var member = (await calls.GetAsync(200, "members/m-1")).Json;
        Assert.Equal("gold", member["tier"]!["next"]!["id"]!.GetValue<string>());
        Assert.Equal("silver", member["tier"]!["id"]!.GetValue<string>());
        Assert.True(member["clubs"]![0]!["active"]!.GetValue<bool>());
    }

    private static JsonObject Until(string day) => new() { ["until"] = day };
}
