using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>64 clients race for the last uses. Alone on the machine, since how fast they are answered is part of it.</summary>
[Collection<AloneOnTheMachine>]
public sealed class LastUsesTests(TestStorage storage)
{
    private const int Clients = 64;

    private const int Uses = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(1, true, 1, "one shard")]
    [InlineData(16, true, 1, "members in all shards")]
    [InlineData(16, false, 1, "guests, whose shards follow from their keys")]
    [InlineData(1, true, 2, "one shard, two instances that fight for its rows")]
    [InlineData(16, true, 2, "members in all shards, two instances")]
    public async Task The_last_uses_of_a_shared_code_are_given_exactly_once_and_everybody_else_is_refused(
        int shards, bool members, int instances, string why)
    {
        await using var shop = await ShopAsync(instances, shards, limits => limits["total"] = Uses);

        var race = await shop.RaceAsync("last", members);

        TestContext.Current.TestOutputHelper!.WriteLine(race.Longest.ToString());
        race.Expect(Uses, "campaign-limit-reached");
        Assert.True(race.Longest < Patience, $"{why}: {race.Longest}");
        (await RedemptionBooks.OfAsync(shop.First, "last")).AddUp(Uses);
    }

    [Theory]
    [InlineData(1, 1, "one shard")]
    [InlineData(16, 1, "sixteen shards")]
    [InlineData(16, 2, "sixteen shards, two instances")]
    public async Task A_money_budget_is_spent_to_less_than_one_discount_and_never_beyond(int shards, int instances, string why)
    {
        const int Budget = 7_777;
        await using var shop = await ShopAsync(instances, shards, limits => limits["budget"] = Budget);

        var race = await shop.RaceAsync("last", members: true);

        TestContext.Current.TestOutputHelper!.WriteLine(race.Longest.ToString());
        race.Expect(Budget / 500, "budget-exhausted");
        Assert.True(race.Longest < Patience, $"{why}: {race.Longest}");
        Assert.InRange((await RedemptionBooks.OfAsync(shop.First, "last")).AddUp(Budget / 500).Given, Budget - 499, Budget);
    }

    [Fact]
    public async Task One_unique_code_is_redeemed_once_by_64_clients()
    {
        await using var shop = await ShopAsync(1, 1, _ => { });
        await shop.First.DefineAsync("unique");
        var code = await shop.First.IssueAsync("unique");

        var race = await Race.RunAsync(Clients, _ => shop.First.RedeemAsync(code));

        TestContext.Current.TestOutputHelper!.WriteLine(race.Longest.ToString());
        race.Expect(1, "already-redeemed");
        Assert.True(race.Longest < Patience, race.Longest.ToString());
        (await RedemptionBooks.OfAsync(shop.First, "unique")).AddUp(1);
    }

    /// <summary>Two campaigns of the same shape: one to warm up on, one to race for.</summary>
    private async Task<Instances> ShopAsync(int instances, int shards, Action<JsonObject> limit)
    {
        Dictionary<string, string?> settings = new() { ["Rewards:FollowUpDelay"] = "00:00:02", ["Rewards:DefinitionAge"] = "00:00:30" };
        var first = await TestApp.StartAsync(storage, settings: settings);
        var second = instances == 2
            ? await TestApp.StartAsync(storage, connectionString: first.ConnectionString, settings: settings)
            : null;
        foreach (var campaign in new[] { "warm", "last" })
        {
            await first.DefineAsync(campaign, body =>
            {
                body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = campaign };
                body["shards"] = shards;
                limit((body["limits"] = new JsonObject()).AsObject());
            });
        }

        var shop = new Instances(first, second);
        await shop.RaceAsync("warm", members: true);
        return shop;
    }

    private sealed record Instances(TestApp First, TestApp? Second) : IAsyncDisposable
    {
        public Task<Race> RaceAsync(string code, bool members) => Race.RunAsync(
            Clients, client => (client % 2 == 1 && Second is not null ? Second : First).RedeemAsync(code, Shop.Redemption(members ? $"m-{client}" : null)));

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await (Second?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
