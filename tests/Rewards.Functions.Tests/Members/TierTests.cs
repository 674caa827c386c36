using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Members;

public sealed class TierTests(TestStorage storage)
{
    private const string CalendarYear = """{ "kind": "calendarYear" }""";

    private const string ThisMonth = """{ "kind": "rolling", "months": 1 }""";

    [Fact]
    public async Task A_year_goes_up_by_purchases_and_down_after_the_grace()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear, graceDays: 60);
        await app.EnrolAsync("m-1");
        Assert.Equal("""{"progress":0,"next":{"id":"silver","name":"Silver","missing":100}}""", (await app.TierAsync("m-1")).ToJsonString());

        await app.SpendAsync("p-1", "m-1", 100);
        await app.SpendAsync("p-2", "m-1", 100);
        Assert.Equal(
            """{"id":"silver","name":"Silver","since":"2026-05-04","until":"2027-03-01","progress":250,"next":{"id":"gold","name":"Gold","missing":250}}""",
            (await app.TierAsync("m-1")).ToJsonString());
        app.Clock.Set("2026-06-10T10:00:00Z");
        await app.SpendAsync("p-3", "m-1", 200);
        Assert.Equal("550", (await app.TierAsync("m-1"))["progress"]!.ToString());

        app.Clock.Set("2026-12-31T23:30:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(
            """{"id":"gold","name":"Gold","since":"2026-06-10","until":"2027-03-01","progress":0}""", (await app.TierAsync("m-1")).ToJsonString());
        app.Clock.Set("2027-02-10T10:00:00Z");
        await app.SpendAsync("p-4", "m-1", 100);
        app.Clock.Set("2027-03-01T22:30:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal("gold", (await app.TierAsync("m-1"))["id"]!.ToString());

        app.Clock.Set("2027-03-01T23:30:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(
            """{"id":"silver","name":"Silver","since":"2027-03-02","until":"2028-02-29","progress":200,"next":{"id":"gold","name":"Gold","missing":300}}""",
            (await app.TierAsync("m-1")).ToJsonString());
        Assert.Equal("none>silver 2026-05-04, silver>gold 2026-06-10, gold>silver 2027-03-02", app.TierChanges());
    }

    /// <summary>The level is lost on 1 June, the grace ends with the 2nd, and on the 6th it is reached again.</summary>
    [Theory]
    [InlineData("2026-06-01 2026-06-02 2026-06-03 2026-06-04", "every midnight")]
    [InlineData("2026-06-01 2026-06-01 2026-06-03 2026-06-03", "each twice")]
    [InlineData("2026-06-06", "three days late")]
    [InlineData("", "never")]
    public async Task Midnights_that_come_late_twice_or_never_give_the_same(string midnights, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-31T10:00:00Z");
        await app.PutTiersAsync(ThisMonth, graceDays: 2);
        await app.SpendAsync("p-1", "m-1", 100);

        foreach (var day in midnights.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            app.Clock.Set($"{day}T04:00:00Z");
            await app.DrainAgendaAsync();
        }

        app.Clock.Set("2026-06-05T10:00:00Z");
        Assert.True((await app.TierAsync("m-1"))["id"] is null, why);
        app.Clock.Set("2026-06-06T10:00:00Z");
        await app.SpendAsync("p-2", "m-1", 100);

        Assert.True(app.TierChanges() == "none>silver 2026-05-31, silver>none 2026-06-03, none>silver 2026-06-06", $"{why}: {app.TierChanges()}");
        Assert.Equal(100, (await app.TierAsync("m-1"))["progress"]!.GetValue<long>());
        Assert.Equal(3, (await app.RowsAsync("Facts", "Type eq 'Rewards.TierChanged'")).Count);
    }

    [Theory]
    [InlineData("Facts", "between the commit and the day's facts")]
    [InlineData("Members/$batch", "before the commit")]
    [InlineData("", "not at all")]
    public async Task A_purchase_that_comes_again_counts_once(string at, string why)
    {
        var outage = new Outage(request => at.Length > 0 && request.Method != Azure.Core.RequestMethod.Get
            && (request.Uri.ToUri().AbsolutePath.Contains($"/{at.Split('/')[0]}", StringComparison.Ordinal) || StorageFaults.IsBatch(request) && at.EndsWith("batch", StringComparison.Ordinal)));
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z", services: outage.Insert());
        await app.PutTiersAsync(CalendarYear);
        var purchase = Shop.Purchase("p-1", "m-1", "2026-05-04T09:00:00Z", Shop.Basket("p-1", 12_000)).ToJsonString();
        outage.FailNext(at.Length > 0 ? 1 : 0);

        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();
        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();

        Assert.True(outage.Failed == (at.Length > 0 ? 1 : 0), why);
        Assert.Equal(120, (await app.TierAsync("m-1"))["progress"]!.GetValue<long>());
        Assert.Equal("none>silver 2026-05-04", app.TierChanges());
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.TierChanged'"));
    }

    [Fact]
    public async Task The_club_of_the_day_of_the_purchase_multiplies_too_and_the_kept_purchase_knows_by_how_much()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear);
        await app.SpendAsync("p-1", "m-1", 100);
        (await app.PostAsync("members/m-1/clubs/coffee-club/renewals", new { until = "2026-05-04" })).Expect(HttpStatusCode.OK);
        app.Clock.Set("2026-05-05T10:00:00Z");

        await app.BuyAsync("p-2", "m-1", "2026-05-04T21:59:59Z", Shop.Basket("p-2", 1_100));
        await app.BuyAsync("p-3", "m-1", "2026-05-04T22:00:00Z", Shop.Basket("p-3", 1_100));
        await app.WhenIdleAsync();

        Assert.Equal(49, await PointsAsync(app, "p-2"));
        Assert.Equal(16, await PointsAsync(app, "p-3"));
        var factors = (await app.RowsOfKindAsync("Members", "purchase")).Select(row => $"{row.GetString("Purchase")} {row.GetString("Factors")}").Order();
        Assert.Equal(["p-1 ", "p-2 150;300", "p-3 150;100"], factors);
    }

    [Fact]
    public async Task A_return_takes_back_what_was_multiplied_and_the_level_falls_at_the_next_midnight()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear);
        await app.SpendAsync("p-1", "m-1", 100);
        await app.SpendAsync("p-2", "m-1", 100);

        for (var i = 0; i < 2; i++)
        {
            var returned = await app.PostAsync("purchases/p-2/returns", JsonNode.Parse("""{ "lines": [{ "lineId": "1", "quantity": 1 }] }"""), "key-1");
            Assert.Equal(75, returned.Expect(HttpStatusCode.Created).Json["points"]!.GetValue<long>());
        }

        (await app.PostAsync("purchases/p-1/returns", JsonNode.Parse("""{ "lines": [{ "lineId": "1" }] }"""))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        Assert.Equal("silver 75", $"{(await app.TierAsync("m-1"))["id"]} {(await app.TierAsync("m-1"))["progress"]}");
        app.Clock.Set("2026-05-05T04:00:00Z");
        await app.DrainAgendaAsync();

        Assert.Equal("none>silver 2026-05-04, silver>none 2026-05-05", app.TierChanges());
    }

    [Fact]
    public async Task A_campaign_for_some_tiers_and_clubs_is_issued_to_their_members_only()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear);
        var conditions = JsonNode.Parse("""{ "tiers": ["silver", "gold"], "clubs": ["coffee-club"] }""");
        await app.DefineAsync("for-some", body => body["conditions"] = conditions);

        Assert.Equal("wrong-tier", (await IssueAsync(app, "before")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Empty(await app.RowsOfKindAsync("Members", "profile"));
        await app.SpendAsync("p-1", "m-1", 100);
        Assert.Equal("wrong-club", (await IssueAsync(app, "without-club")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.PostAsync("members/m-1/clubs/coffee-club/renewals", new { until = "2026-05-31" })).Expect(HttpStatusCode.OK);
        var issued = (await IssueAsync(app, "now")).Expect(HttpStatusCode.Created);
        Assert.Equal("wrong-tier", (await IssueAsync(app, "before")).Expect(HttpStatusCode.Conflict).Reason);

        app.Clock.Set("2027-01-10T10:00:00Z");
        Assert.Null((await app.TierAsync("m-1"))["id"]);
        Assert.Equal(issued.Json["coupons"]![0]!["code"]!.ToString(), (await IssueAsync(app, "again")).Expect(HttpStatusCode.Created).Json["coupons"]![0]!["code"]!.ToString());
    }

    [Fact]
    public async Task A_campaign_for_some_tiers_has_no_codes_that_belong_to_nobody()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("for-some", body => body["conditions"] = JsonNode.Parse("""{ "tiers": ["gold"] }"""));

        Assert.Equal("members-only", (await app.PostAsync("campaigns/for-some/coupons", new { count = 1 })).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("members-only", (await app.PostAsync("campaigns/for-some/batches", new { count = 10 })).Expect(HttpStatusCode.Conflict).Reason);
        var shared = await app.PutAsync("campaigns/shared", Shop.Campaign(body =>
        {
            body["codes"] = JsonNode.Parse("""{ "kind": "shared", "code": "SUMMER20" }""");
            body["conditions"] = JsonNode.Parse("""{ "tiers": ["gold"] }""");
        }));
        Assert.Equal("conditions.tiers", shared.Expect(HttpStatusCode.BadRequest).Field);
    }

    [Fact]
    public async Task A_timed_campaign_passes_over_who_is_in_another_tier_as_of_the_evening_before()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-02T10:00:00Z");
        await app.PutTiersAsync(ThisMonth);
        await app.EnrolAsync("m-1");
        await app.EnrolAsync("m-2");
        await app.WakeAfterAsync("wake-up", Shop.Dormant(30), body => body["conditions"] = JsonNode.Parse("""{ "tiers": ["silver"] }"""));
        await app.SpendAsync("p-1", "m-1", 100);
        await app.SpendAsync("p-2", "m-2", 99);

        // 2 May and 30 days is 1 June, and on its midnight the tier is lost, after the timed coupons.
        app.Clock.Set("2026-06-01T04:00:00Z");
        await app.DrainAgendaAsync();

        Assert.Equal("m-1", Assert.Single(await app.RowsOfKindAsync("Members", "coupon")).PartitionKey);
        Assert.Equal("none>silver 2026-05-02, silver>none 2026-06-01", app.TierChanges());
    }

    [Fact]
    public async Task Changed_tiers_reach_who_does_nothing_at_the_next_midnight()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear);
        await app.SpendAsync("p-1", "m-1", 120);

        await app.PutTiersAsync(CalendarYear, 0, TierShop.Silver.Replace("100", "200", StringComparison.Ordinal));
        app.Clock.Set("2026-05-05T04:00:00Z");
        await app.DrainAgendaAsync();

        Assert.Equal("none>silver 2026-05-04, silver>none 2026-05-05", app.TierChanges());
    }

    private static Task<Answer> IssueAsync(TestApp app, string key) => app.PostAsync("campaigns/for-some/coupons", new { memberId = "m-1" }, key);

    private static async Task<long> PointsAsync(TestApp app, string purchase) =>
        (await app.GetAsync($"purchases/{purchase}")).Expect(HttpStatusCode.OK).Json["points"]!.GetValue<long>();
}
