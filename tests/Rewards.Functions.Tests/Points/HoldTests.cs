using System.Net;
using NodaTime;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

public sealed class HoldTests(TestStorage storage)
{
    private const string Holds = "members/m-1/points/holds";

    [Fact]
    public async Task A_hold_takes_points_out_of_the_balance_and_a_capture_spends_them()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100);

        var held = (await app.PostAsync(Holds, new { points = 60, reference = "r-1" })).Expect(HttpStatusCode.Created);
        Assert.Equal(("open", 60, 40, "2026-05-04T10:15:00Z"), (held.Text("state"), held.Number("points"), held.Number("balance"), held.Text("expiresAt")));
        Assert.Equal((40, 60), await app.PointsAsync("m-1"));

        var hold = $"{Holds}/{held.Text("holdId")}";
        var spent = (await app.PostAsync($"{hold}/captures", null)).Expect(HttpStatusCode.Created);
        Assert.Equal((60, 40, "r-1", held.Text("holdId")), (spent.Number("points"), spent.Number("balance"), spent.Text("reference"), spent.Text("holdId")));
        Assert.Equal((40, 0), await app.PointsAsync("m-1"));
        Assert.Equal("captured", (await app.GetAsync(hold)).Expect(HttpStatusCode.OK).Text("state"));

        (await app.PostAsync($"members/m-1/points/spends/{spent.Text("spendId")}/rollback", null)).Expect(HttpStatusCode.OK);
        Assert.Equal((100, 0), await app.PointsAsync("m-1"));
        Assert.Equal("adjustment 100, hold -60, capture 0, rollback 60", await app.LedgerAsync("m-1"));
    }

    [Fact]
    public async Task A_hold_is_captured_in_parts_and_what_is_left_goes_back()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100);
        var hold = await app.HoldAsync("m-1", 60);

        var first = (await app.PostAsync($"{hold}/captures", new { points = 25, keepOpen = true }, "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal((40, 35), await app.PointsAsync("m-1"));
        Assert.Equal(("open", 25), ((await app.GetAsync(hold)).Text("state"), (await app.GetAsync(hold)).Number("captured")));
        Assert.Equal("capture-exceeds-hold", (await app.PostAsync($"{hold}/captures", new { points = 36 })).Expect(HttpStatusCode.Conflict).Reason);

        (await app.PostAsync($"{hold}/captures", new { points = 10 })).Expect(HttpStatusCode.Created);
        Assert.Equal((65, 0), await app.PointsAsync("m-1"));
        Assert.Equal(("captured", 35), ((await app.GetAsync(hold)).Text("state"), (await app.GetAsync(hold)).Number("captured")));
        Assert.Equal("hold-closed", (await app.PostAsync($"{hold}/captures", new { points = 1 })).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("hold-closed", (await app.PostAsync($"{hold}/release", null)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(first, await app.PostAsync($"{hold}/captures", new { points = 25, keepOpen = true }, "key-1"));
        (await app.PostAsync($"{hold}/captures", new { points = 25 }, "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Keeping_open_what_is_captured_whole_closes_it()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100);
        var hold = await app.HoldAsync("m-1", 60);

        (await app.PostAsync($"{hold}/captures", new { points = 60, keepOpen = true })).Expect(HttpStatusCode.Created);

        Assert.Equal("captured", (await app.GetAsync(hold)).Text("state"));
    }

    [Fact]
    public async Task A_release_frees_what_is_held_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100);
        var hold = await app.HoldAsync("m-1", 60);

        var released = (await app.PostAsync($"{hold}/release", new { reason = "no sale" }, "key-1")).Expect(HttpStatusCode.OK);

        Assert.Equal(("released", 100), (released.Text("state"), released.Number("balance")));
        Assert.Equal(released, await app.PostAsync($"{hold}/release", new { reason = "no sale" }, "key-1"));
        Assert.Equal("hold-closed", (await app.PostAsync($"{hold}/release", null)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("hold-closed", (await app.PostAsync($"{hold}/captures", null)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("adjustment 100, hold -60, release 60", await app.LedgerAsync("m-1"));
    }

    [Fact]
    public async Task A_hold_expires_by_the_clock_alone()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);
        var hold = await app.HoldAsync("m-1", 60, expiresInSeconds: 60);
        (await app.PostAsync($"{hold}/captures", new { points = 10, keepOpen = true })).Expect(HttpStatusCode.Created);

        app.Clock.Advance(Duration.FromSeconds(60) - Duration.FromMilliseconds(1));
        Assert.Equal("open", (await app.GetAsync(hold)).Text("state"));
        Assert.Equal((40, 50), await app.PointsAsync("m-1"));

        app.Clock.Advance(Duration.FromMilliseconds(1));
        Assert.Equal("expired", (await app.GetAsync(hold)).Text("state"));
        Assert.Equal((90, 0), await app.PointsAsync("m-1"));
        Assert.Equal("hold-expired", (await app.PostAsync($"{hold}/captures", null)).Expect(HttpStatusCode.Conflict).Reason);
        (await app.SpendAsync("m-1", 90)).Expect(HttpStatusCode.Created);
        Assert.Equal("hold-expired", (await app.PostAsync($"{hold}/release", null)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("adjustment 100, hold -60, capture 0, release 50, spend -90", await app.LedgerAsync("m-1"));
    }

    [Fact]
    public async Task A_capture_is_honoured_when_a_lot_has_lapsed_and_its_rollback_is_not()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 30, "2026-05-10");
        await app.GiveAsync("m-1", 30, enrol: false);
        var hold = await app.HoldAsync("m-1", 50, expiresInSeconds: 2_592_000);

        app.Clock.Set("2026-05-20T10:00:00Z");
        var spent = (await app.PostAsync($"{hold}/captures", new { points = 40 })).Expect(HttpStatusCode.Created);
        Assert.Equal(20, spent.Number("balance"));
        var undone = (await app.PostAsync($"members/m-1/points/spends/{spent.Text("spendId")}/rollback", null)).Expect(HttpStatusCode.OK);

        Assert.Equal(30, undone.Number("balance"));
        Assert.Equal("adjustment 30, adjustment 30, hold -50, capture 10, rollback 40, expiry -30", await app.LedgerAsync("m-1"));
    }

    [Fact]
    public async Task What_is_held_by_an_amount_is_paid_at_that_amount_whatever_the_rate_is_by_then()
    {
        await using var app = await TestApp.StartAsync(storage);
        await RateAsync(3, 2);
        await app.GiveAsync("m-1", 100);
        var held = (await app.PostAsync(Holds, new { amount = 7, currency = "EUR" })).Expect(HttpStatusCode.Created);
        var hold = $"{Holds}/{held.Text("holdId")}";
        var other = (await app.PostAsync(Holds, new { amount = 7, currency = "EUR" })).Expect(HttpStatusCode.Created);

        await RateAsync(1, 1);
        var spent = (await app.PostAsync($"{hold}/captures", null)).Expect(HttpStatusCode.Created);
        var part = (await app.PostAsync($"{Holds}/{other.Text("holdId")}/captures", new { points = 5 })).Expect(HttpStatusCode.Created);

        Assert.Equal((11, 7), (spent.Number("points"), spent.Number("amount")));
        Assert.Equal((5, 5), (part.Number("points"), part.Number("amount")));

        async Task RateAsync(int points, int amount) => (await app.PutAsync(
            "programme", new { currency = "EUR", timeZone = "Europe/Berlin", exchange = new { points, amount } })).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{ "points": 0 }""", "points", null)]
    [InlineData("""{ "points": 1, "expiresInSeconds": 0 }""", "expiresInSeconds", null)]
    [InlineData("""{ "points": 1, "expiresInSeconds": 2592001 }""", "expiresInSeconds", null)]
    [InlineData("""{ "points": 1, "reference": "" }""", "reference", null)]
    [InlineData("""{ "amount": 1, "currency": "CHF" }""", null, "currency-mismatch")]
    [InlineData("""{ "points": 101 }""", null, "insufficient-points")]
    public async Task What_cannot_be_held_changes_nothing(string body, string? field, string? reason)
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);

        var refused = (await app.PostAsync(Holds, body)).Expect(field is null ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest);

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
        Assert.Equal("adjustment 100", await app.LedgerAsync("m-1"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "hold"));
    }

    [Fact]
    public async Task Fifty_holds_are_open_at_once_and_all_expire_in_one_batch()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);
        for (var i = 0; i < 50; i++)
        {
            await app.HoldAsync("m-1", 1, expiresInSeconds: 1_000 + i);
        }

        Assert.Equal("too-many-holds", (await app.PostAsync(Holds, new { points = 1 })).Expect(HttpStatusCode.Conflict).Reason);
        app.Clock.Advance(Duration.FromSeconds(1_050));
        await app.HoldAsync("m-1", 1);
        Assert.Equal((99, 1), await app.PointsAsync("m-1"));
        Assert.Equal(102, (await app.RowsOfKindAsync("Members", "entry")).Count);
    }

    [Fact]
    public async Task A_hold_that_is_not_there_is_unknown()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");
        foreach (var id in new[] { "unknown", $"H{new string('0', 25)}" })
        {
            Assert.Equal("unknown-hold", (await app.GetAsync($"{Holds}/{id}")).Expect(HttpStatusCode.NotFound).Reason);
            Assert.Equal("unknown-hold", (await app.PostAsync($"{Holds}/{id}/captures", null)).Expect(HttpStatusCode.NotFound).Reason);
            Assert.Equal("unknown-hold", (await app.PostAsync($"{Holds}/{id}/release", null)).Expect(HttpStatusCode.NotFound).Reason);
        }
    }

    [Fact]
    public async Task Sixteen_clients_capture_a_hold_once()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:AbandonAfter"] = "00:05:00" });
        await app.GiveAsync("m-1", 100);
        var hold = await app.HoldAsync("m-1", 60);

        var race = await Race.RunAsync(16, _ => app.PostAsync($"{hold}/captures", null));

        race.Expect(1, "hold-closed");
        Assert.Equal((40, 0), await app.PointsAsync("m-1"));
    }
}
