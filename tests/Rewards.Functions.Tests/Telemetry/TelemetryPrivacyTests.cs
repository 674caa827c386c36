using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Telemetry;

/// <summary>Item 12 of what separates excellent from toy, for what is exported: of no use to whoever wants to know of a person.</summary>
[Collection<AloneOnTheMachine>]
public sealed class TelemetryPrivacyTests(TestStorage storage)
{
    private const string Member = "anna-4711";
    private const string Friend = "berta-4712";
    private const string Card = "4006381333931";
    private const string Email = "anna@example.com";
    private const string Receipt = "receipt-000181";
    private const string Key = "key-of-the-till";

    [Fact]
    public async Task A_day_of_a_shop_leaves_no_member_card_code_or_query_in_traces_and_metrics()
    {
        await using var receiver = await TelemetryReceiver.StartAsync();
        var log = new SpanLog();
        List<string> secrets = [Member, Friend, Card, Email, Receipt, Key, "page-of"];
        await using (var app = await TestApp.StartAsync(storage, settings: receiver.Settings, services: log.Insert))
        {
            secrets.AddRange(await DayAsync(app));
        }

        var said = string.Join('\n', log.Spans.Select(SpanLog.TextOf));
        foreach (var exported in new[] { said, receiver.Traces, receiver.Metrics })
        {
            Assert.NotEmpty(exported);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, exported, StringComparison.OrdinalIgnoreCase));
        }

        // What is looked for would have been there.
        foreach (var call in new[] { "POST /v1/coupons/{code}/redemptions", "DELETE /v1/members/{id}", "GET /*/Members(*)", "DELETE /*/follow-ups/messages/*", "LookAtMember" })
        {
            Assert.Contains(call, receiver.Traces, StringComparison.Ordinal);
        }

        Assert.Contains("rewards.redemptions", receiver.Metrics, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", receiver.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("?", said, StringComparison.Ordinal);
    }

    /// <returns>The codes and ids that came up.</returns>
    private static async Task<string[]> DayAsync(TestApp app)
    {
        await app.EnrolAsync(Member, new { email = Email, consents = new { email = true } });
        (await app.PostAsync($"members/{Member}/cards", new { number = Card })).Expect(HttpStatusCode.Created);
        await app.GetAsync($"cards/{Card}");
        await app.DefineAsync("spring");
        await app.WakeAfterAsync("wake-up", Shop.Dormant(30));
        var code = await app.IssueAsync("spring", Member);
        await app.PostAsync($"coupons/{code}/validations", Shop.Redemption(Member), key: "");
        var redeemed = (await app.RedeemAsync(code, Shop.Redemption(Member, Shop.Basket(Receipt)), Key)).Expect(HttpStatusCode.Created);
        var redemption = redeemed.Json["redemptionId"]!.GetValue<string>();
        var guess = Guesses.SameTag(code);
        await app.RedeemAsync(guess);
        await app.PostAsync($"redemptions/{redemption}/rollback", new { });
        await app.BuyAsync("purchase-1", Member, "2026-05-04T09:30:00Z", Shop.Basket(Receipt));
        await app.SendAsync("purchases", $$"""{"purchaseId":"purchase-2","memberId":"{{Member}}" """);
        await app.WhenIdleAsync();
        await app.EnrolAsync(Friend);
        await app.PostAsync($"members/{Member}/points/transfers", new { toMemberId = Friend, points = 5 }, Key);
        foreach (var path in new[] { "", "/redemptions?next=page-of-anna", "/points", "/points/entries", "/points/explanation", "/cards" })
        {
            await app.GetAsync($"members/{Member}{path}");
        }

        await app.GetAsync("purchases/purchase-1");
        app.Clock.Set("2026-06-20T04:00:00Z");
        await app.DrainAgendaAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        return [code, code.Replace("-", "", StringComparison.Ordinal), guess, redemption, "purchase-1"];
    }
}
