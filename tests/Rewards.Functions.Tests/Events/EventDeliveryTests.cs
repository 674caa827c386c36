using System.Net;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.EventGrid;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Events;

public sealed class EventDeliveryTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    private const string Erased = "m-4711";

    [Fact]
    public async Task A_topic_that_is_down_loses_nothing_and_holds_nothing_up()
    {
        await using var app = await TestApp.StartAsync(storage);
        app.Topic.FailNext(int.MaxValue);
        for (var i = 1; i <= 5; i++)
        {
            await app.BuyAsync($"p-{i}", "m-1", At);
        }

        var awarded = await Patience.UntilAsync(async () =>
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
    public async Task An_event_that_waited_while_its_member_was_erased_is_sent_without_the_member()
    {
        await using var app = await TestApp.StartAsync(storage);
        await EraseAsync(app);
        RewardsEvent[] waiting =
        [
            Waiting("A", RewardsEvent.PointsAwarded, $"members/{Erased}"),
            Waiting("B", RewardsEvent.CouponIssued, $"campaigns/spring/members/{Erased}"),
            Waiting("C", RewardsEvent.CouponRedeemed, "campaigns/spring/redemptions/r"),
        ];
        foreach (var happened in waiting)
        {
            await app.SendAsync("events", MessageOf(happened));
        }

        await app.WhenIdleAsync();

        var sent = app.Topic.Events.Where(received => waiting.Any(happened => happened.Id == received.Id)).OrderBy(received => received.Id).ToList();
        Assert.All(sent, received => Assert.DoesNotContain(Erased, received.Json.GetRawText()));
        Assert.Equal(
            ["members", "campaigns/spring/members", "campaigns/spring/redemptions/r"],
            sent.Select(received => received.Json.GetProperty("subject").GetString()));
        Assert.Single(app.Topic.Events, received => received.Type == RewardsEvent.MemberErased && received.Json.GetRawText().Contains(Erased));
    }

    [Fact]
    public async Task An_event_of_an_erased_member_that_was_tried_long_enough_is_kept_without_the_member()
    {
        await using var app = await TestApp.StartAsync(storage);
        await EraseAsync(app);
        app.Topic.FailNext(int.MaxValue);
        await app.SendAsync("events", MessageOf(Waiting("A", RewardsEvent.PointsAwarded, $"members/{Erased}")));
        await app.WhenIdleAsync();

        Assert.DoesNotContain(Erased, Assert.Single(await app.RowsAsync("Poison")).GetBinaryData("Body")!.ToString());
    }

    [Fact]
    public async Task An_event_that_waited_keeps_its_member_where_the_member_stays()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");
        await app.SendAsync("events", MessageOf(Waiting("A", RewardsEvent.PointsAwarded, "members/m-1", "m-1")));
        await app.WhenIdleAsync();

        var sent = Assert.Single(app.Topic.Events, received => received.Id == "A").Json;
        Assert.Equal(("members/m-1", "m-1"), (sent.GetProperty("subject").GetString(), sent.GetProperty("data").GetProperty("memberId").GetString()));
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

    [Fact]
    public async Task A_missing_token_delays_the_event_and_fails_nothing()
    {
        var endless = new Dictionary<string, string?> { ["Rewards:EventRetryDelay"] = "01:00:00" };
        var topic = new EventGridPublisherClient(new Uri("https://127.0.0.1:1/"), new NoToken());
        await using var app = await TestApp.StartAsync(
            storage, settings: endless, services: services => Publish(services, topic), change: options => options with { HostJson = options.HostJson! with { MaxDequeueCount = 1 } });
        await app.BuyAsync("p-1", "m-1", At);

        var delayed = await Patience.UntilAsync(async () => (await app.Queue("events").GetPropertiesAsync()).Value.ApproximateMessagesCount == 2);
        Assert.True(delayed, "The events are not on their queue.");
        Assert.Equal(2, (await app.RowsAsync("Facts")).Count);
        Assert.Equal(0, (await app.Queue("purchases-poison").GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    private static async Task EraseAsync(TestApp app)
    {
        await app.EnrolAsync(Erased);
        (await app.DeleteAsync($"members/{Erased}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
    }

    private static RewardsEvent Waiting(string id, string type, string subject, string member = Erased) =>
        new(id, type, subject, At, new EventData { MemberId = member, Points = 25 });

    /// <summary>Tried for so long that this try is the last one.</summary>
    private static string MessageOf(RewardsEvent happened) =>
        JsonSerializer.Serialize(new EventMessage(happened, Since: 1, Tries: 1), EventJson.Default.EventMessage);

    private static void Publish(IServiceCollection services, EventGridPublisherClient topic) => services.AddSingleton(provider => new EventPublisher(
        topic,
        provider.GetRequiredService<QueueSender>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<RewardsOptions>()));

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new AuthenticationFailedException("There is no identity.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new AuthenticationFailedException("There is no identity.");
    }
}
