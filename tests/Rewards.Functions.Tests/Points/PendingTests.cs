using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

/// <summary>Points that become spendable later: by a day, by an event, or by a day at the latest. The timer only writes it down.</summary>
public sealed class PendingTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    private const string AfterDays = """{ "kind": "afterDays", "days": 14 }""";

    private const string OnEvent = """{ "kind": "onEvent", "event": "delivered" }""";

    private const string AtLatest = """{ "kind": "onEvent", "event": "delivered", "daysAtLatest": 14 }""";

    [Theory]
    [InlineData("2026-05-17T21:59:59Z", 0, 10, "the last second in Berlin of the day before")]
    [InlineData("2026-05-17T22:00:00Z", 10, 0, "midnight in Berlin, 14 days after the purchase")]
    [InlineData("2026-09-01T10:00:00Z", 10, 0, "much later, and no timer has ever run")]
    public async Task After_their_days_points_can_be_spent_whether_or_not_a_timer_has_run(string now, long balance, long pending, string why)
    {
        await using var app = await StartAsync(AfterDays);

        app.Clock.Set(now);

        Assert.True(await app.AccountAsync("m-1") == (balance, pending, 0), why);
        var member = (await app.GetAsync("members/m-1")).Json["points"]!;
        Assert.Equal((balance, pending), (member["balance"]!.GetValue<long>(), member["pending"]!.GetValue<long>()));
        Assert.Equal("purchase", await app.KindsAsync("m-1"));
    }

    [Theory]
    [InlineData(AfterDays, "2026-05-18T10:00:00Z", "on time")]
    [InlineData(AfterDays, "2026-06-18T10:00:00Z", "a month late")]
    [InlineData(AtLatest, "2026-05-18T10:00:00Z", "the event never came")]
    [InlineData(AtLatest, "2026-06-18T10:00:00Z", "nor did the timer for a month")]
    public async Task The_timer_writes_an_activation_down_once_however_often_it_fires(string pending, string now, string why)
    {
        await using var app = await StartAsync(pending);
        await app.DrainAgendaAsync();
        Assert.Equal("purchase", await app.KindsAsync("m-1"));

        app.Clock.Set(now);
        await app.DrainAgendaAsync();
        await app.DrainAgendaAsync();

        Assert.True(await app.KindsAsync("m-1") == "purchase activation", why);
        Assert.Equal((10, 0, 0), await app.AccountAsync("m-1"));
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.PointsActivated");
        app.Clock.Set("2027-06-01T10:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal("purchase activation expiry", await app.KindsAsync("m-1"));
    }

    [Fact]
    public async Task A_command_writes_down_what_no_timer_has()
    {
        await using var app = await StartAsync(AfterDays);
        app.Clock.Set("2026-05-18T10:00:00Z");

        await app.BoughtAsync("p-2", "m-1", "2026-05-18T09:30:00Z", "1x500");

        Assert.Equal("purchase activation purchase", await app.KindsAsync("m-1"));
        Assert.Equal((10, 5, 0), await app.AccountAsync("m-1"));
    }

    [Fact]
    public async Task An_event_makes_the_points_of_its_purchase_spendable_once_and_a_replay_is_the_same_to_the_byte()
    {
        await using var app = await StartAsync(OnEvent);
        await app.BoughtAsync("p-2", "m-1", At, "1x500");
        app.Clock.Set("2026-08-01T10:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal((0, 15, 0), await app.AccountAsync("m-1"));

        var told = (await app.TellAsync("p-1", "delivered", "key-1")).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"purchaseId":"p-1","event":"delivered","activatedPoints":10,"balance":10}""", told.Text);
        Assert.Equal(told, await app.TellAsync("p-1", "delivered", "key-1"));
        Assert.Equal((10, 5, 0), await app.AccountAsync("m-1"));
        var again = (await app.TellAsync("p-1", "delivered", "key-2")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((0, 10), (again["activatedPoints"]!.GetValue<long>(), again["balance"]!.GetValue<long>()));
        Assert.Equal("idempotency-key-reused", (await app.TellAsync("p-1", "collected", "key-1")).Expect(HttpStatusCode.UnprocessableEntity).Reason);
        var unexpected = (await app.TellAsync("p-1", "collected", "key-3")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("unexpected-event", unexpected.Reason);
        Assert.Equal(unexpected, await app.TellAsync("p-1", "collected", "key-3"));
        Assert.Equal("event", (await app.TellAsync("p-1", "out for delivery")).Expect(HttpStatusCode.BadRequest).Field);
        Assert.Equal("unknown-purchase", (await app.TellAsync("p-9", "delivered")).Expect(HttpStatusCode.NotFound).Reason);
        await app.WhenIdleAsync();
        Assert.Equal("purchase purchase activation", await app.KindsAsync("m-1"));
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.PointsActivated");
    }

    [Theory]
    [InlineData("2026-05-17T10:00:00Z", 10, "the event comes before the latest day")]
    [InlineData("2026-05-18T10:00:00Z", 0, "the latest day was first")]
    public async Task An_event_after_the_latest_day_finds_nothing_that_waits(string now, long activated, string why)
    {
        await using var app = await StartAsync(AtLatest);
        app.Clock.Set(now);

        var told = (await app.TellAsync("p-1", "delivered")).Expect(HttpStatusCode.OK).Json;

        Assert.True(told["activatedPoints"]!.GetValue<long>() == activated, why);
        Assert.Equal(10, told["balance"]!.GetValue<long>());
        Assert.Equal("purchase activation", await app.KindsAsync("m-1"));
    }

    [Fact]
    public async Task The_rule_under_which_a_purchase_earned_is_the_one_whose_event_it_expects()
    {
        await using var app = await StartAsync(OnEvent);
        await app.PutProgrammeAsync("""{ "kind": "onEvent", "event": "collected" }""");

        Assert.Equal("unexpected-event", (await app.TellAsync("p-1", "collected")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.TellAsync("p-1", "delivered")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Events_that_race_over_two_instances_activate_once()
    {
        await using var app = await StartAsync(OnEvent);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? app : other).TellAsync("p-1", "delivered")));

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(10, answers.Sum(answer => answer.Json["activatedPoints"]!.GetValue<long>()));
        Assert.Equal("purchase activation", await app.KindsAsync("m-1"));
    }

    /// <summary>A purchase of 10 points whose rule has been put.</summary>
    private async Task<TestApp> StartAsync(string pending)
    {
        var app = await TestApp.StartAsync(storage);
        await app.PutProgrammeAsync(pending);
        await app.BoughtAsync("p-1", "m-1", At, "1x1000");
        Assert.Equal((0, 10, 0), await app.AccountAsync("m-1"));
        return app;
    }
}
