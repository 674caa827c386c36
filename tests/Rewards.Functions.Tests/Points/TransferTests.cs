using System.Net;
using System.Text;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

public sealed class TransferTests(TestStorage storage)
{
    [Fact]
    public async Task A_transfer_moves_points_with_their_expiry_before_it_is_answered()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 30, "2026-06-30");
        await app.GiveAsync("m-1", 100, "2027-12-31", enrol: false);
        await app.GiveAsync("m-2", 5, "2027-12-31");

        var sent = (await app.TransferAsync("m-1", "m-2", 50, "key-1")).Expect(HttpStatusCode.Created);

        Assert.Equal((50, 80), (sent.Number("points"), sent.Number("balance")));
        Assert.Equal("2027-12-31: 80", await app.LotsAsync("m-1"));
        Assert.Equal("2026-06-30: 30, 2027-12-31: 25", await app.LotsAsync("m-2"));
        Assert.Equal("adjustment 30, adjustment 100, transfer-out -50", await app.LedgerAsync("m-1"));
        Assert.Equal("adjustment 5, transfer-in 50", await app.LedgerAsync("m-2"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "transfer"));
        Assert.Equal(sent, await app.TransferAsync("m-1", "m-2", 50, "key-1"));
        (await app.TransferAsync("m-1", "m-2", 51, "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        (await app.TransferAsync("m-1", "m-3", 50, "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal((55, 0), await app.PointsAsync("m-2"));
    }

    [Fact]
    public async Task Both_sides_are_told_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 30);
        await app.EnrolAsync("m-2");

        (await app.TransferAsync("m-1", "m-2", 10)).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();

        foreach (var (type, member, other) in new[] { ("Rewards.PointsTransferredOut", "m-1", "m-2"), ("Rewards.PointsTransferredIn", "m-2", "m-1") })
        {
            var told = Assert.Single(app.Topic.Events, received => received.Type == type).Json.GetRawText();
            Assert.Contains(member, told);
            Assert.DoesNotContain(other, told);
        }
    }

    [Theory]
    [InlineData("""{ "toMemberId": "m-1", "points": 1 }""", "toMemberId", null)]
    [InlineData("""{ "toMemberId": "a@b", "points": 1 }""", "toMemberId", null)]
    [InlineData("""{ "points": 1 }""", "toMemberId", null)]
    [InlineData("""{ "toMemberId": "m-2", "points": 0 }""", "points", null)]
    [InlineData("""{ "toMemberId": "m-2" }""", "points", null)]
    [InlineData("""{ "toMemberId": "m-2", "points": 1, "reason": "" }""", "reason", null)]
    [InlineData("""{ "toMemberId": "m-2", "points": 101 }""", null, "insufficient-points")]
    [InlineData("""{ "toMemberId": "m-unknown", "points": 1 }""", null, "unknown-member")]
    [InlineData("""{ "toMemberId": "m-gone", "points": 1 }""", null, "member-erased")]
    public async Task What_cannot_be_passed_on_changes_nothing(string body, string? field, string? reason)
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.GiveAsync("m-1", 100);
        await app.EnrolAsync("m-2");
        await app.EnrolAsync("m-gone");
        (await app.DeleteAsync("members/m-gone")).Expect(HttpStatusCode.NoContent);

        var refused = await app.PostAsync("members/m-1/points/transfers", body);

        Assert.Equal(field is null ? reason == "unknown-member" ? 404 : 409 : 400, (int)refused.Status);
        Assert.Equal((field, reason), (refused.Field, refused.Reason));
        Assert.Equal((100, 0), await app.PointsAsync("m-1"));
        Assert.Equal((0, 0), await app.PointsAsync("m-2"));
        Assert.Empty(await app.RowsAsync("Members", "PartitionKey eq 'm-unknown'"));
    }

    [Fact]
    public async Task Points_that_find_no_room_come_back()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-1", 30);
        await app.GiveAsync("m-2", 1);
        await FillAsync(app, "m-2");

        (await app.TransferAsync("m-1", "m-2", 10)).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();

        Assert.Equal("adjustment 30, transfer-out -10, transfer-returned 10", await app.LedgerAsync("m-1"));
        Assert.Equal((long.MaxValue, 0), await app.PointsAsync("m-2"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "transfer"));
    }

    [Fact]
    public async Task Members_who_send_to_each_other_at_once_lose_nothing()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:AbandonAfter"] = "00:05:00" });
        await app.GiveAsync("m-1", 50);
        await app.GiveAsync("m-2", 50);

        var race = await Race.RunAsync(16, client => app.TransferAsync(client % 2 == 0 ? "m-1" : "m-2", client % 2 == 0 ? "m-2" : "m-1", 1 + client));
        await app.WhenIdleAsync();

        Assert.All(race.Answers, answer => Assert.True(answer.Status == HttpStatusCode.Created || answer.Reason == "insufficient-points", answer.Text));
        Assert.Equal(100, (await app.PointsAsync("m-1")).Balance + (await app.PointsAsync("m-2")).Balance);
    }

    /// <summary>No call brings a single point that far.</summary>
    private static async Task FillAsync(TestApp app, string member)
    {
        var lots = Assert.Single(await app.RowsAsync("Members", $"PartitionKey eq '{member}' and RowKey eq 'lots:{member}'"));
        var full = Encoding.UTF8.GetString(lots.GetBinary("Lots")!).Replace(":1", $":{long.MaxValue}", StringComparison.Ordinal);
        (lots["Lots"], lots["Balance"]) = (Encoding.UTF8.GetBytes(full), long.MaxValue);
        await app.Table("Members").UpsertEntityAsync(lots);
    }
}
