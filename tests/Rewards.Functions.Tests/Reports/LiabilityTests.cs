using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Reports;

public sealed class LiabilityTests(TestStorage storage)
{
    [Theory]
    [InlineData("2026-02-01 2026-03-01 2026-04-01", "each month")]
    [InlineData("2026-01-11 2026-01-11 2026-01-12 2026-02-11 2026-03-01 2026-03-01 2026-04-01", "often, and twice a day")]
    [InlineData("2026-04-01", "months late")]
    public async Task What_is_owed_adds_up_by_month_and_lot_month_however_the_timer_runs(string ticks, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.ProgrammeAsync("""{ "expiry": { "kind": "endOfMonth", "months": 1 } }""");
        await StoryAsync(app, ticks.Split(' '));

        Assert.True(await LinesAsync(app, "2026-01") is ["2026-02: 0 +25 -0 = 25", "total: 0 +25 -0 = 25"], $"{why}: {string.Join(", ", await LinesAsync(app, "2026-01"))}");
        Assert.Equal(["2026-02: 25 +0 -0 = 25", "2026-03: 0 +10 -0 = 10", "total: 25 +10 -0 = 35"], await LinesAsync(app, "2026-02"));
        Assert.Equal(["2026-02: 25 +0 -25 = 0", "2026-03: 10 +0 -0 = 10", "total: 35 +0 -25 = 10"], await LinesAsync(app, "2026-03"));
    }

    [Fact]
    public async Task A_fact_that_comes_late_is_summed_into_its_own_day()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.ProgrammeAsync("{}");
        await BuyAsync(app, "p-1", "2026-01-10", 2_500);
        await TickAsync(app, "2026-01-20");

        // As a follow-up leaves it that was kept from running for days.
        await app.Table("Facts").AddEntityAsync(new TableEntity("20260110:07", "late") { ["Type"] = "Rewards.PointsAwarded", ["Months"] = "2027-01=5" });
        await TickAsync(app, "2026-01-21");
        Assert.Equal("2027-01: 0 +25 -0 = 25", (await LinesAsync(app, "2026-01"))[0]);
        await app.Table("Reports").UpsertEntityAsync(new TableEntity("late-facts", "20260110") { ["Day"] = "2026-01-10" });
        await TickAsync(app, "2026-01-21");

        Assert.Equal("2027-01: 0 +30 -0 = 30", (await LinesAsync(app, "2026-01"))[0]);
        Assert.Empty(await app.RowsAsync("Reports", "PartitionKey eq 'late-facts'"));
        Assert.Contains("\n2026-01,total,0,30,0,0,0,0,0,30\n", (await app.GetAsync("reports/liability?month=2026-01&format=csv")).Text);
    }

    [Theory]
    [InlineData("2026-13", "no month")]
    [InlineData("2026-02", "a month that has not begun")]
    [InlineData("9999-12", "the last month there is, which no other follows")]
    [InlineData("-0001-01", "before the calendar of any retailer")]
    public async Task A_month_that_cannot_be_reported_is_refused(string month, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");

        Assert.True((await app.GetAsync($"reports/liability?month={month}")).Expect(HttpStatusCode.BadRequest).Field == "month", why);
    }

    /// <summary>25 points in January, 10 in February; the first lot lapses with February and is written down on 1 March.</summary>
    private static async Task StoryAsync(TestApp app, string[] ticks)
    {
        foreach (var day in ticks.Concat(["2026-01-10", "2026-02-10", "2026-03-01"]).Distinct().Order(StringComparer.Ordinal))
        {
            await (day switch
            {
                "2026-01-10" => BuyAsync(app, "p-1", day, 2_500),
                "2026-02-10" => BuyAsync(app, "p-2", day, 1_000),
                "2026-03-01" => LookAsync(app, day),
                _ => Task.CompletedTask,
            });
            for (var n = 0; n < ticks.Count(tick => tick == day); n++)
            {
                await TickAsync(app, day);
            }
        }
    }

    private static async Task LookAsync(TestApp app, string day)
    {
        app.Clock.Set($"{day}T03:00:00Z");
        await app.DrainAgendaAsync();
    }

    private static async Task BuyAsync(TestApp app, string id, string day, long amount)
    {
        app.Clock.Set($"{day}T10:00:00Z");
        await app.BuyAsync(id, "m-1", $"{day}T10:00:00Z", Shop.Basket(receipt: id, amount: amount));
        await app.WhenIdleAsync();
    }

    private static async Task TickAsync(TestApp app, string day)
    {
        app.Clock.Set($"{day}T04:00:00Z");
        await app.Host.FireTimerAsync("SumFacts");
        await app.WhenIdleAsync();
    }

    private static async Task<List<string>> LinesAsync(TestApp app, string month)
    {
        var report = (await app.GetAsync($"reports/liability?month={month}")).Expect(HttpStatusCode.OK).Json;
        return [.. report["lots"]!.AsArray().Append(report["total"]!.DeepClone()).Select(Text)];

        static string Text(JsonNode? line) =>
            $"{line!["lotMonth"]}: {line["opening"]} +{line["issued"]} -{line["expired"]} = {line["outstanding"]}";
    }
}
