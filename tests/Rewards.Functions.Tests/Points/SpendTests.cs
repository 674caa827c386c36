using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

public sealed class SpendTests(TestStorage storage)
{
    private const string Spends = "members/m-1/points/spends";

    [Fact]
    public async Task A_spend_takes_the_points_that_lapse_first_and_can_be_read()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100, "2027-12-31");
        await app.GiveAsync("m-1", 30, "2026-06-30");

        var spent = (await app.PostAsync(Spends, new { points = 50, reference = "r-1" })).Expect(HttpStatusCode.Created);

        Assert.Equal((50, 50, 80), (spent.Number("points"), spent.Number("amount"), spent.Number("balance")));
        Assert.Equal("2027-12-31: 80", await app.LotsAsync("m-1"));
        var read = (await app.GetAsync($"{Spends}/{spent.Text("spendId")}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("r-1", "EUR", 50), (read.Text("reference"), read.Text("currency"), read.Number("points")));
        await app.WhenIdleAsync();
        var told = Assert.Single(app.Topic.Events, received => received.Type == "Rewards.PointsSpent").Json.GetProperty("data");
        Assert.Equal(spent.Text("spendId"), told.GetProperty("reference").GetString());
        Assert.Equal(-50, told.GetProperty("points").GetInt64());
    }

    [Theory]
    [InlineData("""{ "points": 10 }""", 10, 6, "ten thirds of 2 cents, rounded down")]
    [InlineData("""{ "amount": 6, "currency": "EUR" }""", 9, 6, "exactly")]
    [InlineData("""{ "amount": 7, "currency": "EUR" }""", 11, 7, "the fewest points that are worth 7 cents")]
    public async Task The_programmes_exchange_rate_says_what_points_are_worth(string body, long points, long amount, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.PutAsync("programme", new { currency = "EUR", timeZone = "Europe/Berlin", exchange = new { points = 3, amount = 2 } })).Expect(HttpStatusCode.OK);
        await app.GiveAsync("m-1", 100);

        var spent = (await app.PostAsync(Spends, body)).Expect(HttpStatusCode.Created);

        Assert.True((points, amount, 100 - points) == (spent.Number("points"), spent.Number("amount"), spent.Number("balance")), $"{why}: {spent.Text}");
    }

    [Theory]
    [InlineData("""{ "points": 0 }""", "points", null)]
    [InlineData("""{ "points": -1 }""", "points", null)]
    [InlineData("""{ "points": 1.5 }""", "points", null)]
    [InlineData("""{ "points": "1" }""", "points", null)]
    [InlineData("""{ "points": 9223372036854775808 }""", "points", null)]
    [InlineData("""{ }""", "points", null)]
    [InlineData("""{ "points": 1, "amount": 1, "currency": "EUR" }""", "points", null)]
    [InlineData("""{ "points": 1, "currency": "EUR" }""", "currency", null)]
    [InlineData("""{ "amount": 0, "currency": "EUR" }""", "amount", null)]
    [InlineData("""{ "amount": 1 }""", "currency", null)]
    [InlineData("""{ "amount": 1, "currency": "euro" }""", "currency", null)]
    [InlineData("""{ "points": 1, "reference": "" }""", "reference", null)]
    [InlineData("""{ "points": 1, "pionts": 2 }""", "pionts", null)]
    [InlineData("""{ "amount": 1, "currency": "CHF" }""", null, "currency-mismatch")]
    [InlineData("""{ "points": 101 }""", null, "insufficient-points")]
    [InlineData("""{ "amount": 9223372036854775807, "currency": "EUR" }""", null, "insufficient-points")]
    public async Task What_cannot_be_spent_changes_nothing(string body, string? field, string? reason)
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);

        var refused = (await app.PostAsync(Spends, body, "key-1")).Expect(field is null ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest);

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
        Assert.Equal("adjustment 100", await app.LedgerAsync("m-1"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "spend"));
        Assert.Equal(refused, await app.PostAsync(Spends, body, "key-1"));
    }

    [Fact]
    public async Task Who_is_unknown_or_erased_spends_nothing_and_the_answer_is_not_remembered()
    {
        await using var app = await TestApp.StartAsync(storage);
        Assert.Equal("unknown-member", (await app.SpendAsync("m-1", 1, "key-1")).Expect(HttpStatusCode.NotFound).Reason);
        await app.GiveAsync("m-1", 1);
        (await app.SpendAsync("m-1", 1, "key-1")).Expect(HttpStatusCode.Created);

        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("member-erased", (await app.SpendAsync("m-1", 1, "key-2")).Expect(HttpStatusCode.Conflict).Reason);
        await app.WhenIdleAsync();
        Assert.Equal(["op", "profile"], (await app.RowsAsync("Members")).Select(row => row.RowKey.Split(':')[0]).Order());
    }

    [Fact]
    public async Task The_same_key_spends_once_and_says_the_same_for_ever()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 100);
        var spent = (await app.SpendAsync("m-1", 60, "key-1")).Expect(HttpStatusCode.Created);
        var refused = (await app.SpendAsync("m-1", 60, "key-2")).Expect(HttpStatusCode.Conflict);
        await app.GiveAsync("m-1", 100, enrol: false);

        Assert.Equal(spent, await app.SpendAsync("m-1", 60, "key-1"));
        Assert.Equal(refused, await app.SpendAsync("m-1", 60, "key-2"));
        (await app.SpendAsync("m-1", 61, "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        (await app.PostAsync(Spends, new { points = 1 }, "")).Expect(HttpStatusCode.BadRequest);
        Assert.Equal((140, 0), await app.PointsAsync("m-1"));
    }

    [Fact]
    public async Task Of_64_clients_exactly_as_many_spend_as_there_are_points()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:AbandonAfter"] = "00:05:00" });
        await app.GiveAsync("m-1", 40);

        var race = await Race.RunAsync(64, _ => app.SpendAsync("m-1", 1));

        race.Expect(40, "insufficient-points");
        Assert.Equal((0, 0), await app.PointsAsync("m-1"));
        Assert.Equal(40, (await app.RowsOfKindAsync("Members", "spend")).Count);
        Assert.Equal(41, (await app.RowsOfKindAsync("Members", "entry")).Count);
    }

    [Fact]
    public async Task A_rollback_puts_the_points_back_into_their_lots_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 30, "2026-06-30");
        await app.GiveAsync("m-1", 100, "2027-12-31", enrol: false);
        var spend = $"{Spends}/{(await app.SpendAsync("m-1", 50)).Text("spendId")}";

        var undone = (await app.PostAsync($"{spend}/rollback", new { reason = "returned" }, "key-1")).Expect(HttpStatusCode.OK);

        Assert.Equal((130, "2026-05-04T10:00:00Z"), (undone.Number("balance"), undone.Text("rolledBackAt")));
        Assert.Equal("2026-06-30: 30, 2027-12-31: 100", await app.LotsAsync("m-1"));
        Assert.Equal(undone, await app.PostAsync($"{spend}/rollback", new { reason = "returned" }, "key-1"));
        Assert.Equal("already-rolled-back", (await app.PostAsync($"{spend}/rollback", null)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("adjustment 30, adjustment 100, spend -50, rollback 50", await app.LedgerAsync("m-1"));
        Assert.Equal("2026-05-04T10:00:00Z", (await app.GetAsync(spend)).Text("rolledBackAt"));
    }

    [Fact]
    public async Task What_has_lapsed_meanwhile_comes_back_lapsed()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 30, "2026-06-30");
        await app.GiveAsync("m-1", 100, "2027-12-31", enrol: false);
        var spend = $"{Spends}/{(await app.SpendAsync("m-1", 50)).Text("spendId")}";

        app.Clock.Set("2026-06-30T22:00:00Z");
        var undone = (await app.PostAsync($"{spend}/rollback", null)).Expect(HttpStatusCode.OK);

        Assert.Equal(100, undone.Number("balance"));
        Assert.Equal("2027-12-31: 100", await app.LotsAsync("m-1"));
        Assert.Equal("adjustment 30, adjustment 100, spend -50, rollback 50, expiry -30", await app.LedgerAsync("m-1"));
    }

    [Theory]
    [InlineData("unknown", "no id at all")]
    [InlineData("S0000000000000000000000000", "an id of nothing")]
    public async Task A_spend_that_is_not_there_is_neither_read_nor_undone(string id, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");

        Assert.True((await app.GetAsync($"{Spends}/{id}")).Expect(HttpStatusCode.NotFound).Reason == "unknown-spend", why);
        Assert.Equal("unknown-spend", (await app.PostAsync($"{Spends}/{id}/rollback", null)).Expect(HttpStatusCode.NotFound).Reason);
    }

    [Fact]
    public async Task Another_members_spend_is_unknown()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 30);
        await app.EnrolAsync("m-2");
        var id = (await app.SpendAsync("m-1", 10)).Text("spendId");

        Assert.Equal("unknown-spend", (await app.PostAsync($"members/m-2/points/spends/{id}/rollback", null)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal((20, 0), await app.PointsAsync("m-1"));
    }
}
