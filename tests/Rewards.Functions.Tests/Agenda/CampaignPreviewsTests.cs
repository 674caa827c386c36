using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>The programme clock: a campaign as of a day to come.</summary>
public sealed class CampaignPreviewsTests(TestStorage storage)
{
    [Fact]
    public async Task A_preview_tells_who_would_get_what_and_who_not_and_why_and_writes_nothing()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z", change: options => options with { RunQueues = false });
        await app.DefineSegmentAsync("vip");
        await app.DefineAsync("wake-up", body =>
        {
            body["trigger"] = JsonNode.Parse("""
                { "kind": "dormant", "channel": "email",
                  "steps": [{ "afterDays": 90 }, { "afterDays": 120, "discount": { "kind": "amountOff", "amount": 900 } }] }
                """);
            body["conditions"] = new JsonObject { ["segment"] = "vip" };
        });
        await MemberAsync(app, "m-due", "2026-01-10");
        await MemberAsync(app, "m-long-due", "2025-12-01");
        await MemberAsync(app, "m-not-due", "2026-03-01");
        await MemberAsync(app, "m-sms-only", "2026-01-10", consents: "sms=1");
        await MemberAsync(app, "m-stranger", "2026-01-10", tags: null);
        await MemberAsync(app, "m-erased", "2026-01-10", erasedAt: "2026-01-10T10:00:00Z");
        var (rows, messages) = (await app.DumpAsync(), await app.PeekAsync());

        var preview = await PreviewAsync(app, "wake-up", "2026-04-10");

