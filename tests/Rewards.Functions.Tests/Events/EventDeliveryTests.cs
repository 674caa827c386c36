using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Events;

public sealed class EventDeliveryTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task A_topic_that_is_down_loses_nothing_and_holds_nothing_up()
    {
        await using var app = await TestApp.StartAsync(storage);
        app.Topic.FailNext(int.MaxValue);
        for (var i = 1; i <= 5; i++)
        {
            await app.BuyAsync($"p-{i}", "m-1", At);
        }

        var awarded = await UntilAsync(async () =>
            (await app.GetAsync("members/m-1")) is { Status: HttpStatusCode.OK } member && member.Json["purchases"]!.GetValue<long>() == 5);
        Assert.True(awarded, "The purchases wait for the topic.");
        Assert.Equal(0, app.Topic.Received);

        app.Topic.FailNext(0);
        await app.WhenIdleAsync();
        Assert.Equal(5, app.Topic.Events.Count(received => received.Type == "Rewards.PointsAwarded"));
        Assert.Equal(1, app.Topic.Events.Count(received => received.Type == "Rewards.MemberEnrolled"));
        Assert.Equal(6, app.Topic.Received);
    }

    [Fact]
    public async Task An_event_that_was_tried_long_enough_is_kept_and_sent_when_it_is_replayed()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:EventRetryFor"] = "00:00:00.1" });
        app.Topic.FailNext(int.MaxValue);
        await app.BuyAsync("p-1", "m-1", At);
        await app.WhenIdleAsync();
        Assert.Equal(2, (await app.GetAsync("health")).Json["poison"]!["events"]!.GetValue<int>());

        // While the topic is still down, a replay gets the event its whole time again and comes back.
        (await app.PostAsync("poison/events/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();
        Assert.Equal(2, (await app.GetAsync("health")).Json["poison"]!["events"]!.GetValue<int>());

        app.Topic.FailNext(0);
        (await app.PostAsync("poison/events/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();
        Assert.Equal(["Rewards.MemberEnrolled", "Rewards.PointsAwarded"], app.Topic.Events.Select(received => received.Type).Order());
        Assert.Equal(0, (await app.GetAsync("health")).Json["poison"]!["events"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_events_id_follows_from_its_operation_so_that_a_second_delivery_is_known_as_one()
    {
        await using var app = await TestApp.StartAsync(storage);
        var purchase = Shop.Purchase("p-1", "m-1", At).ToJsonString();
        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();
        var first = app.Topic.Events.Select(received => received.Id).Order().ToList();

        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();

        Assert.Equal(2, first.Count);
        Assert.Equal(2, app.Topic.Duplicates);
        Assert.Equal(first, app.Topic.Events.Select(received => received.Id).Order());
        Assert.Equal(2, (await app.RowsAsync("Facts")).Count);
    }

    [Fact]
    public async Task Without_a_topic_everything_works_and_nothing_is_published()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { Topic = null });
        await app.BuyAsync("p-1", "m-1", At);
        await app.WhenIdleAsync();

        Assert.Equal(25, (await app.GetAsync("members/m-1")).Json["points"]!["balance"]!.GetValue<long>());
        Assert.Equal(2, (await app.RowsAsync("Facts")).Count);
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }
}
