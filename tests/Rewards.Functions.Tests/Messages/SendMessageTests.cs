using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Events;
using Rewards.Functions.Messages;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Messages;

public sealed class SendMessageTests(TestStorage storage)
{
    private const string Member = "m-4711";

    private const string Noon = "2026-05-04T10:00:00Z";

    private const string NightsAreQuiet = """{ "messages": { "quietHours": { "from": "21:00", "to": "08:00" } } }""";

    private static readonly CampaignMessage Message = new("O-0", Member, "spring", 3, "2026", null, "email", "reminder", Noon);

    [Fact]
    public async Task A_message_goes_out_as_an_event_and_delivered_twice_it_is_known_as_one()
    {
        await using var app = await TestApp.StartAsync(storage, Noon);
        await app.DefineAsync("spring");
        await app.EnrolAsync(Member);
        var code = await app.IssueAsync("spring", Member);
        await SendAsync(app, Message with { Code = code });
        await app.WhenIdleAsync();
        app.Clock.Set("2026-05-06T10:00:00Z");
        await SendAsync(app, Message with { Code = code });
        await app.WhenIdleAsync();

        var due = Assert.Single(Told(app));
        Assert.Equal(1, app.Topic.Duplicates);
        Assert.Equal("campaigns/spring/members/m-4711", due.Json.GetProperty("subject").GetString());
        var expected = $$"""{"memberId":"m-4711","campaignId":"spring","campaignVersion":3,"code":"{{code}}","occurrence":"2026","channel":"email","purpose":"reminder"}""";
        Assert.Equal(expected, due.Json.GetProperty("data").GetRawText());
        Assert.Equal(["Rewards.MessageDue spring"], await FactsAsync(app));
    }

