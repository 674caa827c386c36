using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Redemptions;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

public sealed class AllotmentBrokerTests(TestStorage storage)
{
    private static readonly LocalDate Day = new(2026, 5, 4);

    [Fact]
    public async Task One_shards_vain_look_does_not_answer_for_another_that_would_find_what_the_first_one_holds()
    {
        var log = new RequestLog(TimeSpan.FromMilliseconds(10));
        await using var app = await TestApp.StartAsync(storage, services: log.Insert());
        var fetch = await FetcherAsync(app, budget: 450);
        Assert.True(await fetch(0, 400));

        // All three ask before the second one looks: it finds 50 besides the 400 that it holds itself.
        var answers = await Task.WhenAll(fetch(2, 10), fetch(0, 500), fetch(1, 150));

        Assert.Equal([true, false, true], answers);
    }

    [Fact]
    public async Task A_vain_look_answers_everybody_who_asked_before_it_for_as_much()
    {
        var log = new RequestLog();
        await using var app = await TestApp.StartAsync(storage, services: log.Insert(), change: options => options with { RunQueues = false });
        var fetch = await FetcherAsync(app, budget: 100);
        Assert.False(await fetch(0, 101));

        var requests = await log.DuringAsync(async () =>
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 60).Select(i => fetch(i % 3, 101))), Assert.False));

        // The account, the asking shard and the three shards for the first two who ask; nothing for those in the queue. The vain
        // look before them has seen the same as theirs, so neither has to look twice.
        Assert.InRange(requests.Count, 5, 10);
    }

    [Fact]
    public async Task A_use_that_moves_from_a_shard_that_was_looked_at_to_one_that_was_not_yet_is_no_reason_to_refuse()
    {
        var order = new ReadInOrder(Row(0), Row(1));
        await using var other = await TestApp.StartAsync(storage);
        await using var looking = await TestApp.StartAsync(storage, connectionString: other.ConnectionString, services: order.Insert());
        await DefineAsync(other, shards: 3, limits => limits["total"] = 2);
        var given = (await other.RedeemAsync("SUMMER", Shop.Redemption(MemberIn(0)))).Expect(HttpStatusCode.Created);
        Assert.True(await (await FetcherAsync(other, Resource.Redemptions, 2))(1, 1));

        // One of two uses is free all the time: in shard 1 at first, in shard 0 when shard 1 is looked at.
        order.Between = async () =>
        {
            (await other.PostAsync($"redemptions/{given.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);
            (await other.RedeemAsync("SUMMER", Shop.Redemption(MemberIn(1)))).Expect(HttpStatusCode.Created);
        };
        var answer = await looking.RedeemAsync("SUMMER", Shop.Redemption(MemberIn(2)));

        Assert.True(order.HasHappened);
        answer.Expect(HttpStatusCode.Created);
        (await RedemptionBooks.OfAsync(other, "summer")).AddUp(2);
    }

    [Fact]
    public async Task An_instance_whose_clock_is_behind_at_midnight_redeems_in_the_day_of_the_others()
    {
        await using var ahead = await TestApp.StartAsync(storage, now: "2026-05-04T22:00:30Z");
        await using var behind = await TestApp.StartAsync(storage, now: "2026-05-04T21:59:30Z", connectionString: ahead.ConnectionString);
        await DefineAsync(ahead, shards: 4, limits => (limits["total"], limits["totalPeriod"]) = (10, "day"));
        (await ahead.RedeemAsync("SUMMER", Shop.Redemption("m-0"))).Expect(HttpStatusCode.Created);

        List<Answer> answers = [];
        for (var i = 1; i <= 10; i++)
        {
            answers.Add(await behind.RedeemAsync("SUMMER", Shop.Redemption($"m-{i}")));
        }

        Assert.All(answers[..9], answer => answer.Expect(HttpStatusCode.Created));
        Assert.Equal("campaign-limit-reached", answers[9].Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(1, await EpochAsync(ahead));
        (await RedemptionBooks.OfAsync(ahead, "summer")).AddUp(10);
    }

    [Theory]
    [InlineData(10, 25, "raised")]
    [InlineData(30, 12, "lowered")]
    public async Task A_limit_that_changes_under_load_is_exact_and_opens_one_epoch_although_an_instance_knows_the_old_one(long before, long after, string why)
    {
        Dictionary<string, string?> settings = new() { ["Rewards:DefinitionAge"] = "00:10:00" };
        await using var first = await TestApp.StartAsync(storage, settings: settings);
        await using var other = await TestApp.StartAsync(storage, connectionString: first.ConnectionString, settings: settings);
        await DefineAsync(first, shards: 4, limits => limits["total"] = before);
        (await first.RedeemAsync("SUMMER", Shop.Redemption("a-0"))).Expect(HttpStatusCode.Created);
        (await other.RedeemAsync("SUMMER", Shop.Redemption("b-0"))).Expect(HttpStatusCode.Created);

        var race = await Race.RunAsync(24, async client =>
        {
            if (client == 6)
            {
                await DefineAsync(first, shards: 4, limits => limits["total"] = after);
            }

            return await (client % 2 == 0 ? first : other).RedeemAsync("SUMMER", Shop.Redemption($"c-{client}"));
        });
        var given = 2 + race.Count(HttpStatusCode.Created);
        Assert.InRange(given, 2, Math.Max(before, after));
        var late = await Race.RunAsync(24, client => (client % 2 == 0 ? first : other).RedeemAsync("SUMMER", Shop.Redemption($"d-{client}")));

        late.Expect((int)Math.Max(0, after - given), "campaign-limit-reached");
        (await RedemptionBooks.OfAsync(first, "summer")).AddUp(Math.Max(given, after));
        Assert.True(await EpochAsync(first) == 2, why);
    }

    [Fact]
    public async Task Over_a_lowered_limit_a_use_that_is_rolled_back_is_nobodys()
    {
        await using var app = await TestApp.StartAsync(storage);
        await DefineAsync(app, shards: 4, limits => limits["total"] = 10);
        List<string> ids = [];
        for (var i = 0; i < 4; i++)
        {
            var redeemed = (await app.RedeemAsync("SUMMER", Shop.Redemption($"m-{i}"))).Expect(HttpStatusCode.Created);
            ids.Add(redeemed.Json["redemptionId"]!.GetValue<string>());
        }

        await DefineAsync(app, shards: 4, limits => limits["total"] = 3);
        (await app.RedeemAsync("SUMMER", Shop.Redemption("m-0"))).Expect(HttpStatusCode.Conflict);
        (await app.PostAsync($"redemptions/{ids[0]}/rollback", new { })).Expect(HttpStatusCode.OK);
        (await app.RedeemAsync("SUMMER", Shop.Redemption("m-0"))).Expect(HttpStatusCode.Conflict);
        (await app.PostAsync($"redemptions/{ids[1]}/rollback", new { })).Expect(HttpStatusCode.OK);

        // Now it is under the limit, and the unit is there for whichever shard asks.
        (await app.RedeemAsync("SUMMER", Shop.Redemption("m-0"))).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync("SUMMER", Shop.Redemption("m-1"))).Expect(HttpStatusCode.Conflict);
    }

    private static Task DefineAsync(TestApp app, int shards, Action<JsonObject> limit) => app.DefineAsync("summer", body =>
    {
        body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
        body["shards"] = shards;
        limit((body["limits"] = new JsonObject()).AsObject());
    });

    private static async Task<long?> EpochAsync(TestApp app) =>
        Assert.Single(await app.RowsAsync("Coupons", "PartitionKey eq 'summer:account'")).GetInt64("Epoch");

    private static string Row(int shard) => TableKeys.BudgetRow(TableKeys.CouponPartition(CampaignId.Parse("summer"), shard));

    private static string MemberIn(int shard) =>
        Enumerable.Range(0, 100).Select(i => $"m-{i}").First(member => TableKeys.ShardOf(member, 3) == shard);

    private static async Task<Func<int, long, Task<bool>>> FetcherAsync(TestApp app, long budget)
    {
        await DefineAsync(app, shards: 3, limits => limits["budget"] = budget);
        return await FetcherAsync(app, Resource.Money, budget);
    }

    private static async Task<Func<int, long, Task<bool>>> FetcherAsync(TestApp app, Resource resource, long limit)
    {
        var broker = app.Host.Services.GetRequiredService<AllotmentBroker>();
        var campaign = await app.Host.Services.GetRequiredService<CampaignCatalogue>().NewestAsync(CampaignId.Parse("summer"), CancellationToken.None);
        var term = AllotmentTerm.Of(new Limit(limit, LimitPeriod.Whole), Day);
        return (shard, need) => broker.FetchAsync(campaign!, shard, resource, term, need, Day, CancellationToken.None);
    }
}
