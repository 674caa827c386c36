using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Clubs;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Clubs;

public sealed class RenewalTests(TestStorage storage)
{
    private const string CalendarYear = """{ "kind": "calendarYear" }""";

    private const string Renewals = "members/m-1/clubs/coffee-club/renewals";

    [Fact]
    public async Task Renewals_extend_begin_anew_after_a_gap_and_cancel()
    {
        await using var app = await StartAsync();

        Assert.Equal("2026-05-04..2026-05-31", await RenewAsync(app, """{ "until": "2026-05-31" }"""));
        Assert.Equal("2026-05-04..2026-06-30", await RenewAsync(app, """{ "from": "2026-06-01", "until": "2026-06-30" }"""));
        Assert.Equal("2026-05-04..2026-06-30", await RenewAsync(app, """{ "until": "2026-05-10" }"""));
        Assert.Equal("2026-05-04..2026-06-30 2026-07-02..2026-07-31", await RenewAsync(app, """{ "from": "2026-07-02", "until": "2026-07-31" }"""));
        Assert.Equal("2026-05-04..2026-06-15", await RenewAsync(app, """{ "until": "2026-06-15", "cancel": true }"""));

        var listed = (await app.GetAsync("members/m-1/clubs")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            """{"memberId":"m-1","clubs":[{"club":"coffee-club","name":"Coffee club","from":"2026-05-04","until":"2026-06-15","active":true}]}""", listed.Text);
        app.Clock.Set("2026-06-15T22:00:00Z");
        Assert.False((await app.GetAsync("members/m-1/clubs")).Json["clubs"]![0]!["active"]!.GetValue<bool>());
        Assert.Null((await app.GetAsync("members/m-1")).Json["clubs"]);
    }

    [Theory]
    [InlineData("coffee-club", """{ "until": "2026-13-01" }""", 400, "until", "no day")]
    [InlineData("coffee-club", """{ }""", 400, "until", "no last day")]
    [InlineData("coffee-club", """{ "from": "2026-06-02", "until": "2026-06-01" }""", 400, "until", "the wrong way round")]
    [InlineData("coffee-club", """{ "from": "1969-12-31", "until": "2200-01-01" }""", 400, "from", "beyond the calendar")]
    [InlineData("coffee-club", """{ "from": "2026-05-01", "until": "2026-06-01", "cancel": true }""", 400, "from", "a cancellation has no first day")]
    [InlineData("a b", """{ "until": "2026-06-01" }""", 400, "club", "no id")]
    [InlineData("tea-club", """{ "until": "2026-06-01" }""", 404, "unknown-club", "another club")]
    [InlineData("coffee-club", """{ "until": "2026-06-01", "cancel": true }""", 404, "unknown-member", "nobody to cancel for")]
    [InlineData("coffee-club", """{ "until": "2026-05-03" }""", 409, "ends-in-the-past", "over yesterday")]
    public async Task What_cannot_be_renewed_is_told_and_changes_nothing(string club, string body, int status, string what, string why)
    {
        await using var app = await StartAsync();

        var answer = await app.PostAsync($"members/m-1/clubs/{Uri.EscapeDataString(club)}/renewals", body);

        Assert.True(((int)answer.Status, answer.Field ?? answer.Reason) == (status, what), $"{why}: {answer.Text}");
        Assert.Empty(await app.RowsOfKindAsync("Members", "profile"));
    }

    [Fact]
    public async Task The_same_key_gets_the_same_bytes_whatever_has_happened_since_and_another_body_none()
    {
        await using var app = await StartAsync();
        var first = await app.PostAsync(Renewals, new { until = "2026-05-31" }, "key-1");
        await app.PostAsync(Renewals, new { until = "2026-12-31" }, "key-2");

        Assert.Equal(first, await app.PostAsync(Renewals, new { until = "2026-05-31" }, "key-1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.PostAsync(Renewals, new { until = "2027-05-31" }, "key-1")).Status);
        Assert.Equal("2026-05-04..2026-12-31", await ListAsync(app));
    }

    [Fact]
    public async Task A_message_renews_once_however_often_it_comes()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await app.SendAsync("renewals", Message("r-1", "2026-05-31"));
        }

        await app.WhenIdleAsync();

        Assert.Equal("2026-05-04..2026-05-31", await ListAsync(app));
        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.ClubChanged");
        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.MemberEnrolled");
    }

