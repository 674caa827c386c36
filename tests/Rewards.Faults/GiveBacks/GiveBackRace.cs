using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.GiveBacks;

/// <summary>
/// Two instances of the app on one storage. A round uses a campaign up, then lets 64 clients redeem while half of the uses are
/// rolled back, each of them twice, and then counts what there is and what is left. No queue runs: what follows a redemption
/// changes none of the counters.
/// </summary>
internal sealed class GiveBackRace : IAsyncDisposable
{
    private const int Clients = 64;

    private const int Limit = 32;

    private const int GivenBack = Limit / 2;

    private const int AmountMinor = 500;

    private readonly TestApp[] apps;
    private readonly int shards;
    private readonly Random random;

    private GiveBackRace(TestApp[] apps, int shards, Random random) => (this.apps, this.shards, this.random) = (apps, shards, random);

    /// <param name="patience">How long a command tries before it answers 503.</param>
    /// <param name="services">Changes both instances.</param>
    public static async Task<GiveBackRace> StartAsync(
        TestStorage storage, int shards, TimeSpan patience, int seed, Action<IServiceCollection>? services = null)
    {
        Dictionary<string, string?> settings = new() { ["Rewards:ConflictPatience"] = patience.ToString(), ["Rewards:DefinitionAge"] = "00:10:00" };
        var first = await StartAsync(storage.NewConnectionString());
        return new GiveBackRace([first, await StartAsync(first.ConnectionString)], shards, new Random(seed));

        Task<TestApp> StartAsync(string connectionString) => TestApp.StartAsync(
            storage, connectionString: connectionString, settings: settings, services: services, change: options => options with { RunQueues = false });
    }

    public async Task<GiveBackRound> PlayAsync(int round)
    {
        // Every other round it is money that is scarce: an amount that is not a whole number of discounts.
        var resource = round % 2 == 0 ? Resource.Redemptions : Resource.Money;
        var campaign = $"give{round}";
        await DefineAsync(campaign, resource);
        var first = await UseUpAsync(campaign);
        if (!first.All(IsAccepted))
        {
            return new GiveBackRound(0, 0, 0, TimeSpan.Zero, [Named(round, $"{Limit} uses are free, and {Told(first)}")]);
        }

        var live = first.Select(IdOf).ToArray();
        random.Shuffle(live);
        var race = await RaceAsync(campaign, live[..GivenBack]);
        var redeemed = race.Answers.Take(Clients).ToList();
        var rollbacks = race.Answers.Skip(Clients).ToList();
        var (accepted, returned) = (redeemed.Count(IsAccepted), rollbacks.Count(IsRolledBack));
        var left = returned - accepted;
        List<string> failures =
        [
            .. RollbackFailures(rollbacks),
            .. RedemptionFailures(redeemed, returned, ReasonOf(resource)),
            .. await BooksAsync(campaign, resource, Limit - left),
            .. await TopUpAsync(campaign, left, ReasonOf(resource)),
            .. await BooksAsync(campaign, resource, Limit),
        ];
        return new GiveBackRound(
            Limit + accepted + left, returned, Clients - accepted, race.Longest, [.. failures.Select(failure => Named(round, failure))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>By a few members, in a few shards: the others get theirs from what these give back.</summary>
    private async Task<IReadOnlyList<Answer>> UseUpAsync(string campaign)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async member =>
        {
            List<Answer> mine = [];
            for (var use = 0; use < Limit / 4; use++)
            {
                mine.Add(await RedeemAsync(campaign, $"f-{member}", member));
            }

            return mine;
        }));
        return [.. answers.SelectMany(mine => mine)];
    }

    /// <returns>The answers to the clients first, then those to the rollbacks, two for each.</returns>
    private async Task<Race> RaceAsync(string campaign, IReadOnlyList<string> given)
    {
        var asks = Enumerable.Range(0, Clients)
            .Select(client => (Func<Task<Answer>>)(() => RedeemAsync(campaign, $"m-{client % (Clients / 2)}", client)))
            .Concat(Enumerable.Range(0, 2 * given.Count).Select(i =>
                (Func<Task<Answer>>)(() => apps[i % apps.Length].PostAsync($"redemptions/{given[i / 2]}/rollback", new { }))))
            .ToList();
        var order = Enumerable.Range(0, asks.Count).ToArray();
        random.Shuffle(order);
        var race = await Race.RunAsync(asks.Count, start => asks[order[start]]());
        var answers = new Answer[asks.Count];
        for (var start = 0; start < order.Length; start++)
        {
            answers[order[start]] = race.Answers[start];
        }

        return race with { Answers = answers };
    }

