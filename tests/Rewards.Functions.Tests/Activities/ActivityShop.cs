using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Activities;

/// <summary>What tests of activities and referrals say to the app.</summary>
internal static class ActivityShop
{
    public const string At = "2026-05-04T09:30:00Z";

    /// <summary>Reviews of products at 50 points, and steps at a point each.</summary>
    public static Task OfferActivitiesAsync(this TestApp app, string review = "{}", string steps = "{}")
    {
        var rules = new JsonArray(
            With("""{ "kind": "review", "points": 50 }""", review), With("""{ "kind": "steps", "points": 1, "perUnit": true }""", steps));
        return app.PutProgrammeAsync("activities", rules);
    }

    /// <summary>100 points for the referrer and 50 for the friend, from 25 euros.</summary>
    public static Task OfferReferralsAsync(this TestApp app, string change = "{}") => app.PutProgrammeAsync(
        "referral", With("""{ "referrerPoints": 100, "friendPoints": 50, "minimumAmount": 2500 }""", change));

    public static Task<Answer> ActAsync(this TestApp app, string member, string kind, long? quantity = null, string? reference = null, string? key = null)
    {
        var body = new JsonObject { ["kind"] = kind };
        if (quantity is { } count)
        {
            body["quantity"] = count;
        }

        if (reference is not null)
        {
            body["reference"] = reference;
        }

        return app.PostAsync($"members/{member}/activities", body, key);
    }

    public static async Task<string> ReferralCodeAsync(this TestApp app, string member) =>
        (await app.GetAsync($"members/{member}/referral-code")).Expect(HttpStatusCode.OK).Json["code"]!.GetValue<string>();

    public static Task<Answer> ReferAsync(this TestApp app, string friend, string code, string? key = null) =>
        app.PostAsync($"members/{friend}/referrals", new { code }, key);

    /// <summary>A new member who came by that code.</summary>
    public static async Task EnrolFriendAsync(this TestApp app, string friend, string code)
    {
        await app.EnrolAsync(friend);
        (await app.ReferAsync(friend, code)).Expect(HttpStatusCode.Created);
    }

    public static async Task<long> BalanceAsync(this TestApp app, string member) =>
        (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json["balance"]!.GetValue<long>();

    /// <summary>Of a member's statement, newest first.</summary>
    public static async Task<IReadOnlyList<string>> EntryKindsAsync(this TestApp app, string member)
    {
        var statement = (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json;
        return [.. statement["entries"]!.AsArray().Select(entry => entry!["kind"]!.GetValue<string>())];
    }

    private static async Task PutProgrammeAsync(this TestApp app, string part, JsonNode rule) =>
        (await app.PutAsync("programme", new JsonObject { ["currency"] = "EUR", ["timeZone"] = "Europe/Berlin", [part] = rule })).Expect(HttpStatusCode.OK);

    private static JsonObject With(string json, string change)
    {
        var rule = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            rule[name] = value?.DeepClone();
        }

        return rule;
    }
}
