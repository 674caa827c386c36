using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>What changes finds those who sleep already. The walk is asked for before the change is committed, and comes after it, however late that is.</summary>
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
        Assert.Equal("20260401", await app.StandingDayAsync());

        atCommit.Before(() => Task.Delay(Stall));
        await app.WakeAfterAsync("wake-up", Shop.Dormant(30));

        Assert.Equal("20260131", await app.StandingDayAsync());
    }

    [Fact]
    public async Task Tiers_that_are_committed_late_are_walked_for()
    {
        const string Year = """{ "kind": "calendarYear" }""";
        await using var app = await StartAsync();
        await app.PutTiersAsync(Year);
        await app.SpendAsync("p-1", "m-1", 120);
        Assert.NotEqual("20260102", await app.StandingDayAsync());

        atCommit.Before(() => Task.Delay(Stall));
        await app.PutTiersAsync(Year, 0, TierShop.Gold);

        Assert.Equal("20260102", await app.StandingDayAsync());
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
        Assert.NotEqual("20260206", await app.StandingDayAsync());

        atCommit.Before(() => Task.Delay(Stall));
        await app.DefineSegmentAsync("buyers", """{"field":"purchases","atLeast":1}""");
        await app.WhenIdleAsync();

        Assert.Equal("20260206", await app.StandingDayAsync());
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

        Assert.Equal("20260401", await app.StandingDayAsync());
        Assert.Equal(1, (await app.GetAsync("campaigns/wake-up")).Expect(HttpStatusCode.OK).Json["version"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(true, "the walk files it")]
    [InlineData(false, "the next purchase does, since the walk is yet to come")]
    public async Task An_earlier_look_replaces_the_row_that_stands(bool isWalked, string why)
    {
        await using var app = await TestApp.StartAsync(
            storage, "2026-01-01T10:00:00Z", settings: new() { ["Rewards:WalkDelay"] = isWalked ? "00:00:00" : "00:00:15" });
        await app.DefineAsync("after-90", campaign => campaign["trigger"] = Shop.Dormant(90));
        await app.EnrolAsync("m-1");
        await app.BuyAsync("p-1", "m-1", "2026-01-01T10:00:00Z");
        Assert.True(await Patience.UntilAsync(async () => await app.StandingDayAsync() == "20260401"));

        await app.DefineAsync("after-30", campaign => campaign["trigger"] = Shop.Dormant(30));
        if (!isWalked)
        {
            await app.BuyAsync("p-2", "m-1", "2026-01-02T10:00:00Z");
        }

        var expected = isWalked ? "20260131" : "20260201";
        Assert.True(await Patience.UntilAsync(async () => await app.LookRowsAsync() is [var row] && row.PartitionKey.StartsWith(expected, StringComparison.Ordinal)), why);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("changed")]
    public async Task A_new_or_changed_campaign_wakes_those_who_already_sleep(string kind)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-01T10:00:00Z");
        if (kind == "changed")
        {
            await app.WakeAfterAsync("wake-up", Shop.Dormant(300));
        }

        await app.BuyOnAsync("m-1", "2026-01-01");
        await app.BuyOnAsync("m-2", "2026-04-20");
        app.Clock.Set("2026-05-01T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Empty(await app.IssuedAsync());

        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        app.Clock.Set("2026-05-02T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(["m-1 2026-01-01"], await app.IssuedAsync());

        app.Clock.Set("2026-07-19T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(["m-1 2026-01-01", "m-2 2026-04-20"], await app.IssuedAsync());
    }

    [Fact]
    public async Task A_row_that_was_lost_is_filed_again_by_the_next_walk()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-01T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.BuyOnAsync("m-1", "2026-01-01");
        var row = Assert.Single(await app.LookRowsAsync());
        await app.Table("Agenda").DeleteEntityAsync(row.PartitionKey, row.RowKey);
        app.Clock.Set("2026-04-05T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Empty(await app.IssuedAsync());

        await app.WakeAfterAsync("wake-up", Shop.Dormant(91));
        app.Clock.Set("2026-04-06T04:00:00Z");
        await app.DrainAgendaAsync();

        Assert.Equal(["m-1 2026-01-01"], await app.IssuedAsync());
        Assert.Null(await app.StandingDayAsync());
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(storage, "2026-01-01T10:00:00Z", services: atCommit.Insert());
}
