using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using Rewards.Domain.Coupons;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Batches;

public sealed class BatchTests(TestStorage storage)
{
    [Fact]
    public async Task A_batch_is_written_in_the_background_under_the_terms_it_was_asked_for_and_its_codes_redeem()
    {
        await using var app = await TestApp.StartAsync(storage, settings: BatchShop.SmallSlices);
        await app.DefineWithShardsAsync("spring-coffee", 3);

        var started = (await app.PostAsync("campaigns/spring-coffee/batches", new { count = 750 })).Expect(HttpStatusCode.Accepted);
        var batch = started.Json["batchId"]!.GetValue<string>();
        var expected = new JsonObject
        {
            ["batchId"] = batch,
            ["campaignId"] = "spring-coffee",
            ["count"] = 750,
            ["issued"] = 0,
            ["state"] = "running",
            ["createdAt"] = "2026-05-04T10:00:00Z",
        };
        Assert.Equal(expected.ToJsonString(), started.Text);
        app.Clock.Advance(Duration.FromHours(1));
        await app.DefineAsync("spring-coffee", definition => (definition["shards"], definition["name"]) = (3, "Another version"));
        await app.WhenIdleAsync();

        (expected["issued"], expected["state"]) = (750, "completed");
        Assert.Equal(expected.ToJsonString(), (await app.GetAsync($"campaigns/spring-coffee/batches/{batch}")).Expect(HttpStatusCode.OK).Text);
        var codes = await app.CodesAsync("spring-coffee", batch);
        Assert.Equal(750, codes.Distinct().Count());
        Assert.All(codes, (code, number) => Assert.Equal(number / 100 % 3, CouponCode.Parse(code).Shard));
        var rows = await app.CouponRowsAsync();
        Assert.Equal(codes.Select(code => code.Replace("-", "")).Order(), rows.Select(row => row.GetString("Code")).Order());
        Assert.All(rows, row => Assert.Equal(("2026-05-04T10:00:00Z", 1), (row.GetString("IssuedAt"), row.GetInt32("Version"))));

        (await app.RedeemAsync(codes[749])).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task One_event_and_one_fact_tell_how_many_were_issued()
    {
        await using var app = await TestApp.StartAsync(storage, settings: BatchShop.SmallSlices);
        await app.DefineAsync("spring-coffee");
        var batch = await app.FinishBatchAsync("spring-coffee", 401);

        var happened = Assert.Single(app.Topic.Events);
        Assert.Equal(("Rewards.CouponIssued", batch), (happened.Type, happened.Id));
        Assert.Equal(401, happened.Json.GetProperty("data").GetProperty("count").GetInt32());
        Assert.Equal(401, Assert.Single(await app.RowsAsync("Facts")).GetInt32("Count"));
    }

    [Fact]
    public async Task The_same_key_gets_the_same_reply_for_ever_and_another_body_under_it_is_refused()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring-coffee");
        var first = (await app.PostAsync("campaigns/spring-coffee/batches", new { count = 7 }, "k-1")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();
        app.Clock.Advance(Duration.FromDays(365));

        Assert.Equal(first, await app.PostAsync("campaigns/spring-coffee/batches", new { count = 7 }, "k-1"));
        (await app.PostAsync("campaigns/spring-coffee/batches", new { count = 8 }, "k-1")).Expect(HttpStatusCode.UnprocessableEntity);
        await app.WhenIdleAsync();
        Assert.Equal(7, (await app.CouponRowsAsync()).Count);
    }

    [Fact]
    public async Task A_count_that_is_none_is_named_and_a_key_is_needed()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring-coffee");
        (string Body, string Field, string Why)[] cases =
        [
            ("""{"count":0}""", "count", "none"),
            ("""{"count":-1}""", "count", "fewer than none"),
            ("""{"count":1000001}""", "count", "one more than a million"),
            ("""{"count":99999999999}""", "count", "beyond 32 bits"),
            ("""{"count":1.5}""", "count", "a fraction"),
            ("""{"count":"5"}""", "count", "a text"),
            ("""{"count":null}""", "count", "null"),
            ("{}", "count", "missing"),
            ("""{"count":5,"memberId":"m-1"}""", "memberId", "a member that is unknown here"),
        ];
        foreach (var (body, field, why) in cases)
        {
            var answer = (await app.PostAsync("campaigns/spring-coffee/batches", body)).Expect(HttpStatusCode.BadRequest);
            Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        }

        var keyless = (await app.PostAsync("campaigns/spring-coffee/batches", new { count = 5 }, key: "")).Expect(HttpStatusCode.BadRequest);
        Assert.Equal("Idempotency-Key", keyless.Field);
        Assert.DoesNotContain(await app.RowsAsync("Coupons"), row => row.RowKey.StartsWith("batch:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_campaign_that_issues_nothing_to_nobody_has_no_batches()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("summer", definition => definition["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" });
        await app.DefineAsync("wake-up", definition => definition["trigger"] = new JsonObject { ["kind"] = "dormant", ["dormantAfterDays"] = 90 });
        await app.DefineAsync("off", definition => definition["disabled"] = true);
        await app.DefineAsync("over", definition => definition["validTo"] = "2026-05-03");

        async Task<(HttpStatusCode, string?)> StartAsync(string campaign)
        {
            var answer = await app.PostAsync($"campaigns/{campaign}/batches", new { count = 5 });
            return (answer.Status, answer.Reason);
        }

        Assert.Equal((HttpStatusCode.Conflict, "shared-code"), await StartAsync("summer"));
        Assert.Equal((HttpStatusCode.Conflict, "members-only"), await StartAsync("wake-up"));
        Assert.Equal((HttpStatusCode.Conflict, "disabled"), await StartAsync("off"));
        Assert.Equal((HttpStatusCode.Conflict, "expired"), await StartAsync("over"));
        Assert.Equal((HttpStatusCode.NotFound, "unknown-campaign"), await StartAsync("nothing"));
    }

    [Fact]
    public async Task The_codes_are_kept_back_until_all_are_written_and_an_unknown_batch_is_not_found()
    {
        var slow = new Dictionary<string, string?> { ["Rewards:FollowUpDelay"] = "00:10:00" };
        await using var app = await TestApp.StartAsync(storage, settings: slow);
        await app.DefineAsync("spring-coffee");
        await app.DefineAsync("autumn-tea");
        var batch = await app.StartBatchAsync("spring-coffee", 5);

        var running = (await app.GetAsync($"campaigns/spring-coffee/batches/{batch}")).Expect(HttpStatusCode.OK);
        Assert.Equal("running", running.Json["state"]!.GetValue<string>());
        var codes = (await app.GetAsync($"campaigns/spring-coffee/batches/{batch}/codes")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("batch-not-finished", codes.Reason);

        foreach (var path in new[] { $"autumn-tea/batches/{batch}", "spring-coffee/batches/nothing", "spring-coffee/batches/no%27thing%3F" })
        {
            Assert.Equal("unknown-batch", (await app.GetAsync($"campaigns/{path}")).Expect(HttpStatusCode.NotFound).Reason);
            Assert.Equal("unknown-batch", (await app.GetAsync($"campaigns/{path}/codes")).Expect(HttpStatusCode.NotFound).Reason);
        }
    }
}
