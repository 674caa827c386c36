using System.Net;
using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

public sealed class ReconciliationTests(TestStorage storage)
{
    [Fact]
    public async Task The_day_after_a_member_changed_the_books_are_checked_and_only_then()
    {
        await using var app = await ShopAsync();
        await BuyAsync(app, "p-1", "m-1");
        await BuyAsync(app, "p-2", "m-2");
        await BuyAsync(app, "p-3", "m-2");

        await TomorrowAsync(app);
        var report = await ReportAsync(app);
        Assert.Equal(2, report["checked"]!.GetValue<int>());
        Assert.Empty(report["findings"]!.AsArray());

        app.Clock.Set("2026-06-12T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(0, (await ReportAsync(app))["checked"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("lots", "Balance", 24L, "a balance that no entry explains")]
    [InlineData("profile", "Balance", 24L, "a profile that tells another balance")]
    [InlineData("entry", "Points", 24L, "an entry that was tampered with")]
    [InlineData("lots", "Deficit", 1L, "points owed while there are some")]
    public async Task Books_that_do_not_add_up_are_named_until_they_do(string kind, string column, long value, string why)
    {
        await using var app = await ShopAsync();
        await BuyAsync(app, "p-1", "m-1");
        var row = Assert.Single(await app.RowsOfKindAsync("Members", kind));
        var right = row.GetInt64(column);
        await SetAsync(app, row, column, value);

        await TomorrowAsync(app);
        var finding = Assert.Single((await ReportAsync(app))["findings"]!.AsArray());
        Assert.True(finding!["memberId"]!.GetValue<string>() == "m-1" && finding["findings"]!.AsArray().Count > 0, why);
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.LedgerMismatch");

        await SetAsync(app, row, column, right!.Value);
        await BuyAsync(app, "p-2", "m-1");
        app.Clock.Set("2026-06-12T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Empty((await ReportAsync(app))["findings"]!.AsArray());
    }

    [Fact]
    public async Task Nothing_is_left_of_whoever_is_erased_before_the_check()
    {
        await using var app = await ShopAsync();
        await BuyAsync(app, "p-1", "erased-1");
        await SetAsync(app, Assert.Single(await app.RowsOfKindAsync("Members", "lots")), "Deficit", 1L);
        await TomorrowAsync(app);
        await BuyAsync(app, "p-2", "erased-1");

        (await app.DeleteAsync("members/erased-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.All((await app.DumpAsync()).Where(row => row.Contains("erased-1", StringComparison.Ordinal)), row => Assert.StartsWith("Members: ", row));
    }

    [Fact]
    public async Task Every_point_is_explained()
    {
        await using var app = await ShopAsync("""{ "expiry": { "kind": "endOfMonth", "months": 0 } }""");
        await BuyAsync(app, "p-1", "m-1");
        app.Clock.Set("2026-07-01T10:00:00Z");
        await BuyAsync(app, "p-2", "m-1");

        var explained = (await app.GetAsync("members/m-1/points/explanation")).Expect(HttpStatusCode.OK).Json;

        Assert.Empty(explained["findings"]!.AsArray());
        Assert.Equal("""{"expired":25,"left":25}""", explained["totals"]!.ToJsonString());
        Assert.Equal(
            ["""p-2 {"left":25} 2026-07-31""", """p-1 {"expired":25} 2026-06-30"""],
            explained["sources"]!.AsArray().Select(source => $"{source!["purchaseId"]} {source["fates"]!.ToJsonString()} {source["expiresOn"]}"));
    }

    private async Task<TestApp> ShopAsync(string programme = "{}")
    {
        var app = await TestApp.StartAsync(storage, "2026-06-10T10:00:00Z");
        await app.ProgrammeAsync(programme);
        return app;
    }

    private static async Task BuyAsync(TestApp app, string id, string member)
    {
        await app.BuyAsync(id, member, app.Clock.GetCurrentInstant().ToString());
        await app.WhenIdleAsync();
    }

    private static async Task TomorrowAsync(TestApp app)
    {
        app.Clock.Set("2026-06-11T04:00:00Z");
        await app.DrainAgendaAsync();
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ReportAsync(TestApp app) =>
        (await app.GetAsync("reports/reconciliation")).Expect(HttpStatusCode.OK).Json;

    private static Task SetAsync(TestApp app, TableEntity row, string column, long value) =>
        app.Table("Members").UpsertEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { [column] = value }, TableUpdateMode.Merge);
}
