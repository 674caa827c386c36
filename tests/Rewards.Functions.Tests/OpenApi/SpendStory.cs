using System.Text.Json.Nodes;
using NodaTime;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>What is done with points that were earned, in the day of <see cref="OpenApiStory"/>.</summary>
internal sealed class SpendStory(CheckedCalls calls, TestApp app)
{
    private const string Points = "members/m-spend/points";

    private const string Unknown = "members/m-unknown/points";

    private const string Erased = "members/m-spend-gone/points";

    public async Task TellAsync()
    {
        foreach (var member in new[] { "m-spend", "m-spend-friend", "m-spend-gone" })
        {
            await calls.PutAsync(200, $"members/{member}", new JsonObject());
        }

        await calls.DeleteAsync(204, "members/m-spend-gone");
        await AdjustAsync();
        await SpendAsync();
        await HoldAsync();
        await CloseAsync();
        await TransferAsync();
        await calls.GetAsync(200, Points);
    }

    private async Task AdjustAsync()
    {
        var given = Parse("""{ "points": 1000, "reason": "welcome", "by": "clerk-7", "expiresOn": "2027-12-31" }""");
        await calls.PostAsync(201, $"{Points}/adjustments", given, "an-adjustment");
        await calls.PostAsync(400, $"{Points}/adjustments", Parse("""{ "points": 0, "reason": "welcome", "by": "clerk-7" }"""));
        await calls.PostAsync(404, $"{Unknown}/adjustments", given);
        await calls.PostAsync(409, $"{Points}/adjustments", Parse("""{ "points": -1001, "reason": "mistake", "by": "clerk-7" }"""));
        await calls.PostAsync(409, $"{Erased}/adjustments", given);
        await calls.PostAsync(201, $"{Points}/adjustments", Parse("""{ "points": -1, "reason": "mistake", "by": "clerk-7" }"""));
        await calls.PostAsync(422, $"{Points}/adjustments", Parse("""{ "points": 1, "reason": "mistake", "by": "clerk-7" }"""), "an-adjustment");
    }

    private async Task SpendAsync()
    {
        var spent = await calls.PostAsync(201, $"{Points}/spends", Parse("""{ "points": 100, "reference": "r-1" }"""), "a-spend");
        await calls.PostAsync(201, $"{Points}/spends", Parse("""{ "amount": 100, "currency": "EUR" }"""));
        await calls.PostAsync(400, $"{Points}/spends", Parse("""{ "points": 1, "amount": 1 }"""));
        await calls.PostAsync(404, $"{Unknown}/spends", Parse("""{ "points": 1 }"""));
        await calls.PostAsync(409, $"{Points}/spends", Parse("""{ "points": 5000 }"""));
        await calls.PostAsync(422, $"{Points}/spends", Parse("""{ "points": 1 }"""), "a-spend");

        var spend = $"{Points}/spends/{spent.Json["spendId"]}";
        await calls.GetAsync(200, spend);
        await calls.GetAsync(400, "members/a@b/points/spends/unknown");
        await calls.GetAsync(404, $"{Points}/spends/unknown");
        await calls.PostAsync(200, $"{spend}/rollback", Parse("""{ "reason": "returned" }"""), "a-spend-rollback");
        await calls.GetAsync(200, spend);
        await calls.PostAsync(400, $"{spend}/rollback", null, "");
        await calls.PostAsync(404, $"{Points}/spends/unknown/rollback", null);
        await calls.PostAsync(409, $"{spend}/rollback", null);
        await calls.PostAsync(422, $"{spend}/rollback", null, "a-spend-rollback");
    }

    private async Task HoldAsync()
    {
        var body = Parse("""{ "points": 50, "expiresInSeconds": 60, "reference": "r-2" }""");
        var held = await calls.PostAsync(201, $"{Points}/holds", body, "a-hold");
        await calls.PostAsync(201, $"{Points}/holds", Parse("""{ "amount": 1, "currency": "EUR" }"""));
        await calls.PostAsync(400, $"{Points}/holds", Parse("""{ "points": 50, "expiresInSeconds": 0 }"""));
        await calls.PostAsync(404, $"{Unknown}/holds", body);
        await calls.PostAsync(409, $"{Points}/holds", Parse("""{ "amount": 1, "currency": "CHF" }"""));
        await calls.PostAsync(422, $"{Points}/holds", Parse("""{ "points": 1 }"""), "a-hold");

        var hold = $"{Points}/holds/{held.Json["holdId"]}";
        await calls.GetAsync(200, hold);
        await calls.GetAsync(400, "members/a@b/points/holds/unknown");
        await calls.GetAsync(404, $"{Points}/holds/unknown");
        await calls.PostAsync(201, $"{hold}/captures", Parse("""{ "points": 20, "keepOpen": true }"""), "a-capture");
        await calls.PostAsync(400, $"{hold}/captures", Parse("""{ "points": 0 }"""));
        await calls.PostAsync(404, $"{Points}/holds/unknown/captures", null);
        await calls.PostAsync(409, $"{hold}/captures", Parse("""{ "points": 31 }"""));
        await calls.PostAsync(422, $"{hold}/captures", null, "a-capture");
        await calls.PostAsync(201, $"{hold}/captures", null);
        await calls.PostAsync(409, $"{hold}/captures", null);
        await calls.GetAsync(200, hold);
    }

    private async Task CloseAsync()
    {
        var hold = $"{Points}/holds/{(await calls.PostAsync(201, $"{Points}/holds", Parse("""{ "points": 50 }"""))).Json["holdId"]}";
        await calls.PostAsync(200, $"{hold}/release", Parse("""{ "reason": "no sale" }"""), "a-release");
        await calls.PostAsync(400, $"{hold}/release", null, "");
        await calls.PostAsync(404, $"{Points}/holds/unknown/release", null);
        await calls.PostAsync(409, $"{hold}/release", null);
        await calls.PostAsync(422, $"{hold}/release", null, "a-release");

        var brief = await calls.PostAsync(201, $"{Points}/holds", Parse("""{ "points": 50, "expiresInSeconds": 1 }"""));
        app.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal("expired", (await calls.GetAsync(200, $"{Points}/holds/{brief.Json["holdId"]}")).Json["state"]!.GetValue<string>());
    }

    private async Task TransferAsync()
    {
        var body = Parse("""{ "toMemberId": "m-spend-friend", "points": 10, "reason": "birthday" }""");
        await calls.PostAsync(201, $"{Points}/transfers", body, "a-transfer");
        await calls.PostAsync(400, $"{Points}/transfers", Parse("""{ "toMemberId": "m-spend", "points": 10 }"""));
        await calls.PostAsync(404, $"{Points}/transfers", Parse("""{ "toMemberId": "m-unknown", "points": 10 }"""));
        await calls.PostAsync(409, $"{Points}/transfers", Parse("""{ "toMemberId": "m-spend-gone", "points": 10 }"""));
        await calls.PostAsync(422, $"{Points}/transfers", Parse("""{ "toMemberId": "m-spend-friend", "points": 11 }"""), "a-transfer");
        Assert.NotEmpty((await calls.GetAsync(200, "members/m-spend-friend/points/entries")).Json["entries"]!.AsArray());
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
