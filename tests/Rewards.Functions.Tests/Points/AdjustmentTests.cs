using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

public sealed class AdjustmentTests(TestStorage storage)
{
    private const string Adjustments = "members/m-1/points/adjustments";

    [Fact]
    public async Task Points_are_given_and_taken_with_a_reason_and_a_name()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");

        var given = (await app.PostAsync(Adjustments, new { points = 100, reason = "goodwill", by = "clerk-7" }, "key-1")).Expect(HttpStatusCode.Created);
        var taken = (await app.PostAsync(Adjustments, new { points = -30, reason = "mistake", by = "clerk-8" })).Expect(HttpStatusCode.Created);

        Assert.Equal((100, 70), (given.Number("balance"), taken.Number("balance")));
        Assert.Equal("2027-05-31: 70", await app.LotsAsync("m-1"));
        var latest = (await app.GetAsync("members/m-1/points/entries")).Json["entries"]![0]!;
        Assert.Equal(
            ("adjustment", "mistake", "clerk-8", taken.Text("adjustmentId")),
            (Of("kind"), Of("reason"), Of("by"), Of("reference")));
        Assert.Equal(given, await app.PostAsync(Adjustments, new { points = 100, reason = "goodwill", by = "clerk-7" }, "key-1"));
        (await app.PostAsync(Adjustments, new { points = 100, reason = "goodwill", by = "clerk-9" }, "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        await app.WhenIdleAsync();
        Assert.Equal(2, app.Topic.Events.Count(received => received.Type == "Rewards.PointsAdjusted"));

        string Of(string name) => latest[name]!.GetValue<string>();
    }

    [Theory]
    [InlineData("""{ "points": 0, "reason": "r", "by": "b" }""", "points", null)]
    [InlineData("""{ "reason": "r", "by": "b" }""", "points", null)]
    [InlineData("""{ "points": 9223372036854775808, "reason": "r", "by": "b" }""", "points", null)]
    [InlineData("""{ "points": 1, "by": "b" }""", "reason", null)]
    [InlineData("""{ "points": 1, "reason": " ", "by": "b" }""", "reason", null)]
    [InlineData("""{ "points": 1, "reason": "r" }""", "by", null)]
    [InlineData("""{ "points": 1, "reason": "r", "by": "jo@shop.example" }""", "by", null)]
    [InlineData("""{ "points": 1, "reason": "r", "by": "b", "expiresOn": "31.12.2027" }""", "expiresOn", null)]
    [InlineData("""{ "points": 1, "reason": "r", "by": "b", "expiresOn": "2026-05-03" }""", "expiresOn", null)]
    [InlineData("""{ "points": 1, "reason": "r", "by": "b", "expiresOn": "9999-12-31" }""", "expiresOn", null)]
    [InlineData("""{ "points": -1, "reason": "r", "by": "b", "expiresOn": "2027-05-03" }""", "expiresOn", null)]
    [InlineData("""{ "points": -101, "reason": "r", "by": "b" }""", null, "insufficient-points")]
    [InlineData("""{ "points": 1000000000000, "reason": "r", "by": "b", "expiresOn": "2026-05-04" }""", null, "created")]
    [InlineData("""{ "points": 1000000000001, "reason": "r", "by": "b" }""", "points", null)]
    [InlineData("""{ "points": -1000000000001, "reason": "r", "by": "b" }""", "points", null)]
    [InlineData("""{ "points": -9223372036854775808, "reason": "r", "by": "b" }""", "points", null)]
    public async Task What_cannot_be_adjusted_changes_nothing(string body, string? field, string? reason)
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);
        var before = await app.LedgerAsync("m-1");

        var answer = await app.PostAsync(Adjustments, body);

        if (reason == "created")
        {
            Assert.Equal(1_000_000_000_100, answer.Expect(HttpStatusCode.Created).Number("balance"));
            return;
        }

        answer.Expect(field is null ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest);
        Assert.Equal((field, reason), (answer.Field, answer.Reason));
        Assert.Equal(before, await app.LedgerAsync("m-1"));
    }

    [Fact]
    public async Task Nobody_is_enrolled_by_an_adjustment()
    {
        await using var app = await TestApp.StartAsync(storage);

        var refused = (await app.PostAsync(Adjustments, new { points = 1, reason = "goodwill", by = "clerk-7" })).Expect(HttpStatusCode.NotFound);

        Assert.Equal("unknown-member", refused.Reason);
        Assert.Empty(await app.RowsAsync("Members"));
    }
}
