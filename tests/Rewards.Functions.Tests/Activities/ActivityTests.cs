using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Activities;

public sealed class ActivityTests(TestStorage storage)
{
    [Fact]
    public async Task An_activity_earns_its_points_with_an_entry_and_an_event()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync();
        await app.EnrolAsync("m-1");

        var review = (await app.ActAsync("m-1", "review", reference: "arabica")).Expect(HttpStatusCode.Created).Json;
        var steps = (await app.ActAsync("m-1", "steps", 7)).Expect(HttpStatusCode.Created).Json;

        Assert.Equal((50, 50), (review["points"]!.GetValue<long>(), review["balance"]!.GetValue<long>()));
        Assert.Equal((7, 57), (steps["points"]!.GetValue<long>(), steps["balance"]!.GetValue<long>()));
        Assert.Null(steps["reduced"]);
        var entries = (await app.GetAsync("members/m-1/points")).Json["entries"]!.AsArray();
        Assert.Equal(["activity", "activity"], entries.Select(entry => entry!["kind"]!.GetValue<string>()));
        Assert.Equal(review["activityId"]!.GetValue<string>(), entries[1]!["reference"]!.GetValue<string>());
        await app.WhenIdleAsync();
        Assert.Equal([50, 7], app.Topic.Events.Where(happened => happened.Type == "Rewards.PointsEarned")
            .Select(happened => happened.Json.GetProperty("data").GetProperty("points").GetInt64()).OrderDescending());
        Assert.StartsWith("20270601:", Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'")).PartitionKey);
    }

    [Fact]
    public async Task The_same_key_gets_the_same_reply_for_ever_and_another_body_is_refused()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync("""{ "cooldownSeconds": 60 }""");
        await app.EnrolAsync("m-1");
        var first = (await app.ActAsync("m-1", "review", key: "key-1")).Expect(HttpStatusCode.Created);
        var tooSoon = (await app.ActAsync("m-1", "review", key: "key-2")).Expect(HttpStatusCode.Conflict);
        app.Clock.Advance(Duration.FromHours(1));

        Assert.Equal(first, await app.ActAsync("m-1", "review", key: "key-1"));
        Assert.Equal(tooSoon, await app.ActAsync("m-1", "review", key: "key-2"));
        (await app.ActAsync("m-1", "review", 2, key: "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(50, await app.BalanceAsync("m-1"));
    }

    [Fact]
    public async Task A_cooldown_runs_from_the_last_accepted_one_of_its_kind()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync("""{ "cooldownSeconds": 60 }""");
        await app.EnrolAsync("m-1");
        (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Created);
        app.Clock.Advance(Duration.FromSeconds(59));

        Assert.Equal("activity-cooldown", (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.ActAsync("m-1", "steps")).Expect(HttpStatusCode.Created);
        app.Clock.Advance(Duration.FromSeconds(1));
        (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_cap_reduces_and_then_refuses_until_its_period_is_over()
    {
        await using var app = await TestApp.StartAsync(storage, now: "2026-05-31T10:00:00Z");
        await app.OfferActivitiesAsync("""{ "capPoints": 120, "capPeriod": "month" }""");
        await app.EnrolAsync("m-1");
        var answers = new List<JsonNode>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add((await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Created).Json);
        }

        Assert.Equal([50, 50, 20], answers.Select(answer => answer["points"]!.GetValue<long>()));
        Assert.Equal([null, null, true], answers.Select(answer => answer["reduced"]?.GetValue<bool>()));
        Assert.Equal("activity-cap-reached", (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Conflict).Reason);
        app.Clock.Advance(Duration.FromHours(11));
        Assert.Equal("activity-cap-reached", (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Conflict).Reason);
        app.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(170, (await app.ActAsync("m-1", "review")).Expect(HttpStatusCode.Created).Json["balance"]!.GetValue<long>());
    }

    [Fact]
    public async Task One_activity_beyond_the_cap_per_transaction_is_refused_whole()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync(steps: """{ "maxPerTransaction": 500 }""");
        await app.EnrolAsync("m-1");

        Assert.Equal("activity-over-cap", (await app.ActAsync("m-1", "steps", 501)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(500, (await app.ActAsync("m-1", "steps", 500)).Expect(HttpStatusCode.Created).Json["balance"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_kind_that_earns_once_a_reference_asks_for_it_and_earns_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync("""{ "oncePerReference": true }""");
        await app.EnrolAsync("m-1");
        await app.EnrolAsync("m-2");

        Assert.Equal("reference", (await app.ActAsync("m-1", "review", key: "key-1")).Expect(HttpStatusCode.BadRequest).Field);
        (await app.ActAsync("m-1", "review", reference: "arabica / 1 kg", key: "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("activity-already-rewarded", (await app.ActAsync("m-1", "review", reference: "arabica / 1 kg")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.ActAsync("m-1", "review", reference: "robusta")).Expect(HttpStatusCode.Created);
        (await app.ActAsync("m-2", "review", reference: "arabica / 1 kg")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Many_at_once_fill_the_cap_exactly()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync("""{ "capPoints": 120 }""");
        await app.EnrolAsync("m-1");

        (await Race.RunAsync(16, _ => app.ActAsync("m-1", "review"))).Expect(3, "activity-cap-reached");

        Assert.Equal(120, await app.BalanceAsync("m-1"));
    }

    [Theory]
    [InlineData("""{}""", "kind", "no kind")]
    [InlineData("""{ "kind": "re view" }""", "kind", "no id")]
    [InlineData("""{ "kind": "review", "quantity": 0 }""", "quantity", "none")]
    [InlineData("""{ "kind": "review", "quantity": -1 }""", "quantity", "less than none")]
    [InlineData("""{ "kind": "review", "quantity": 1000001 }""", "quantity", "too many")]
    [InlineData("""{ "kind": "review", "quantity": 1.5 }""", "quantity", "a part")]
    [InlineData("""{ "kind": "review", "reference": "" }""", "reference", "an empty reference")]
    [InlineData("""{ "kind": "review", "points": 5 }""", "points", "points are the programme's to give")]
    public async Task A_body_that_is_wrong_is_named_by_its_field_and_changes_nothing(string body, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync();
        await app.EnrolAsync("m-1");

        var answer = (await app.PostAsync("members/m-1/activities", body)).Expect(HttpStatusCode.BadRequest);

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Equal(0, await app.BalanceAsync("m-1"));
    }

    [Fact]
    public async Task Who_is_unknown_or_erased_and_what_is_not_defined_earns_nothing()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferActivitiesAsync();
        await app.EnrolAsync("m-1");
        await app.EnrolAsync("m-2");
        (await app.DeleteAsync("members/m-2")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("unknown-member", (await app.ActAsync("m-0", "review")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("member-erased", (await app.ActAsync("m-2", "review")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("unknown-activity", (await app.ActAsync("m-1", "survey")).Expect(HttpStatusCode.NotFound).Reason);
        (await app.ActAsync("m-1", "review", key: "")).Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await app.RowsOfKindAsync("Members", "entry"));
    }
}
