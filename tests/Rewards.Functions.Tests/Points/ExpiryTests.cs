using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

/// <summary>Items 7 and 8 of what separates excellent from toy, as far as points are concerned.</summary>
public sealed class ExpiryTests(TestStorage storage)
{
    private const string EndOfNextMonth = """{ "expiry": { "kind": "endOfMonth", "months": 1 } }""";

    [Fact]
    public async Task Lapsed_points_are_gone_at_midnight_although_no_timer_has_run()
    {
        await using var app = await AppAsync();
        await BuyAsync(app, "p-1", "2026-01-10", 2_500);
        await BuyAsync(app, "p-2", "2026-02-10", 1_000);

        app.Clock.Set("2026-02-28T22:59:59Z");
        Assert.Equal(35, await BalanceAsync(app));
        app.Clock.Set("2026-02-28T23:00:00Z");
        Assert.Equal(10, await BalanceAsync(app));
        Assert.Equal(2, (await EntriesAsync(app)).Count);
    }

    [Theory]
    [InlineData("2026-03-01", "on time")]
    [InlineData("2026-03-01 2026-03-01 2026-03-02", "twice, and again")]
    [InlineData("2026-03-04", "three days late")]
    [InlineData("2026-04-02", "when two lots have lapsed")]
    public async Task The_timer_writes_down_each_lot_once_however_often_or_late_it_runs(string ticks, string why)
    {
        await using var app = await AppAsync();
        await BuyAsync(app, "p-1", "2026-01-10", 2_500);
        await BuyAsync(app, "p-2", "2026-02-10", 1_000);
        await app.DrainAgendaAsync();

        foreach (var day in ticks.Split(' ').Append("2026-04-05"))
        {
            app.Clock.Set($"{day}T04:00:00Z");
            await app.DrainAgendaAsync();
        }

        var expired = (await EntriesAsync(app)).Where(entry => entry.Kind == "expiry").ToList();
        Assert.True(expired.Sum(entry => entry.Points) == -35, why);
        Assert.Equal(ticks.StartsWith("2026-04", StringComparison.Ordinal) ? 1 : 2, expired.Count);
        Assert.Equal(0, await BalanceAsync(app));
        await app.BooksAddUpAsync("m-1");
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
    }

    [Fact]
    public async Task Whoever_has_points_that_will_lapse_is_reminded_once_a_lot()
    {
        await using var app = await AppAsync("""{ "expiry": { "kind": "endOfMonth", "months": 1 }, "reminderDays": 10 }""");
        await BuyAsync(app, "p-1", "2026-01-10", 2_500);

        foreach (var (day, reminders) in new[] { ("2026-02-17", 0), ("2026-02-18", 1), ("2026-02-18", 1), ("2026-02-20", 1) })
        {
            app.Clock.Set($"{day}T04:00:00Z");
            await app.DrainAgendaAsync();
            Assert.Equal(reminders, app.Topic.Events.Count(received => received.Type == "Rewards.PointsExpiring"));
        }

        var reminder = app.Topic.Events.Single(received => received.Type == "Rewards.PointsExpiring").Json.GetProperty("data");
        Assert.Equal(
            ("m-1", 25, "2026-02-28"),
            (reminder.GetProperty("memberId").GetString(), reminder.GetProperty("points").GetInt32(), reminder.GetProperty("expiresOn").GetString()));
    }

    private async Task<TestApp> AppAsync(string programme = EndOfNextMonth)
    {
        var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.ProgrammeAsync(programme);
        return app;
    }

    private static async Task BuyAsync(TestApp app, string id, string day, long amount)
    {
        app.Clock.Set($"{day}T10:00:00Z");
        await app.BuyAsync(id, "m-1", $"{day}T10:00:00Z", Shop.Basket(receipt: id, amount: amount));
        await app.WhenIdleAsync();
    }

    private static async Task<long> BalanceAsync(TestApp app) =>
        (await app.GetAsync("members/m-1/points")).Expect(HttpStatusCode.OK).Json["balance"]!.GetValue<long>();

    private static async Task<List<(string Kind, long Points)>> EntriesAsync(TestApp app) =>
        [.. (await app.GetAsync("members/m-1/points/entries")).Expect(HttpStatusCode.OK).Json["entries"]!.AsArray()
            .Select(entry => (entry!["kind"]!.GetValue<string>(), entry["points"]!.GetValue<long>()))];
}
