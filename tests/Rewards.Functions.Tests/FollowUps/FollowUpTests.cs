using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.FollowUps;

/// <summary>What travels beyond the partition arrives once, whenever and however often its message is worked on.</summary>
public sealed class FollowUpTests(TestStorage storage)
{
    [Fact]
    public async Task What_an_instance_that_died_left_to_do_another_one_does_exactly_once()
    {
        await using var later = await TestApp.StartAsync(storage);
        string code, id;
        await using (var dying = await WithoutQueuesAsync(later.ConnectionString))
        {
            await dying.DefineAsync("spring");
            code = await dying.IssueAsync("spring", "m-1");
            id = (await dying.RedeemAsync(code, Shop.Redemption("m-1", Shop.Basket("r-1")))).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();
        }

        await later.WhenIdleAsync();

        var member = (await later.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;
        var coupon = Assert.Single(member["coupons"]!.AsArray())!;
        Assert.Equal((code, 1L, "redeemed"), (coupon["code"]!.GetValue<string>(), coupon["uses"]!.GetValue<long>(), coupon["state"]!.GetValue<string>()));
        var listed = Assert.Single((await later.GetAsync("members/m-1/redemptions")).Json["redemptions"]!.AsArray())!;
        Assert.Equal((id, 500L), (listed["redemptionId"]!.GetValue<string>(), listed["amount"]!.GetValue<long>()));
        Assert.Equal(
            ["Rewards.CouponIssued", "Rewards.CouponRedeemed", "Rewards.MemberEnrolled"],
            later.Topic.Events.Select(happened => happened.Type).Order());
        Assert.Equal(later.Topic.Events.Select(happened => happened.Id).Order(), (await later.RowsAsync(TableKeys.Facts)).Select(row => row.RowKey).Order());
        Assert.Equal(0, later.Topic.Duplicates);
    }

    [Fact]
    public async Task A_follow_up_that_runs_again_changes_no_row_and_its_event_has_the_same_id()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring", "m-1");
        (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        var messages = await MessagesAsync(app);
        Assert.Equal(2, messages.Count);

        await RunAsync(app, messages);
        var (rows, events) = (await TagsAsync(app), app.Topic.Received);
        await RunAsync(app, [.. messages, .. messages.Reverse()]);

        Assert.Equal(rows, await TagsAsync(app));
        Assert.Equal(events, app.Topic.Received);
        Assert.Equal(2 * events, app.Topic.Duplicates);
    }

    [Fact]
    public async Task Follow_ups_in_any_order_end_with_what_the_newest_one_says()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring", body => body["limits"] = new System.Text.Json.Nodes.JsonObject { ["perCode"] = 3 });
        var code = await app.IssueAsync("spring", "m-1");
        var first = (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"redemptions/{first.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);
        var messages = await MessagesAsync(app);
        Assert.Equal(4, messages.Count);

        await RunAsync(app, messages.Reverse());
        var newestFirst = await ListsAsync(app);
        await RunAsync(app, messages);

        Assert.Equal(newestFirst, await ListsAsync(app));
        Assert.Contains("\"uses\":1", newestFirst, StringComparison.Ordinal);
        Assert.Single(JsonDocument.Parse(newestFirst.Split('\n')[1]).RootElement.GetProperty("redemptions").EnumerateArray(), one => one.TryGetProperty("rolledBackAt", out _));
    }

    [Fact]
    public async Task A_redemption_that_enrols_its_member_says_so_once_however_often_its_follow_up_runs()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring", body => body["limits"] = new System.Text.Json.Nodes.JsonObject { ["perCode"] = 2 });
        var code = await app.IssueAsync("spring");
        (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        var first = await MessagesAsync(app);
        (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        var second = await MessagesAsync(app);

        await RunAsync(app, [.. first, .. first, .. second, .. first]);

        var enrolled = Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.MemberEnrolled");
        Assert.Equal($"{JsonSerializer.Deserialize(first[1], FollowUpJson.Default.FollowUpMessage)!.Operation}-enrolled", enrolled.Id);
        Assert.Equal("members/m-1", enrolled.Json.GetProperty("subject").GetString());
        Assert.Equal(4, app.Topic.Received);
        Assert.Equal(6, app.Topic.Duplicates);
    }

    [Fact]
    public async Task A_refused_command_takes_its_follow_up_back()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        Assert.Equal(2, (await MessagesAsync(app)).Count);

        (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.Conflict);
        (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.Conflict);
        (await app.RedeemAsync(Guesses.SameTag(code))).Expect(HttpStatusCode.NotFound);

        Assert.Empty(await MessagesAsync(app));
    }

    [Fact]
    public async Task An_erasure_that_commits_while_its_follow_up_looks_for_it_is_carried_out()
    {
        var atProfile = new Interruption(request => request.Uri.ToString().Contains("profile", StringComparison.Ordinal));
        await using var app = await TestApp.StartAsync(
            storage, services: atProfile.Insert(), change: options => options with { RunQueues = false });
        await app.EnrolAsync("m-1", new { email = "anna@example.com" });
        var enrolled = Assert.Single(await app.RowsOfKindAsync(TableKeys.Members, "op"));
        await MessagesAsync(app);
        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        var erasure = Assert.Single(await app.RowsOfKindAsync(TableKeys.Members, "op"), row => row.RowKey != enrolled.RowKey);
        await app.Table(TableKeys.Members).DeleteEntityAsync(erasure.PartitionKey, erasure.RowKey);
        atProfile.Before(() => app.Table(TableKeys.Members).AddEntityAsync(erasure));

        await RunAsync(app, await MessagesAsync(app));

        Assert.Equal(erasure.RowKey, Assert.Single(await app.RowsOfKindAsync(TableKeys.Members, "op")).RowKey);
        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.MemberErased");
    }

    [Fact]
    public async Task A_follow_up_without_an_operation_row_comes_back_until_its_time_is_over_and_then_gives_the_operation_up()
    {
        await using var app = await TestApp.StartAsync(
            storage, change: options => options with { RunQueues = false }, settings: new() { ["Rewards:AbandonAfter"] = "00:00:01" });
        var message = new FollowUpMessage(TableKeys.Coupons, "spring:0", new string('A', 26), "redeem", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await RunAsync(app, [Write(message)]);
        Assert.Equal(message, JsonSerializer.Deserialize(Assert.Single(await MessagesAsync(app)), FollowUpJson.Default.FollowUpMessage));
        Assert.Empty(await app.RowsAsync(TableKeys.Coupons));

        var due = message with { Since = message.Since - 1_001 };
        await RunAsync(app, [Write(due), Write(due)]);

        Assert.Equal("abandoned", Assert.Single(await app.RowsAsync(TableKeys.Coupons)).GetString("Outcome"));
        Assert.Empty(app.Topic.Events);
    }

    private Task<TestApp> WithoutQueuesAsync(string connectionString) =>
        TestApp.StartAsync(storage, connectionString: connectionString, change: options => options with { RunQueues = false });

    private static string Write(FollowUpMessage message) => JsonSerializer.Serialize(message, FollowUpJson.Default.FollowUpMessage);

    /// <summary>Takes all messages out of the queue, delayed ones when they are due, in the order in which they were sent.</summary>
    private static async Task<IReadOnlyList<string>> MessagesAsync(TestApp app)
    {
        var queue = app.Queue(TableKeys.FollowUpQueue);
        List<(DateTimeOffset? Sent, string Body)> messages = [];
        while ((await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
        {
            foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
            {
                var body = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()));
                messages.Add((DateTimeOffset.FromUnixTimeMilliseconds(JsonSerializer.Deserialize(body, FollowUpJson.Default.FollowUpMessage)!.Since), body));
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }

            await Task.Delay(20);
        }

        return [.. messages.OrderBy(message => message.Sent).Select(message => message.Body)];
    }

    private static async Task RunAsync(TestApp app, IEnumerable<string> messages)
    {
        var function = ActivatorUtilities.CreateInstance<FollowUpFunction>(app.Host.Services);
        foreach (var message in messages)
        {
            await function.RunAsync(message, CancellationToken.None);
        }
    }

    private static async Task<string> ListsAsync(TestApp app) =>
        (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Text + "\n" + (await app.GetAsync("members/m-1/redemptions")).Expect(HttpStatusCode.OK).Text;

    /// <summary>Every row with its ETag, so that a row written again shows.</summary>
    private static async Task<string> TagsAsync(TestApp app)
    {
        List<string> tags = [];
        foreach (var table in TableKeys.Tables)
        {
            tags.AddRange((await app.RowsAsync(table)).Select(row => $"{table} {row.PartitionKey} {row.RowKey} {row.ETag}"));
        }

        return string.Join('\n', tags.Order());
    }
}
