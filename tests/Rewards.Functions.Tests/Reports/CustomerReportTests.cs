using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Reports;

public sealed class CustomerReportTests(TestStorage storage)
{
    [Fact]
    public async Task Months_tell_who_is_new_who_came_again_and_who_did_not_also_of_what_comes_late()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-04-10T10:00:00Z");
        await BuyAsync(app, "anna 04-10", "berta 04-10", "anna 04-10");
        app.Clock.Set("2026-05-04T10:00:00Z");
        await BuyAsync(app, "anna 05-04", "carl 05-04");
        app.Clock.Set("2026-06-04T10:00:00Z");
        await BuyAsync(app, "carl 06-04");
        await TickAsync(app, "2026-06-05");
        Assert.Equal(
            [
                "2026-03: 0 new, 0 again, 0 active, 0 retained, churn -, repeat -, 0 for 0",
                "2026-04: 2 new, 0 again, 2 active, 0 retained, churn -, repeat 0, 3 for 3000",
                "2026-05: 1 new, 1 again, 2 active, 1 retained, churn 0.5, repeat 0.333333, 2 for 2000",
                "2026-06: 0 new, 1 again, 1 active, 1 retained, churn 0.5, repeat 0.666667, 1 for 1000",
            ],
            await LinesAsync(app));

        // A till that was offline: May has one more, who then is retained in June as well, and so is Berta in May.
        await BuyAsync(app, "berta 06-04", "berta 05-30");
        await TickAsync(app, "2026-06-06");

        Assert.Equal(
            [
                "2026-05: 1 new, 1 again, 3 active, 2 retained, churn 0, repeat 0.333333, 3 for 3000",
                "2026-06: 0 new, 2 again, 2 active, 2 retained, churn 0.333333, repeat 1, 2 for 2000",
            ],
            (await LinesAsync(app)).Skip(2));
        var csv = (await app.GetAsync("reports/customers?from=2026-06&to=2026-06&format=csv")).Expect(HttpStatusCode.OK).Text.Split('\n');
        Assert.StartsWith("month,currency,firstPurchases,", csv[0]);
        Assert.StartsWith("2026-06,EUR,0,2,2,2,0.666667,0.333333,1", csv[1]);
        Assert.Equal("2026-06-05", (await app.GetAsync("reports/customers?from=2026-06&to=2026-06")).Json["through"]!.GetValue<string>());
    }

    /// <param name="purchases">Such as anna 04-10, each of 10 euros.</param>
    private static async Task BuyAsync(TestApp app, params string[] purchases)
    {
        foreach (var purchase in purchases)
        {
            var (member, day) = (purchase.Split(' ')[0], purchase.Split(' ')[1]);
            var id = Guid.NewGuid().ToString("N");
            await app.BuyAsync(id, member, $"2026-{day}T09:00:00Z", Shop.Basket(receipt: id, amount: 1_000));
            await app.WhenIdleAsync();
        }
    }

    private static Task TickAsync(TestApp app, string day)
    {
        app.Clock.Set($"{day}T04:00:00Z");
        return app.Host.FireTimerAsync("SumFacts");
    }

    private static async Task<List<string>> LinesAsync(TestApp app)
    {
        var report = (await app.GetAsync("reports/customers?from=2026-03&to=2026-06")).Expect(HttpStatusCode.OK).Json;
        return [.. report["months"]!.AsArray().Select(Text)];

        static string Text(JsonNode? month) =>
            $"{month!["month"]}: {month["firstPurchases"]} new, {month["secondDayCustomers"]} again, {month["activeCustomers"]} active, {month["retained"]} retained, "
            + $"churn {month["churnRate"] ?? "-"}, repeat {month["repeatRate"] ?? "-"}, {month["purchases"]} for {month["revenue"]}";
    }
}