    [Fact]
    public async Task A_message_that_is_refused_is_kept_and_renews_when_it_is_replayed_after_the_reason_is_gone()
    {
        await using var app = await StartAsync();
        await app.SendAsync("renewals", Message("r-1", "2026-05-31"));
        await app.WhenIdleAsync();
        await app.SendAsync("renewals", Message("r-1", "2026-06-30"));
        await app.SendAsync("renewals", Message("r-2", "2026-06-30", "tea-club"));
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        Assert.Equal(2, (await app.GetAsync("health")).Json["poison"]!["renewals"]!.GetValue<int>());

        var programme = (await app.GetAsync("programme")).Json.AsObject();
        programme.Remove("version");
        programme["clubs"]!.AsArray().Add(JsonNode.Parse("""{ "id": "tea-club", "name": "Tea club" }"""));
        (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.OK);
        await app.PostAsync("poison/renewals/replays", null, "");
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        Assert.Equal("2026-05-04..2026-05-31 2026-05-04..2026-06-30", await ListAsync(app));
        Assert.Equal(1, (await app.GetAsync("health")).Json["poison"]!["renewals"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nothing_of_an_erased_member_is_left_and_a_late_message_neither_renews_nor_is_kept()
    {
        await using var app = await StartAsync();
        await app.PutTiersAsync(CalendarYear);
        await app.SpendAsync("p-1", "m-1", 200);
        await RenewAsync(app, """{ "until": "2026-05-31" }""");
        await app.SendAsync("renewals", Message("r-0", "2026-06-30", "tea-club"));
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        await app.SendAsync("renewals", Message("r-1", "2026-06-30"));
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        Assert.Equal(["op", "profile"], (await app.RowsAsync("Members")).Select(row => row.RowKey.Split(':')[0]).Order());
        Assert.Empty(await app.RowsAsync("Poison"));
        Assert.Equal("member-erased", (await app.PostAsync(Renewals, new { until = "2026-05-31" })).Expect(HttpStatusCode.Conflict).Reason);
        Assert.DoesNotContain(await app.RowsAsync("Facts"), row => row.Any(property => property.Value is string text && text.Contains("m-1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("call", Fault.DieBefore)]
    [InlineData("call", Fault.DieAfter)]
    [InlineData("message", Fault.DieBefore)]
    [InlineData("message", Fault.DieAfter)]
    public async Task A_process_that_dies_at_any_storage_call_of_a_renewal_leaves_one_renewal(string way, Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        await next.PutTiersAsync(CalendarYear);
        for (var (n, calls) = (0, 1); calls > n; n++)
        {
            (calls, var member) = (0, $"m-{n}");
            await SendAsync(dying, way, member, "r-0", "2026-05-31");
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            await SendAsync(dying, way, member, "r-1", "2026-06-30");
            faults.Choose = _ => Fault.None;
            await SendAsync(next, way, member, "r-1", "2026-06-30");
            await next.WhenIdleAsync();

            Assert.Equal("2026-05-04..2026-06-30", await ListAsync(next, member));
            var told = next.Topic.Events.Concat(dying.Topic.Events)
                .Where(happened => happened.Type == "Rewards.ClubChanged" && happened.Json.GetProperty("subject").GetString() == $"members/{member}");
            Assert.True(told.Select(happened => happened.Id).Distinct().Count() == 2, $"call {n}");
            Assert.Equal(2 * (n + 1), (await next.RowsAsync("Facts", "Type eq 'Rewards.ClubChanged'")).Count);
        }
    }

    private static async Task SendAsync(TestApp app, string way, string member, string id, string until)
    {
        if (way == "call")
        {
            await app.PostAsync($"members/{member}/clubs/coffee-club/renewals", new { until }, id);
            return;
        }

        try
        {
            var message = Message(id, until).Replace("m-1", member, StringComparison.Ordinal);
            await ActivatorUtilities.CreateInstance<ClubFunctions>(app.Host.Services).TakeAsync(message, CancellationToken.None);
        }
        catch (ProcessDiedException)
        {
            // The message comes again.
        }
    }

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.PutTiersAsync(CalendarYear);
        return app;
    }

    private static string Message(string id, string until, string club = "coffee-club") =>
        $$"""{"renewalId":"{{id}}","memberId":"m-1","club":"{{club}}","until":"{{until}}"}""";

    private static async Task<string> RenewAsync(TestApp app, string body) => Times((await app.PostAsync(Renewals, body)).Expect(HttpStatusCode.OK));

    private static async Task<string> ListAsync(TestApp app, string member = "m-1") =>
        Times((await app.GetAsync($"members/{member}/clubs")).Expect(HttpStatusCode.OK));

    private static string Times(Answer answer) => string.Join(' ', answer.Json["clubs"]!.AsArray().Select(each => $"{each!["from"]}..{each["until"]}"));
}
