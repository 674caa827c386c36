using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Crashes;

/// <summary>What the commands that are killed find in their shop, and the bodies that they send.</summary>
internal static class CrashPreparations
{
    public const string At = "2026-05-04T09:30:00Z";
    public const string Card = "4006381333931";
    public const string Points = "members/m-1/points";

    public static JsonObject Redemption() => Shop.Redemption("m-1", Shop.Basket("r-1"));

    public static CrashAct.Message Purchase(string id, JsonObject? basket = null) =>
        new(TableKeys.PurchaseQueue, Shop.Purchase(id, "m-1", At, basket).ToJsonString());

    public static string Id(Answer answer, string name) => answer.Json[name]!.GetValue<string>();

    public static void Shared(JsonObject campaign) => campaign["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" };

    public static Task DefineShardsAsync(TestApp app) => app.DefineAsync("summer", campaign =>
    {
        Shared(campaign);
        campaign["shards"] = 3;
        campaign["limits"] = new JsonObject { ["total"] = 5 };
    });

    public static async Task GiveAsync(TestApp app)
    {
        await app.EnrolAsync("m-1");
        (await app.PostAsync($"{Points}/adjustments", """{ "points": 100, "reason": "r", "by": "b" }""")).Expect(HttpStatusCode.Created);
    }

    /// <returns>The path of the hold.</returns>
    public static async Task<string> HoldAsync(TestApp app)
    {
        await GiveAsync(app);
        return $"{Points}/holds/{Id(await app.PostAsync($"{Points}/holds", """{ "points": 10 }"""), "holdId")}";
    }

    public static async Task AssignAsync(TestApp app)
    {
        await app.EnrolAsync("m-1");
        (await app.PostAsync("members/m-1/cards", new { number = Card })).Expect(HttpStatusCode.Created);
    }

    /// <returns>The code by which m-1, a new member, may come.</returns>
    public static async Task<string> OfferReferralAsync(TestApp app)
    {
        await app.ProgrammeAsync("""{ "referral": { "referrerPoints": 100, "friendPoints": 50, "minimumAmount": 1000 } }""");
        await app.EnrolAsync("m-0");
        await app.EnrolAsync("m-1");
        return Id(await app.GetAsync("members/m-0/referral-code"), "code");
    }
}
