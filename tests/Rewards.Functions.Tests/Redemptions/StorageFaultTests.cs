using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>Replies that get lost, conflicts that are none, a storage that is away, and a process that dies.</summary>
public sealed class StorageFaultTests(TestStorage storage)
{
    [Theory]
    [InlineData(Fault.LoseReply, 1, "carried out; the client's own retry gets a 409, which is no proof of anything")]
    [InlineData(Fault.LoseReply, 2, "carried out; two replies are lost")]
    [InlineData(Fault.Away, 2, "the third try gets through")]
    [InlineData(Fault.Conflict, 3, "a 409 without any other command")]
    [InlineData(Fault.Precondition, 3, "a 412 without any other command")]
    public async Task A_redemption_whose_batch_is_disturbed_succeeds_exactly_once(Fault fault, int times, string why)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert());
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var body = Shop.Redemption("m-1", Shop.Basket("r-1"));

        faults.AtBatches(fault, times);
        var answer = await app.RedeemAsync(code, body, "key-1");
        faults.Choose = _ => Fault.None;

        Assert.True(answer.Status == HttpStatusCode.Created, $"{why}: {answer.Text}");
        Assert.Equal(answer, await app.RedeemAsync(code, body, "key-1"));
        (await RedemptionBooks.OfAsync(app, "spring")).AddUp(1);
        await app.WhenIdleAsync();
        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.CouponRedeemed");
    }

    [Fact]
    public async Task A_refusal_whose_reply_is_lost_on_the_way_from_storage_stays_a_refusal()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert());
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);

        faults.Choose = StorageFaults.First(Fault.LoseReply, 1, request => request.Method == RequestMethod.Post && IsTable(request, TableKeys.Coupons));
        var refused = (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.Conflict);

        Assert.Equal("already-redeemed", refused.Reason);
        Assert.Equal(refused, await app.RedeemAsync(code, key: "key-1"));
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("the queues alone")]
    [InlineData("the tables alone")]
    public async Task A_storage_that_is_away_is_503_with_a_pause_and_without_any_effect(string away)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage,
            settings: new() { ["Rewards:ConflictPatience"] = "00:00:02" },
            services: faults.Insert(),
            change: options => options with { RunQueues = false });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");

        faults.Choose = request => away switch
        {
            "the queues alone" => IsQueue(request) ? Fault.Away : Fault.None,
            "the tables alone" => IsQueue(request) ? Fault.None : Fault.Away,
            _ => Fault.Away,
        };
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"coupons/{code}/redemptions") { Content = new StringContent(Shop.Redemption().ToJsonString()) };
        request.Headers.Add("Idempotency-Key", "key-1");
        using var response = await app.Client.SendAsync(request);
        var took = Stopwatch.GetElapsedTime(started);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(took < TimeSpan.FromSeconds(8), took.ToString());
        faults.Choose = _ => Fault.None;
        (await RedemptionBooks.OfAsync(app, "spring")).AddUp(0);
        (await app.RedeemAsync(code, Shop.Redemption(), "key-1")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_command_that_died_before_its_batch_is_given_up_and_a_late_retry_redeems_nothing()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage, services: faults.Insert(), settings: new() { ["Rewards:AbandonAfter"] = "00:00:00.4", ["Rewards:FollowUpDelay"] = "00:00:00.1" });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        await app.WhenIdleAsync();

        faults.AtBatches(Fault.DieBefore);
        (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.InternalServerError);
        await app.WhenIdleAsync();

        var late = (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("abandoned", late.Reason);
        Assert.Equal(late, await app.RedeemAsync(code, key: "key-1"));
        (await RedemptionBooks.OfAsync(app, "spring")).AddUp(0);
        (await app.RedeemAsync(code, key: "key-2")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("redeem", Fault.DieBefore)]
    [InlineData("redeem", Fault.DieAfter)]
    [InlineData("redeem in shards", Fault.DieBefore)]
    [InlineData("redeem in shards", Fault.DieAfter)]
    [InlineData("issue to a member", Fault.DieBefore)]
    [InlineData("issue to a member", Fault.DieAfter)]
    [InlineData("roll back", Fault.DieBefore)]
    [InlineData("roll back", Fault.DieAfter)]
    public async Task A_process_that_dies_at_any_storage_call_leaves_nothing_half_done(string command, Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        for (var n = 0; ; n++)
        {
            var death = new Death(dying, next, command, n);
            await death.PrepareAsync();
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            var first = await death.CommandAsync(dying);
            faults.Choose = _ => Fault.None;
            var again = await death.CommandAsync(next);

            Assert.True((int)again.Status is 200 or 201, $"call {n}: {again.Text}");
            if ((int)first.Status < 300)
            {
                Assert.Equal(first, again);
            }

            await next.WhenIdleAsync();
            await death.CheckAsync(again);
            if (calls <= n)
            {
                Assert.InRange(n, 3, 60);
                return;
            }
        }
    }

    private static bool IsTable(Request request, string table) => request.Uri.ToUri().AbsolutePath.EndsWith($"/{table}", StringComparison.Ordinal);

    private static bool IsQueue(Request request) => request.Uri.ToUri().AbsolutePath.Contains("/messages", StringComparison.Ordinal);

    /// <summary>One command, ended at its n-th storage call and then retried elsewhere.</summary>
    private sealed class Death(TestApp dying, TestApp next, string command, int n)
    {
        private readonly string campaign = $"c{n}";
        private readonly string member = $"m-{n}";
        private string target = "";
        private int events;

        public async Task PrepareAsync()
        {
            await dying.DefineAsync(campaign, body =>
            {
                if (command == "redeem in shards")
                {
                    body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = $"SUMMER{n}" };
                    body["shards"] = 3;
                    body["limits"] = new JsonObject { ["total"] = 5 };
                }
            });
            target = command switch
            {
                "redeem" => await dying.IssueAsync(campaign),
                "redeem in shards" => $"SUMMER{n}",
                "roll back" => (await dying.RedeemAsync(await dying.IssueAsync(campaign), Shop.Redemption(member)))
                    .Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>(),
                _ => "",
            };
            await next.WhenIdleAsync();
            events = next.Topic.Received;
        }

        public Task<Answer> CommandAsync(TestApp app) => command switch
        {
            "issue to a member" => app.PostAsync($"campaigns/{campaign}/coupons", new { memberId = member }, "key-1"),
            "roll back" => app.PostAsync($"redemptions/{target}/rollback", new { }, "key-1"),
            _ => app.RedeemAsync(target, Shop.Redemption(member, Shop.Basket($"r-{n}")), "key-1"),
        };

        public async Task CheckAsync(Answer answer)
        {
            (await RedemptionBooks.OfAsync(next, campaign)).AddUp(command.StartsWith("redeem", StringComparison.Ordinal) ? 1 : 0);
            // Each but a rollback enrols its member in passing, and tells that too.
            Assert.Equal(command == "roll back" ? 1 : 2, next.Topic.Received - events);
            if (command == "issue to a member")
            {
                var code = answer.Json["coupons"]![0]!["code"]!.GetValue<string>();
                (await next.GetAsync($"coupons/{code}")).Expect(HttpStatusCode.OK);
                Assert.Single((await next.GetAsync($"members/{member}")).Json["coupons"]!.AsArray());
            }
        }
    }
}