        Assert.Equal(rows, await app.DumpAsync());
        Assert.Equal(messages, await app.PeekAsync());
        Assert.Equal(
            [
                """{"memberId":"m-due","outcome":"issue","dueOn":"2026-04-10","occurrence":"2026-01-10.1","arm":"treated","step":1,"discount":{"kind":"amountOff","amount":500},"nextDueOn":"2026-05-10"}""",
                """{"memberId":"m-long-due","outcome":"issue","dueOn":"2026-03-31","occurrence":"2025-12-01.2","arm":"treated","step":2,"discount":{"kind":"amountOff","amount":900}}""",
                """{"memberId":"m-not-due","outcome":"none","reason":"not-due","nextDueOn":"2026-05-30"}""",
                """{"memberId":"m-sms-only","outcome":"none","dueOn":"2026-04-10","occurrence":"2026-01-10.1","step":1,"reason":"no-consent","nextDueOn":"2026-05-10"}""",
                """{"memberId":"m-stranger","outcome":"none","dueOn":"2026-04-10","occurrence":"2026-01-10.1","step":1,"reason":"not-in-segment","nextDueOn":"2026-05-10"}""",
            ],
            preview["members"]!.AsArray().Select(line => line!.ToJsonString()));
        Assert.Equal("""{"issue":2,"control":0,"none":3}""", preview["counts"]!.ToJsonString());
        Assert.Equal(("wake-up", 1, "2026-04-10"), ((string?)preview["campaignId"], (int)preview["version"]!, (string?)preview["asOf"]));
    }

    [Fact]
    public async Task What_a_preview_foretells_comes_about_and_is_claimed_afterwards()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90, controlShare: 0.5m));
        foreach (var i in Enumerable.Range(0, 6))
        {
            await app.EnrolAsync($"m-{i}");
            await app.BuyAsync($"p-{i}", $"m-{i}", "2026-01-10T10:00:00Z");
        }

        await app.WhenIdleAsync();
        var foretold = OutcomesOf(await PreviewAsync(app, "wake-up", "2026-04-10"));

        app.Clock.Set("2026-04-10T04:00:00Z");
        await app.DrainAgendaAsync();

        var issued = (await app.RowsOfKindAsync("Coupons", "coupon")).Select(row => row.GetString("Member")!).Order();
        Assert.Equal(issued, foretold.Where(member => member.Outcome == "issue").Select(member => member.Id));
        Assert.Contains(foretold, member => member.Outcome == "control");
        var today = await PreviewAsync(app, "wake-up", null);
        Assert.All(today["members"]!.AsArray(), line => Assert.Equal("already-claimed", (string?)line!["reason"]));
        Assert.Equal("2026-04-10", (string?)today["asOf"]);
    }

    [Fact]
    public async Task A_reminder_of_coupons_and_a_large_programme_are_previewed_page_by_page()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.DefineAsync("welcome", body => body["validFor"] = "P10D");
        await app.WakeAfterAsync("last-days", JsonNode.Parse("""{ "kind": "couponExpiring", "daysBefore": 3 }""")!.AsObject(), body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "none" };
            body.Remove("discount");
        });
        for (var i = 0; i < 60; i++)
        {
            await MemberAsync(app, $"m-{i:D2}", "2026-05-01");
        }

        await app.IssueAsync("welcome", "m-00");

        var first = await PreviewAsync(app, "last-days", "2026-05-12");
        var second = await PreviewAsync(app, "last-days", "2026-05-12", (string?)first["next"]);

        Assert.Equal((50, 10), (OutcomesOf(first).Count, OutcomesOf(second).Count));
        Assert.Null(second["next"]);
        var reminded = Assert.Single(OutcomesOf(first).Concat(OutcomesOf(second)), member => member.Outcome == "issue");
        Assert.Equal("m-00", reminded.Id);
        Assert.Null(first["members"]![0]!["discount"]);
    }

    [Theory]
    [InlineData("""{ "asOf": "2026-05-03" }""", "asOf", "yesterday")]
    [InlineData("""{ "asOf": "2027-05-06" }""", "asOf", "367 days ahead")]
    [InlineData("""{ "asOf": "24.12.2026" }""", "asOf", "no day")]
    [InlineData("""{ "day": "2026-12-24" }""", "day", "unknown member")]
    public async Task A_preview_of_a_day_that_cannot_be_looked_at_is_refused_by_field(string body, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");

        var answer = (await app.PostAsync("campaigns/unknown/previews", body, "")).Expect(HttpStatusCode.BadRequest);

        Assert.True(field == answer.Field, why);
    }

    [Fact]
    public async Task What_does_nothing_by_itself_is_not_timed()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("by-call");
        await app.DefineAsync("stay", body => body["trigger"] = JsonNode.Parse("""{ "kind": "cancellation", "cooldownDays": 365 }"""));

        Assert.Equal("not-timed", (await app.PostAsync("campaigns/by-call/previews", null, "")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("not-timed", (await app.PostAsync("campaigns/stay/previews", null, "")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.PostAsync("campaigns/unknown/previews", null, "")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<JsonNode> PreviewAsync(TestApp app, string campaign, string? asOf, string? next = null)
    {
        var query = next is null ? "" : $"?next={next}";
        return (await app.PostAsync($"campaigns/{campaign}/previews{query}", asOf is null ? null : new { asOf }, "")).Expect(HttpStatusCode.OK).Json;
    }

    private static IReadOnlyList<(string Id, string Outcome)> OutcomesOf(JsonNode preview) =>
        [.. preview["members"]!.AsArray().Select(line => ((string)line!["memberId"]!, (string)line["outcome"]!))];

    /// <summary>As the rows say, without the purchases that made them.</summary>
    private static Task MemberAsync(
        TestApp app, string member, string boughtOn, string consents = "email=1", string? tags = "vip", string? erasedAt = null) =>
        app.Table("Members").AddEntityAsync(new Azure.Data.Tables.TableEntity(member, $"profile:{member}")
        {
            ["JoinedOn"] = boughtOn,
            ["Consents"] = consents,
            ["Sequence"] = 0L,
            ["Balance"] = 0L,
            ["LastPurchaseOn"] = boughtOn,
            ["Purchases"] = 1L,
            ["Spend"] = 2598L,
            ["Tags"] = tags,
            ["ErasedAt"] = erasedAt,
        });
}