    private static IEnumerable<string> RollbackFailures(IReadOnlyList<Answer> answers) => answers
        .Chunk(2)
        .Where(pair => pair.Count(IsRolledBack) != 1 || pair.Count(answer => answer.Reason == "already-rolled-back") != 1)
        .Select(pair => $"Two rollbacks of one redemption: {Told(pair)}");

    private static IEnumerable<string> RedemptionFailures(IReadOnlyList<Answer> answers, int returned, string reason)
    {
        var others = answers.Where(answer => !IsAccepted(answer) && answer.Reason != reason).ToList();
        if (others.Count > 0)
        {
            yield return $"Answered neither redeemed nor {reason}: {Told(others)}";
        }

        if (answers.Count(IsAccepted) is var accepted && accepted > returned)
        {
            yield return $"{returned} uses were given back, and {accepted} were taken";
        }
    }

    /// <summary>What the counters say is what the redemptions say.</summary>
    private async Task<IReadOnlyList<string>> BooksAsync(string campaign, Resource resource, int live)
    {
        var books = await RedemptionBooks.OfAsync(apps[0], campaign);
        var expected = new RedemptionBooks(live, live * AmountMinor, live, live * AmountMinor, live, live, live);
        List<string> wrong = books == expected ? [] : [$"The books say {books} instead of {expected}"];
        if (shards > 1)
        {
            wrong.AddRange(await AllotmentBooks.ContradictionsAsync(apps[0], CampaignId.Parse(campaign), resource, shards));
        }

        return wrong;
    }

    /// <summary>What came back and was not taken is there for exactly as many, all at once, wherever they redeem; then nothing is left.</summary>
    private async Task<IReadOnlyList<string>> TopUpAsync(string campaign, int left, string reason)
    {
        var taken = await Race.RunAsync(Math.Max(0, left), client => RedeemAsync(campaign, $"l-{client}", client));
        List<string> wrong = taken.Answers.All(IsAccepted) ? [] : [$"{left} uses are left, and {Told(taken.Answers)}"];
        for (var instance = 0; instance < apps.Length; instance++)
        {
            var next = await RedeemAsync(campaign, $"n-{instance}", instance);
            if (next.Reason != reason)
            {
                wrong.Add($"Nothing is left, and one more was answered {Told([next])}");
            }
        }

        return wrong;
    }

    private Task DefineAsync(string campaign, Resource resource) => apps[0].DefineAsync(campaign, body =>
    {
        body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = campaign };
        body["shards"] = shards;
        body["discount"] = new JsonObject { ["kind"] = "amountOff", ["amount"] = AmountMinor };
        body["limits"] = resource == Resource.Redemptions
            ? new JsonObject { ["total"] = Limit }
            : new JsonObject { ["budget"] = (Limit * AmountMinor) + (AmountMinor / 2) };
    });

    /// <summary>Half of the clients are at each instance.</summary>
    private Task<Answer> RedeemAsync(string campaign, string member, int client) =>
        apps[client % apps.Length].RedeemAsync(campaign, Shop.Redemption(member));

    private static string ReasonOf(Resource resource) => resource == Resource.Redemptions ? "campaign-limit-reached" : "budget-exhausted";

    private static bool IsAccepted(Answer answer) => answer.Status == HttpStatusCode.Created;

    private static bool IsRolledBack(Answer answer) => answer.Status == HttpStatusCode.OK;

    private static string IdOf(Answer answer) => answer.Json["redemptionId"]!.GetValue<string>();

    private string Named(int round, string failure) => $"{shards} shards, round {round}: {failure}";

    /// <summary>How often what was answered.</summary>
    private static string Told(IEnumerable<Answer> answers) => string.Join(", ", answers
        .CountBy(answer => answer.Reason is { } reason ? $"{(int)answer.Status} {reason}" : $"{(int)answer.Status}")
        .Select(count => $"{count.Value} x {count.Key}"));
}
