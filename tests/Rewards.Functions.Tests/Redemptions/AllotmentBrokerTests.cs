using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Redemptions;
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
        var answers = await Task.WhenAll(fetch(2, 10), fetch(0, 100), fetch(1, 150));

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

        // The account, the asking shard and the three shards for the first two who ask; nothing for those in the queue.
        Assert.InRange(requests.Count, 5, 10);
    }

    private static async Task<Func<int, long, Task<bool>>> FetcherAsync(TestApp app, long budget)
    {
        await app.DefineAsync("summer", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
            body["shards"] = 3;
            body["limits"] = new JsonObject { ["budget"] = budget };
        });
        var broker = app.Host.Services.GetRequiredService<AllotmentBroker>();
        var campaign = await app.Host.Services.GetRequiredService<CampaignCatalogue>().NewestAsync(CampaignId.Parse("summer"), CancellationToken.None);
        var term = AllotmentTerm.Of(new Limit(budget, LimitPeriod.Whole), Day);
        return (shard, need) => broker.FetchAsync(campaign!, shard, Resource.Money, term, need, Day, CancellationToken.None);
    }
}
