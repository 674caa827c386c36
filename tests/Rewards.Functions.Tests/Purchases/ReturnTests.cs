using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

/// <summary>Three pieces for 10.00, one for 25.50 and two that cost nothing: 35 points.</summary>
public sealed class ReturnTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    private static readonly string[] Lines = ["3x1000", "1x2550", "2x0"];

    [Fact]
    public async Task Parts_come_back_one_by_one_until_nothing_is_left_and_a_replay_is_the_same_to_the_byte()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BoughtAsync("p-1", "m-1", At, Lines);

        var part = (await app.ReturnAsync("p-1", ReturnShop.Return(null, "1:1", "2/550"), "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal((9, 0, 26), (part.Json["points"]!.GetValue<long>(), part.Json["forgiven"]!.GetValue<long>(), part.Json["balance"]!.GetValue<long>()));
        Assert.Equal(883, part.Json["refundedAmount"]!.GetValue<long>());
        Assert.Equal(
            """[{"lineId":"1","quantity":2,"amount":667},{"lineId":"2","quantity":1,"amount":2000},{"lineId":"3","quantity":2,"amount":0}]""",
            part.Json["remaining"]!.ToJsonString());
        Assert.Empty(part.Json["chargeBacks"]!.AsArray());
        var rest = ReturnShop.Return(null, "1", "2", "3");
        var whole = (await app.ReturnAsync("p-1", rest, "key-2")).Expect(HttpStatusCode.Created);
        Assert.Equal((26, 0, 2_667), (whole.Json["points"]!.GetValue<long>(), whole.Json["balance"]!.GetValue<long>(), whole.Json["refundedAmount"]!.GetValue<long>()));
        Assert.Empty(whole.Json["remaining"]!.AsArray());

        Assert.Equal(part, await app.ReturnAsync("p-1", ReturnShop.Return(null, "1:1", "2/550"), "key-1"));
        Assert.Equal(whole, await app.ReturnAsync("p-1", rest, "key-2"));
        Assert.Equal("idempotency-key-reused", (await app.ReturnAsync("p-1", rest, "key-1")).Expect(HttpStatusCode.UnprocessableEntity).Reason);
        var again = (await app.ReturnAsync("p-1", rest, "key-3")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("return-exceeds-purchase", again.Reason);
        Assert.Equal(again, await app.ReturnAsync("p-1", rest, "key-3"));

        await app.WhenIdleAsync();
        var member = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((0, 0), (member["purchases"]!.GetValue<long>(), member["spend"]!.GetValue<long>()));
        Assert.Equal("2026-05-04", member["lastPurchaseOn"]!.GetValue<string>());
        Assert.Equal("purchase return return", await app.KindsAsync("m-1"));
        var told = app.Topic.Events.Where(received => received.Type == "Rewards.PointsTakenBack").Select(received => received.Json.GetProperty("data")).ToList();
        Assert.Equal([-26, -9], told.Select(data => data.GetProperty("points").GetInt32()).Order());
        Assert.All(told, data => Assert.Equal("p-1", data.GetProperty("purchaseId").GetString()));
        Assert.Equal(35, (await app.GetAsync("purchases/p-1")).Json["points"]!.GetValue<long>());
    }

    [Fact]
    public async Task The_same_return_under_another_key_gets_the_first_reply_and_does_nothing()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BoughtAsync("p-1", "m-1", At, Lines);
        await app.BoughtAsync("p-2", "m-1", At, Lines);
        var first = (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"), "key-1")).Expect(HttpStatusCode.Created);

        Assert.Equal(first, await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"), "key-2"));

        // Under its id other goods are a mistake, and nobody may think that they came back.
        foreach (var (lines, key) in new[] { ("2", "key-3"), ("1:9", "key-4"), ("1:9", "key-4") })
        {
            var refused = await app.ReturnAsync("p-1", ReturnShop.Return("R-1", lines), key);
            Assert.Equal("return-id-reused", refused.Expect(HttpStatusCode.Conflict).Reason);
        }

        Assert.Equal("purchase purchase return", await app.KindsAsync("m-1"));
        Assert.Equal("R-1", first.Json["returnId"]!.GetValue<string>());

        var next = (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1:1"))).Expect(HttpStatusCode.Created);
        var others = (await app.ReturnAsync("p-2", ReturnShop.Return("R-1", "1:1"))).Expect(HttpStatusCode.Created);

        Assert.Equal(2_334, next.Json["refundedAmount"]!.GetValue<long>() + 2_000 + others.Json["refundedAmount"]!.GetValue<long>() - 333);
        Assert.Equal("purchase purchase return return return", await app.KindsAsync("m-1"));
    }

    [Theory]
    [InlineData(null, "several returns of the same line: one is first, the others exceed what is left")]
    [InlineData("R-1", "one return sent several times: it is done once, and all get its reply")]
    public async Task Of_returns_that_race_for_a_line_over_two_instances_one_is_done(string? returnId, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);
        await app.BoughtAsync("p-1", "m-1", At, Lines);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? app : other).ReturnAsync("p-1", ReturnShop.Return(returnId, "2"))));

        Assert.True(answers.Count(answer => answer.Status == HttpStatusCode.Created) == (returnId is null ? 1 : 8), why);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => Assert.Equal("return-exceeds-purchase", answer.Reason));
        Assert.Single(answers.Where(answer => answer.Status == HttpStatusCode.Created).Distinct());
        await app.WhenIdleAsync();
        Assert.Equal("purchase return", await app.KindsAsync("m-1"));
        Assert.Equal((10, 0, 0), await app.AccountAsync("m-1"));
    }

    [Theory]
    [InlineData("clamp", 35, 0, 0, 35, "forgiven, and the next purchase earns as ever")]
    [InlineData("negative", 0, -35, 35, 0, "owed, and the next purchase pays it off")]
    public async Task Points_that_are_not_there_any_more_are_forgiven_or_paid_off_by_the_next_purchase(
        string takeBack, long forgiven, long balance, long deficit, long next, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.PutProgrammeAsync(takeBack: takeBack);
        await app.BoughtAsync("p-1", "m-1", At, Lines);
        app.Clock.Set("2027-06-01T10:00:00Z");

        var returned = (await app.ReturnAsync("p-1", ReturnShop.Return(null, "1", "2"))).Expect(HttpStatusCode.Created);

        Assert.True((returned.Json["forgiven"]!.GetValue<long>(), returned.Json["balance"]!.GetValue<long>()) == (forgiven, balance), why);
        Assert.Equal((balance, 0, deficit), await app.AccountAsync("m-1"));
        Assert.Equal("purchase expiry return", await app.KindsAsync("m-1"));
        await app.BoughtAsync("p-2", "m-1", "2027-06-01T09:30:00Z", Lines);
        Assert.Equal((next, 0, 0), await app.AccountAsync("m-1"));
    }

    [Fact]
    public async Task Pending_points_are_taken_back_before_those_that_can_be_spent()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.PutProgrammeAsync("""{ "kind": "afterDays", "days": 14 }""");
        await app.BoughtAsync("p-1", "m-1", "2026-04-01T09:30:00Z", Lines);
        await app.BoughtAsync("p-2", "m-1", At, Lines);
        Assert.Equal((35, 35, 0), await app.AccountAsync("m-1"));

        (await app.ReturnAsync("p-2", ReturnShop.Return(null, "2"))).Expect(HttpStatusCode.Created);
        Assert.Equal((35, 10, 0), await app.AccountAsync("m-1"));
        (await app.ReturnAsync("p-1", ReturnShop.Return(null, "2"))).Expect(HttpStatusCode.Created);
        Assert.Equal((20, 0, 0), await app.AccountAsync("m-1"));
    }

    [Fact]
    public async Task What_is_left_earns_by_the_version_of_the_programme_under_which_it_was_bought()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BoughtAsync("p-0", "m-1", At, Lines);
        await app.PutProgrammeAsync();
        await app.BoughtAsync("p-1", "m-1", At, Lines);
        (await app.PutAsync("programme", new { currency = "EUR", timeZone = "Europe/Berlin", earn = new { points = 5, perAmount = 100 } })).Expect(HttpStatusCode.OK);
        await app.BoughtAsync("p-2", "m-1", At, Lines);

        foreach (var (purchase, points) in new[] { ("p-0", 10), ("p-1", 10), ("p-2", 50) })
        {
            var returned = (await app.ReturnAsync(purchase, ReturnShop.Return(null, "1"))).Expect(HttpStatusCode.Created);
            Assert.Equal(points, returned.Json["points"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task Stamps_come_back_with_what_they_were_given_for()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("tenth");
        var card = new { id = "pieces", name = "Ten pieces", by = "units", stampsPerCard = 10, campaignId = "tenth" };
        (await app.PutAsync("programme", new { currency = "EUR", timeZone = "Europe/Berlin", stampCards = new[] { card } })).Expect(HttpStatusCode.OK);
        await app.BoughtAsync("p-1", "m-1", At, Lines);
        Assert.Equal(4, await StampsAsync(app));

        (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"))).Expect(HttpStatusCode.Created);
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(3, await StampsAsync(app));
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1", "2"))).Expect(HttpStatusCode.Created);
        Assert.Equal(0, await StampsAsync(app));

        static async Task<long> StampsAsync(TestApp app) =>
            (await app.GetAsync("members/m-1/stamp-cards")).Expect(HttpStatusCode.OK).Json["stampCards"]![0]!["stamps"]!.GetValue<long>();
    }

    [Fact]
    public async Task What_is_malformed_or_more_than_was_bought_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BoughtAsync("p-1", "m-1", At, Lines);
        (JsonObject Body, string Field)[] malformed =
        [
            (new JsonObject(), "lines"),
            (ReturnShop.Return(null), "lines"),
            (ReturnShop.Return(null, [.. Enumerable.Range(0, 201).Select(i => $"{i}")]), "lines"),
            (ReturnShop.Return("", "1"), "returnId"),
            (ReturnShop.Return(new string('r', 65), "1"), "returnId"),
            (ReturnShop.Return(null, ""), "lines[0].lineId"),
            (ReturnShop.Return(null, "1:1", "1:1"), "lines[1].lineId"),
            (ReturnShop.Return(null, "1:0"), "lines[0].quantity"),
            (ReturnShop.Return(null, "1:-1"), "lines[0].quantity"),
            (ReturnShop.Return(null, "1/0"), "lines[0].amount"),
            (ReturnShop.Return(null, "1:1/-1"), "lines[0].amount"),
            (JsonNode.Parse("""{ "lines": [{ "lineId": "1", "amount": 9223372036854775808 }] }""")!.AsObject(), "lines[0].amount"),
            (JsonNode.Parse("""{ "lines": [null] }""")!.AsObject(), "lines[0].lineId"),
        ];
        foreach (var (body, field) in malformed)
        {
            Assert.Equal(field, (await app.ReturnAsync("p-1", body)).Expect(HttpStatusCode.BadRequest).Field);
        }

        Assert.Equal("Idempotency-Key", (await app.ReturnAsync("p-1", ReturnShop.Return(null, "1"), "")).Expect(HttpStatusCode.BadRequest).Field);
        foreach (var (lines, reason) in new[]
        {
            ("9", "unknown-line"), ("1:4", "return-exceeds-purchase"), ("1/1001", "return-exceeds-purchase"), ("1/9223372036854775807", "return-exceeds-purchase"),
        })
        {
            Assert.Equal(reason, (await app.ReturnAsync("p-1", ReturnShop.Return(null, "2", lines))).Expect(HttpStatusCode.Conflict).Reason);
        }

        await app.WhenIdleAsync();
        Assert.Equal("purchase", await app.KindsAsync("m-1"));
        (await app.ReturnAsync("p-1", ReturnShop.Return(null, "1", "2"))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Only_a_purchase_that_has_earned_comes_back()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.BuyAsync("p-1", "m-1", At, ReturnShop.BasketOf("p-1", Lines));
        var body = ReturnShop.Return(null, "1");
        Assert.Equal("unknown-purchase", (await app.ReturnAsync("p-0", body, "key-1")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("purchase-not-awarded", (await app.ReturnAsync("p-1", body, "key-1")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("purchase-not-awarded", (await app.TellAsync("p-1", "delivered")).Expect(HttpStatusCode.Conflict).Reason);

        await using var running = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);
        await running.BuyAsync("p-2", "m-2", At, ReturnShop.BasketOf("p-1", Lines));
        await running.WhenIdleAsync();
        var states = await Task.WhenAll(new[] { "p-1", "p-2" }.Select(async id => (await app.GetAsync($"purchases/{id}")).Json["state"]!.GetValue<string>()));
        var refused = Array.IndexOf(states, "refused") + 1;

        Assert.Equal("purchase-not-awarded", (await app.ReturnAsync($"p-{refused}", body)).Expect(HttpStatusCode.Conflict).Reason);
        (await app.ReturnAsync($"p-{3 - refused}", body, "key-1")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_return_leaves_no_trace_of_a_member_who_is_erased_and_none_comes_after()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BoughtAsync("p-1", "m-4711", At, Lines);
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"), "key-1")).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        (await app.DeleteAsync("members/m-4711")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("member-erased", (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1:1"), "key-2")).Expect(HttpStatusCode.Conflict).Reason);
        await app.WhenIdleAsync();

        Assert.Equal("member-erased", (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "1:1"), "key-1")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("member-erased", (await app.TellAsync("p-1", "delivered")).Expect(HttpStatusCode.Conflict).Reason);
        await app.WhenIdleAsync();
        var left = (await app.DumpAsync()).Where(row => row.Contains("m-4711")).ToList();
        Assert.Equal(2, left.Count);
        Assert.All(left, row => Assert.True(row.Contains("profile:") || row.Contains("Kind=erase"), row));
        Assert.DoesNotContain(await app.PeekAsync(), message => message.Contains("m-4711"));
    }
}
