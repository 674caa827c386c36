using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

/// <summary>Sentences about points that a member has.</summary>
internal static class PointsShop
{
    /// <param name="expiresOn">The last day on which they can be spent.</param>
    public static async Task GiveAsync(this TestApp app, string member, long points, string expiresOn = "2027-12-31", bool enrol = true)
    {
        if (enrol)
        {
            await app.EnrolAsync(member);
        }

        var body = new { points, reason = "welcome", by = "clerk-7", expiresOn };
        (await app.PostAsync($"members/{member}/points/adjustments", body)).Expect(HttpStatusCode.Created);
    }

    public static Task<Answer> SpendAsync(this TestApp app, string member, long points, string? key = null) =>
        app.PostAsync($"members/{member}/points/spends", new { points }, key);

    public static Task<Answer> TransferAsync(this TestApp app, string from, string to, long points, string? key = null) =>
        app.PostAsync($"members/{from}/points/transfers", new { toMemberId = to, points }, key);

    /// <returns>The path of the hold.</returns>
    public static async Task<string> HoldAsync(this TestApp app, string member, long points, long expiresInSeconds = 900)
    {
        var held = await app.PostAsync($"members/{member}/points/holds", new { points, expiresInSeconds });
        return $"members/{member}/points/holds/{held.Expect(HttpStatusCode.Created).Text("holdId")}";
    }

    public static string Text(this Answer answer, string name) => answer.Json[name]!.GetValue<string>();

    public static long Number(this Answer answer, string name) => answer.Json[name]!.GetValue<long>();

    public static async Task<(long Balance, long Held)> PointsAsync(this TestApp app, string member)
    {
        var statement = (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK);
        return (statement.Number("balance"), statement.Number("held"));
    }

    /// <summary>Kind and change of the balance of every entry, oldest first.</summary>
    public static async Task<string> LedgerAsync(this TestApp app, string member)
    {
        var entries = (await app.GetAsync($"members/{member}/points/entries")).Expect(HttpStatusCode.OK).Json["entries"]!.AsArray();
        return string.Join(", ", entries.Reverse().Select(entry => $"{entry!["kind"]} {entry["points"]}"));
    }

    /// <summary>Of the member's statement: points by last day.</summary>
    public static async Task<string> LotsAsync(this TestApp app, string member)
    {
        var lots = (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json["lots"]!.AsArray();
        return string.Join(", ", lots.Select(lot => $"{lot!["expiresOn"]}: {lot["points"]}"));
    }

    public static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
