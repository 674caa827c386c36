using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>A walk is asked for before its change is committed. It comes after it, however late that is.</summary>
public sealed class WalkTests(TestStorage storage)
{
    /// <summary>Several times as long as what was sent before a commit waits until it is looked at.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly Interruption atCommit = new(StorageFaults.IsBatch);

    [Fact]
    public async Task A_campaign_that_is_committed_late_is_walked_for()
    {
        await using var app = await StartAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.SpendAsync("p-1", "m-1", 10);
        Assert.Equal("20260401", await DayAsync(app));

        atCommit.Before(() => Task.Delay(Stall));
        await app.WakeAfterAsync("wake-up", Shop.Dormant(30));

        Assert.Equal("20260131", await DayAsync(app));
    }

    [Fact]
    public async Task Tiers_that_are_committed_late_are_walked_for()
    {
        const string Year = """{ "kind": "calendarYear" }""";
        await using var app = await StartAsync();
        await app.PutTiersAsync(Year);
        await app.SpendAsync("p-1", "m-1", 120);
        Assert.NotEqual("20260102", await DayAsync(app));

        atCommit.Before(() => Task.Delay(Stall));
        await app.PutTiersAsync(Year, 0, TierShop.Gold);

        Assert.Equal("20260102", await DayAsync(app));
    }

    [Fact]
    public async Task A_segment_that_is_committed_late_is_walked_for()
    {
        await using var app = await StartAsync();
        await app.DefineSegmentAsync("buyers", """{"field":"purchases","atLeast":2}""");
        await app.WakeAfterAsync("wake-up", Shop.Dormant(30), body => body["conditions"] = JsonNode.Parse("""{ "segment": "buyers" }"""));
        await app.SpendAsync("p-1", "m-1", 10);
        app.Clock.Set("2026-02-05T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.NotEqual("20260206", await DayAsync(app));

        atCommit.Before(() => Task.Delay(Stall));
        await app.DefineSegmentAsync("buyers", """{"field":"purchases","atLeast":1}""");
        await app.WhenIdleAsync();

        Assert.Equal("20260206", await DayAsync(app));
    }

    [Fact]
    public async Task What_is_never_committed_is_given_up_and_nobody_is_filed_for_it()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage, "2026-01-01T10:00:00Z", services: faults.Insert(), settings: new() { ["Rewards:AbandonAfter"] = "00:00:01" });
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.SpendAsync("p-1", "m-1", 10);

        faults.AtBatches(Fault.DieBefore);
        var refused = await app.PutAsync("campaigns/wake-up", Shop.Campaign(body => body["trigger"] = Shop.Dormant(30)));
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Status);
        await app.WhenIdleAsync();

        Assert.Equal("20260401", await DayAsync(app));
        Assert.Equal(1, (await app.GetAsync("campaigns/wake-up")).Expect(HttpStatusCode.OK).Json["version"]!.GetValue<int>());
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(storage, "2026-01-01T10:00:00Z", services: atCommit.Insert());

    /// <summary>On which day m-1 is to be looked at.</summary>
    private static async Task<string?> DayAsync(TestApp app) =>
        (await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'")).SingleOrDefault()?.PartitionKey[..8];
}
