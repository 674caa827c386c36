using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>
/// 64 clients race for the last uses. That the books add up holds in every race; that everybody is answered in time holds in
/// one of three, since a machine may be busy with something else.
/// </summary>
[Collection<AloneOnTheMachine>]
public sealed class LastUsesTests(TestStorage storage)
{
    private const int Clients = 64;

    private const int Uses = 20;

    private const int Rounds = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(1, true, 1, "one shard")]
    [InlineData(16, true, 1, "members in all shards")]
    [InlineData(16, false, 1, "guests, whose shards follow from their keys")]
    [InlineData(1, true, 2, "one shard, two instances that fight for its rows")]
    [InlineData(16, true, 2, "members in all shards, two instances")]
    public Task The_last_uses_of_a_shared_code_are_given_exactly_once_and_everybody_else_is_refused(
        int shards, bool members, int instances, string why) => RaceAsync(
            instances,
            (app, campaign) => DefineAsync(app, campaign, shards, limits => limits["total"] = Uses),
            (app, campaign, client) => app.RedeemAsync(campaign, Shop.Redemption(members ? $"m-{client}" : null)),
            Uses,
            "campaign-limit-reached",
            why);

    [Theory]
    [InlineData(1, 1, "one shard")]
    [InlineData(16, 1, "sixteen shards")]
    [InlineData(16, 2, "sixteen shards, two instances")]
    public Task A_money_budget_is_spent_to_less_than_one_discount_and_never_beyond(int shards, int instances, string why) => RaceAsync(
        instances,
        (app, campaign) => DefineAsync(app, campaign, shards, limits => limits["budget"] = 7_777),
        (app, campaign, client) => app.RedeemAsync(campaign, Shop.Redemption($"m-{client}")),
        7_777 / 500,
        "budget-exhausted",
        why);

    [Fact]
    public async Task One_unique_code_is_redeemed_once_by_64_clients()
    {
        Dictionary<string, string> codes = [];
        await RaceAsync(
            1,
            async (app, campaign) =>
            {
                await app.DefineAsync(campaign);
                codes[campaign] = await app.IssueAsync(campaign);
            },
            (app, campaign, _) => app.RedeemAsync(codes[campaign]),
            1,
            "already-redeemed",
            "one code");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Whoever_is_refused_a_discount_of_any_size_could_not_have_been_given_it(int shards)
    {
        const int Budget = 9_000;
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("mixed", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "MIXED" };
            body["shards"] = shards;
            body["discount"] = new JsonObject { ["kind"] = "percentOff", ["percent"] = 50 };
            body["limits"] = new JsonObject { ["budget"] = Budget };
        });

        var race = await Race.RunAsync(
            Clients, client => app.RedeemAsync("MIXED", Shop.Redemption($"m-{client}", Shop.Basket(amount: 2 * DiscountOf(client)))));

        var given = race.Count(HttpStatusCode.Created);
        race.Expect(given, "budget-exhausted");
        var left = Budget - (await RedemptionBooks.OfAsync(app, "mixed")).AddUp(given).Given;
        var refused = Enumerable.Range(0, Clients).Where(client => race.Answers[client].Status != HttpStatusCode.Created).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, client => Assert.InRange(left, 0, DiscountOf(client) - 1));

        static long DiscountOf(int client) => 37 * (1 + (client * 7 % 13));
    }

    /// <summary>A first race warms everything up.</summary>
    private async Task RaceAsync(
        int instances,
        Func<TestApp, string, Task> define,
        Func<TestApp, string, int, Task<Answer>> redeem,
        int successes,
        string reason,
        string why)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Rewards:ConflictPatience"] = "00:00:02",
            ["Rewards:FollowUpDelay"] = "00:00:02",
            ["Rewards:DefinitionAge"] = "00:00:30",
        };
        await using var first = await TestApp.StartAsync(storage, settings: settings);
        await using var second = await TestApp.StartAsync(storage, connectionString: first.ConnectionString, settings: settings);
        var apps = new[] { first, second };
        for (var round = 0; ; round++)
        {
            var campaign = $"last{round}";
            await define(first, campaign);
            var race = await Race.RunAsync(Clients, client => redeem(apps[client % instances], campaign, client));

            var given = race.Count(HttpStatusCode.Created);
            Assert.True(given <= successes, $"{why}: {given} instead of {successes}");
            (await RedemptionBooks.OfAsync(first, campaign)).AddUp(given);
            var isInTime = race.Longest < Patience && race.Count(HttpStatusCode.ServiceUnavailable) == 0;
            if (round > 0 && (isInTime || round == Rounds))
            {
                race.Expect(successes, reason);
                Assert.True(race.Longest < Patience, $"{why}: {race.Longest}");
                return;
            }
        }
    }

    private static Task DefineAsync(TestApp app, string campaign, int shards, Action<JsonObject> limit) => app.DefineAsync(campaign, body =>
    {
        body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = campaign };
        body["shards"] = shards;
        limit((body["limits"] = new JsonObject()).AsObject());
    });
}
