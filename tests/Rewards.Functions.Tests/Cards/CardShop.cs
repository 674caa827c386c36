using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Cards;

/// <summary>The sentences in which tests speak of cards.</summary>
internal static class CardShop
{
    public const string Old = "4006381333931";

    public const string New = "5901234123457";

    public static Task<Answer> AssignAsync(this TestApp app, string member, string number, string? key = null) =>
        app.PostAsync($"members/{member}/cards", new { number }, key);

    public static Task<Answer> LoseAsync(this TestApp app, string number, string? key = null) => app.PostAsync($"cards/{number}/loss", null, key);

    public static Task<Answer> ReplaceAsync(this TestApp app, string number, string next, string? key = null) =>
        app.PostAsync($"cards/{number}/replacements", new { number = next }, key);

    /// <summary>A member who has the old card.</summary>
    public static async Task EnrolWithCardAsync(this TestApp app, string member, string number = Old)
    {
        await app.EnrolAsync(member);
        (await app.AssignAsync(member, number)).Expect(HttpStatusCode.Created);
    }

    public static JsonObject ByCard(this JsonObject body, string number)
    {
        body.Remove("memberId");
        body["cardNumber"] = number;
        return body;
    }

    public static async Task<string> StateAsync(this TestApp app, string number) =>
        (await app.GetAsync($"cards/{number}")).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>();
}
