using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Reports;

public sealed class CampaignReportTests(TestStorage storage)
{
    private const string May = "from=2026-05-01&to=2026-05-31";

    /// <summary>A store whose name a spreadsheet would run.</summary>
    private const string Odd = "=1+1";

    [Theory]
    [InlineData("2026-05-05 2026-05-06", "each day")]
    [InlineData("2026-05-05 2026-05-05 2026-05-06 2026-05-06", "twice each day")]
    [InlineData("2026-05-09", "not for three days")]
    public async Task Coupons_count_once_by_day_campaign_and_store_however_the_timer_runs_and_whatever_is_replayed(string ticks, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var left = await FirstDayAsync(app);
        await ReplayAsync(app);
        await TicksAsync(app, ticks, "2026-05-05");
        await SecondDayAsync(app, left);
        await ReplayAsync(app);
        await TicksAsync(app, ticks, "2026-05-06");
        await TicksAsync(app, ticks, "2026-05-09");

        await ExpectAsync(app, $"{May}&campaignId=spring", why,
            "2026-05-04: 2 issued, 1 redeemed, 0 back, 500 off, 1 for 2098",
            "2026-05-05: 0 issued, 1 redeemed, 1 back, 0 off, 0 for 0");
        await ExpectAsync(app, $"{May}&by=campaign", why,
            "spring: 2 issued, 2 redeemed, 1 back, 500 off, 1 for 2098",
            "summer: 1 issued, 1 redeemed, 0 back, 500 off, 1 for 2098");
        await ExpectAsync(app, $"{May}&by=store", why,
            "0042: - issued, 2 redeemed, 0 back, 1000 off, 1 for 2098, of 2 for 3098",
            "=1+1: - issued, 1 redeemed, 1 back, 0 off, 0 for 0, of 1 for 1000");
        await ExpectAsync(app, $"{May}&by=campaign&storeId=0042", why,
            "spring: - issued, 1 redeemed, 0 back, 500 off, 1 for 2098",
            "summer: - issued, 1 redeemed, 0 back, 500 off, 1 for 2098");
        await ExpectAsync(app, $"{May}&by=day", why,
            "2026-05-04: 3 issued, 2 redeemed, 0 back, 1000 off, 1 for 2098, of 2 for 3098",
            "2026-05-05: 0 issued, 1 redeemed, 1 back, 0 off, 0 for 0, of 1 for 1000");
        await ExpectAsync(app, $"{May}&storeId=0042", why, "2026-05-04: - issued, 2 redeemed, 0 back, 1000 off, 1 for 2098, of 2 for 3098");
        await ExpectAsync(app, "from=2026-05-05&to=2026-05-05&by=store&campaignId=spring", why, "=1+1: - issued, 1 redeemed, 1 back, 0 off, 0 for 0");
        Assert.Equal(0.5m, (await LinesAsync(app, $"{May}&by=campaign&campaignId=spring"))[0]!["redemptionRate"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task As_csv_it_has_a_header_and_no_cell_that_a_spreadsheet_would_run()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BuyAsync("p-1", "m-1", "2026-05-04T09:00:00Z", Shop.Basket(receipt: "r-1", amount: 1_000, store: Odd));
        await app.WhenIdleAsync();
        await TicksAsync(app, "2026-05-05", "2026-05-05");

        var answer = (await app.GetAsync($"reports/campaigns?{May}&by=store&format=csv")).Expect(HttpStatusCode.OK);

        Assert.Equal("text/csv", answer.MediaType);
        Assert.Equal(
            [
                "day,campaignId,storeId,currency,issued,control,redeemed,rolledBack,redemptionRate,discount,purchasesWithCoupon,revenueWithCoupon,purchases,revenue",
                ",,'=1+1,EUR,,,0,0,,0,0,0,1,1000",
                "",
            ],
            answer.Text.Split('\n'));
    }

    [Fact]
    public async Task Of_what_a_report_cannot_be_made_is_said_by_name()
    {
        (string Path, string Field)[] cases =
        [
            ("campaigns?to=2026-05-31", "from"),
            ("campaigns?from=2026-05-01", "to"),
            ("campaigns?from=2026-5-1&to=2026-05-31", "from"),
            ("campaigns?from=-0001-01-01&to=2026-05-31", "from"),
            ("campaigns?from=2026-05-01&to=9999-12-31", "to"),
            ("campaigns?from=2026-05-02&to=2026-05-01", "to"),
            ("campaigns?from=2025-05-01&to=2026-06-05", "to"),
            ($"campaigns?{May}&by=week", "by"),
            ($"campaigns?{May}&campaignId=a@b", "campaignId"),
            ($"campaigns?{May}&storeId=", "storeId"),
            ($"campaigns?{May}&format=xlsx", "format"),
            ("customers?from=2026-01-01&to=2026-05", "from"),
            ("customers?from=2026-01&to=2026-13", "to"),
            ("customers?from=2026-02&to=2026-01", "to"),
            ("customers?from=2021-01&to=2026-01", "to"),
            ("customers?from=2026-01&to=2026-05&format=", "format"),
            ("experiments/a@b", "campaignId"),
            ("experiments/spring?to=yesterday", "to"),
            ("liability?format=pdf", "format"),
        ];
        await using var app = await TestApp.StartAsync(storage);
        foreach (var (path, field) in cases)
        {
            var answer = (await app.GetAsync($"reports/{path}")).Expect(HttpStatusCode.BadRequest);
            Assert.True(answer.Field == field, $"{path}: {answer.Text}");
        }

        (await app.GetAsync("reports/campaigns?from=2025-05-01&to=2026-06-04")).Expect(HttpStatusCode.OK);
        (await app.GetAsync("reports/customers?from=2021-02&to=2026-01")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Two coupons of one campaign and one of another; one of each is redeemed on one receipt, which then is paid.</summary>
    /// <returns>The coupon that is left.</returns>
    private static async Task<string> FirstDayAsync(TestApp app)
    {
        await app.DefineAsync("spring");
        await app.DefineAsync("summer");
        var (first, second, other) = (await app.IssueAsync("spring", "m-1"), await app.IssueAsync("spring", "m-2"), await app.IssueAsync("summer", "m-1"));
        var redeemed = await RedeemAsync(app, first, "m-1", Shop.Basket("r-1"));
        var too = await RedeemAsync(app, other, "m-1", Shop.Basket("r-1"));
        var paid = Shop.Purchase("p-1", "m-1", "2026-05-04T09:00:00Z", Shop.Basket("r-1", amount: 2_098));
        paid["redemptionIds"] = new JsonArray(redeemed, redeemed, too, "R0000000000000000000000000", "of another system");
        await app.PostAsync("purchases", paid, key: "");
        await app.PostAsync("purchases", paid.DeepClone(), key: "");
        await app.BuyAsync("p-2", "m-2", "2026-05-04T09:00:00Z", Shop.Basket("r-2", amount: 1_000));
        await app.WhenIdleAsync();
        return second;
    }

    /// <summary>A redemption that is undone on the same day, and a purchase without any.</summary>
    private static async Task SecondDayAsync(TestApp app, string code)
    {
        app.Clock.Set("2026-05-05T10:00:00Z");
        var redeemed = await RedeemAsync(app, code, "m-2", Shop.Basket("r-3", store: Odd));
        (await app.PostAsync($"redemptions/{redeemed}/rollback", null)).Expect(HttpStatusCode.OK);
        await app.BuyAsync("p-3", "m-2", "2026-05-05T09:00:00Z", Shop.Basket("r-4", amount: 1_000, store: Odd));
        await app.WhenIdleAsync();
    }

    private static async Task<string> RedeemAsync(TestApp app, string code, string member, JsonObject basket) =>
        (await app.RedeemAsync(code, Shop.Redemption(member, basket))).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();

    /// <summary>As a queue does that delivers every message again.</summary>
    private static async Task ReplayAsync(TestApp app)
    {
        foreach (var table in new[] { "Members", "Coupons" })
        {
            foreach (var row in await app.RowsOfKindAsync(table, "op"))
            {
                var message = new FollowUpMessage(table, row.PartitionKey, row.RowKey["op:".Length..], row.Text("Kind"), 0);
                await app.SendAsync(TableKeys.FollowUpQueue, JsonSerializer.Serialize(message, FollowUpJson.Default.FollowUpMessage));
            }
        }

        await app.WhenIdleAsync();
    }

    private static async Task TicksAsync(TestApp app, string ticks, string day)
    {
        app.Clock.Set($"{day}T04:00:00Z");
        for (var n = 0; n < ticks.Split(' ').Count(tick => tick == day); n++)
        {
            await app.Host.FireTimerAsync("SumFacts");
        }
    }

    private static async Task<JsonArray> LinesAsync(TestApp app, string query) =>
        (await app.GetAsync($"reports/campaigns?{query}")).Expect(HttpStatusCode.OK).Json["lines"]!.AsArray();

    private static async Task ExpectAsync(TestApp app, string query, string why, params string[] expected)
    {
        var lines = (await LinesAsync(app, query)).Select(line => Text(line!)).ToList();
        Assert.True(expected.SequenceEqual(lines), $"{query}, {why}: {string.Join("; ", lines)}");
    }

    private static string Text(JsonNode line)
    {
        var all = line["purchases"] is { } purchases ? $", of {purchases} for {line["revenue"]}" : "";
        return $"{line["day"] ?? line["campaignId"] ?? line["storeId"]}: {line["issued"] ?? "-"} issued, {line["redeemed"]} redeemed, {line["rolledBack"]} back, "
            + $"{line["discount"]} off, {line["purchasesWithCoupon"]} for {line["revenueWithCoupon"]}{all}";
    }
}
