using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>What is rolled back is given back, exactly and once.</summary>
public sealed class RollbackTests(TestStorage storage)
{
    [Fact]
    public async Task Of_16_parallel_rollbacks_one_succeeds_and_the_limit_reopens_by_one()
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineAsync(app, "summer", shards: 1, total: 2);
        var id = await RedeemAsync(app, "m-1");
        await RedeemAsync(app, "m-2");
        Assert.Equal("campaign-limit-reached", (await app.RedeemAsync("SUMMER", Shop.Redemption("m-3"))).Reason);

        var race = await Race.RunAsync(16, _ => app.PostAsync($"redemptions/{id}/rollback", new { reason = "returned" }));

        race.Expect(1, "already-rolled-back", HttpStatusCode.OK);
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
        await RedeemAsync(app, "m-4");
        Assert.Equal("campaign-limit-reached", (await app.RedeemAsync("SUMMER", Shop.Redemption("m-5"))).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Rollbacks_amid_64_redemptions_make_and_lose_no_use(int shards)
    {
        const int Total = 40;
        await using var app = await TestApp.StartAsync(storage);
        await DefineAsync(app, "summer", shards, Total);
        var first = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => RedeemAsync(app, $"f-{i}")));

        var rollbacks = first.Select(id => app.PostAsync($"redemptions/{id}/rollback", new { })).ToList();
        var race = await Race.RunAsync(64, client => app.RedeemAsync("SUMMER", Shop.Redemption($"m-{client}")));
        Assert.All(await Task.WhenAll(rollbacks), answer => answer.Expect(HttpStatusCode.OK));

        var live = race.Count(HttpStatusCode.Created);
        Assert.InRange(live, Total - first.Length, Total);
        race.Expect(live, "campaign-limit-reached");
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(live);

        // What came back too late for the race is there for those who come after it, to the last use and not beyond.
        var rest = await Race.RunAsync(64, client => app.RedeemAsync("SUMMER", Shop.Redemption($"l-{client}")));
        rest.Expect(Total - live, "campaign-limit-reached");
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(Total);
    }

    [Fact]
    public async Task A_rollback_does_not_wait_for_a_redemption_of_its_shard_that_looks_for_what_it_gives_back()
    {
        var look = new Interruption(request => request.Uri.ToUri().AbsolutePath.Contains("account", StringComparison.Ordinal));
        await using var app = await TestApp.StartAsync(
            storage,
            services: look.Insert(),
            change: options => options with { RunQueues = false });
        await DefineAsync(app, "summer", shards: 4, total: 1);
        var id = await RedeemAsync(app, "m-1");
        Answer? rollback = null;
        look.Before(async () => rollback = await app.PostAsync($"redemptions/{id}/rollback", new { }));

        var redeemed = await app.RedeemAsync("SUMMER", Shop.Redemption("m-1"));

        rollback!.Expect(HttpStatusCode.OK);
        redeemed.Expect(HttpStatusCode.Created);
        (await RedemptionBooks.OfAsync(app, "summer")).AddUp(1);
    }

    [Fact]
    public async Task A_rollback_gives_back_in_the_period_in_which_it_was_consumed()
    {
        await using var app = await TestApp.StartAsync(storage, now: "2026-05-04T10:00:00Z");
        await app.DefineAsync("daily", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "DAILY" };
            body["limits"] = new JsonObject { ["total"] = 1, ["totalPeriod"] = "day" };
        });
        var monday = (await app.RedeemAsync("DAILY")).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();
        app.Clock.Set("2026-05-05T10:00:00Z");
        (await app.RedeemAsync("DAILY")).Expect(HttpStatusCode.Created);

        (await app.PostAsync($"redemptions/{monday}/rollback", new { })).Expect(HttpStatusCode.OK);

        Assert.Equal("campaign-limit-reached", (await app.RedeemAsync("DAILY")).Expect(HttpStatusCode.Conflict).Reason);
        (await RedemptionBooks.OfAsync(app, "daily")).AddUp(1);
    }

    [Fact]
    public async Task A_redemption_is_read_with_its_rollback_and_one_that_is_unknown_is_404()
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineAsync(app, "summer", shards: 1, total: 2);
        var redeemed = (await app.RedeemAsync("SUMMER", Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        var id = redeemed.Json["redemptionId"]!.GetValue<string>();
        Assert.Equal(redeemed.Text, (await app.GetAsync($"redemptions/{id}")).Expect(HttpStatusCode.OK).Text);

        app.Clock.Set("2026-05-04T10:00:01Z");
        var undone = (await app.PostAsync($"redemptions/{id.ToLowerInvariant()}/rollback", null)).Expect(HttpStatusCode.OK);
        Assert.Equal("2026-05-04T10:00:01Z", undone.Json["rolledBackAt"]!.GetValue<string>());
        Assert.Equal(undone.Text, (await app.GetAsync($"redemptions/{id}")).Expect(HttpStatusCode.OK).Text);

        foreach (var unknown in new[] { id[..^1] + (id[^1] == '0' ? '1' : '0'), "R" + new string('0', 25), "nonsense" })
        {
            Assert.Equal("unknown-redemption", (await app.GetAsync($"redemptions/{unknown}")).Expect(HttpStatusCode.NotFound).Reason);
            Assert.Equal("unknown-redemption", (await app.PostAsync($"redemptions/{unknown}/rollback", new { })).Expect(HttpStatusCode.NotFound).Reason);
        }
    }

    private static Task DefineAsync(TestApp app, string campaign, int shards, int total) => app.DefineAsync(campaign, body =>
    {
        body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = campaign };
        body["shards"] = shards;
        body["limits"] = new JsonObject { ["total"] = total };
    });

    private static async Task<string> RedeemAsync(TestApp app, string member) =>
        (await app.RedeemAsync("SUMMER", Shop.Redemption(member))).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();
}