    [Theory]
    [InlineData("withdrew", "the consent was withdrawn")]
    [InlineData("erased", "the member has left")]
    [InlineData("unknown", "the member has never been")]
    [InlineData("disabled", "the coupon was taken out")]
    public async Task What_is_no_longer_welcome_when_it_is_sent_never_goes_out(string action, string why)
    {
        await using var app = await TestApp.StartAsync(storage, Noon);
        await app.DefineAsync("spring");
        await app.EnrolAsync(Member, new { consents = new { email = true, sms = true } });
        var code = await app.IssueAsync("spring", Member);
        await app.WhenIdleAsync();
        var message = Message with { Code = code };

        switch (action)
        {
            case "withdrew":
                await app.EnrolAsync(Member, new { consents = new { email = false } });
                break;
            case "erased":
                (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
                break;
            case "unknown":
                message = message with { Member = "m-1" };
                break;
            case "disabled":
                (await app.PostAsync($"coupons/{code}/disable", null)).Expect(HttpStatusCode.OK);
                break;
        }

        await app.WhenIdleAsync();
        await SendAsync(app, message);
        await app.WhenIdleAsync();

        Assert.Empty(Told(app));
        Assert.True(await FactsAsync(app) is ["Rewards.MessageSuppressed spring"], why);
        var facts = (await app.DumpAsync()).Where(row => row.StartsWith("Facts", StringComparison.Ordinal));
        Assert.DoesNotContain(facts, row => row.Contains(message.Member, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_the_quiet_hours_a_message_waits_and_goes_out_once_when_they_are_over()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T20:00:00Z");
        await app.ProgrammeAsync(NightsAreQuiet);
        await app.EnrolAsync(Member);
        await app.WhenIdleAsync();

        await HoldsBackAsync(app, Message);
        app.Clock.Set("2026-05-05T05:59:59Z");
        await HoldsBackAsync(app, Message with { Id = "O-1" });
        app.Clock.Set("2026-05-05T06:00:00Z");
        await app.WhenIdleAsync();

        Assert.Equal(["O-0-message", "O-1-message"], Told(app).Select(received => received.Id).Order());
        Assert.Equal(0, app.Topic.Duplicates);
    }

    [Fact]
    public async Task Who_opts_out_in_the_quiet_hours_gets_nothing_when_they_are_over_and_who_leaves_is_named_no_more()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T20:00:00Z");
        await app.ProgrammeAsync(NightsAreQuiet);
        await app.EnrolAsync("m-1");
        await app.EnrolAsync(Member);
        await app.WhenIdleAsync();
        await HoldsBackAsync(app, Message with { Id = "O-1", Member = "m-1" });
        await HoldsBackAsync(app, Message);

        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        Assert.True(await Patience.UntilAsync(async () => (await FactsAsync(app)).Count == 1), "The erased member's message waits for the morning.");
        await app.EnrolAsync("m-1", new { consents = new { email = false } });
        app.Clock.Set("2026-05-05T06:00:00Z");
        await app.WhenIdleAsync();

        Assert.Empty(Told(app));
        Assert.Equal(["Rewards.MessageSuppressed spring", "Rewards.MessageSuppressed spring"], await FactsAsync(app));
        Assert.DoesNotContain(await app.PeekAsync(), message => message.Contains(Member, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-05-04T20:00:00Z", true, "2026-05-05T06:00:00Z", true, "in the quiet hours it waits on, and goes out after them")]
    [InlineData(Noon, false, Noon, false, "the consent was withdrawn while the topic was away")]
    public async Task A_message_that_the_topic_did_not_take_is_asked_for_once_more(string now, bool consents, string later, bool goesOut, string why)
    {
        await using var app = await TestApp.StartAsync(storage, now);
        await app.ProgrammeAsync(NightsAreQuiet);
        await app.EnrolAsync(Member, new { consents = new { email = consents } });
        await app.WhenIdleAsync();
        var data = new EventData { MemberId = Member, CampaignId = "spring", Channel = "email" };
        var waiting = new EventMessage(new RewardsEvent("O-0-message", RewardsEvent.MessageDue, $"campaigns/spring/members/{Member}", now, data), EventMessage.StartsAnew, 1);

        await ActivatorUtilities.CreateInstance<EventRetryFunction>(app.Host.Services)
            .RunAsync(JsonSerializer.Serialize(waiting, EventJson.Default.EventMessage), CancellationToken.None);
        Assert.Empty(Told(app));
        app.Clock.Set(later);
        await app.WhenIdleAsync();

        Assert.True(Told(app).Count == (goesOut ? 1 : 0), why);
    }

    [Fact]
    public async Task What_is_no_message_is_kept_and_told_by_health()
    {
        await using var app = await TestApp.StartAsync(storage, Noon);
        await app.SendAsync("messages", JsonSerializer.Serialize(Message, MessageJson.Default.CampaignMessage).Replace("\"id\"", "\"colour\"", StringComparison.Ordinal));
        await app.SendAsync("messages", "hello");
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        Assert.Equal(2, (await app.GetAsync("health")).Json["poison"]!["messages"]!.GetValue<int>());
        Assert.Empty(await app.RowsAsync("Facts"));
    }

    /// <summary>One delivery, which puts the message back; its queue looks at it again every second.</summary>
    private static async Task HoldsBackAsync(TestApp app, CampaignMessage message)
    {
        await ActivatorUtilities.CreateInstance<SendMessageFunction>(app.Host.Services)
            .RunAsync(JsonSerializer.Serialize(message, MessageJson.Default.CampaignMessage), CancellationToken.None);
        Assert.Empty(Told(app));
        Assert.True((await app.Queue("messages").GetPropertiesAsync()).Value.ApproximateMessagesCount > 0);
    }

    private static Task SendAsync(TestApp app, CampaignMessage message) =>
        app.Host.Services.GetRequiredService<MessageOutbox>().SendAsync(message, CancellationToken.None);

    private static IReadOnlyList<Rewards.LocalHost.Topic.ReceivedEvent> Told(TestApp app) =>
        [.. app.Topic.Events.Where(received => received.Type is "Rewards.MessageDue" or "Rewards.MessageSuppressed")];

    private static async Task<IReadOnlyList<string>> FactsAsync(TestApp app) =>
        [.. (await app.RowsAsync("Facts")).Where(row => row.GetString("Type")!.StartsWith("Rewards.Message", StringComparison.Ordinal))
            .Select(row => $"{row.GetString("Type")} {row.GetString("Campaign")}")];
}
