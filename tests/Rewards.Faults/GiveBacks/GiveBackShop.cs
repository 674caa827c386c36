using Azure.Data.Tables;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions;
using Rewards.Functions.Audit;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.GiveBacks;

/// <summary>
/// Two instances of the app on one storage. No queue runs while clients race, since what follows a redemption changes none of
/// its counters; a third instance works the queues off in the end.
/// </summary>
internal sealed class GiveBackShop : IAsyncDisposable
{
    public const int Instances = 2;

    private static readonly TimeSpan AftermathPatience = TimeSpan.FromMinutes(10);

    private readonly TestStorage storage;
    private readonly TestApp[] apps;
    private readonly Action<IServiceCollection>? services;
    private readonly Random random;

    private GiveBackShop(TestStorage storage, TestApp[] apps, int shards, Random random, Action<IServiceCollection>? services) =>
        (this.storage, this.apps, Shards, this.random, this.services) = (storage, apps, shards, random, services);

    /// <summary>Of every campaign.</summary>
    public int Shards { get; }

    public TestApp App => apps[0];

    public TestClock Clock => App.Clock;

    /// <param name="patience">How long a command tries before it answers 503.</param>
    /// <param name="services">Changes every instance.</param>
    public static async Task<GiveBackShop> StartAsync(
        TestStorage storage, int shards, TimeSpan patience, int seed, Action<IServiceCollection>? services = null)
    {
        var usual = new RewardsOptions();
        Dictionary<string, string?> settings = new()
        {
            ["Rewards:ConflictPatience"] = $"{patience}",
            ["Rewards:StorageTimeout"] = $"{(patience > usual.StorageTimeout ? patience : usual.StorageTimeout)}",
            ["Rewards:DefinitionAge"] = "00:10:00",
        };
        var first = await StartAsync(storage.NewConnectionString(), null);
        return new GiveBackShop(storage, [first, await StartAsync(first.ConnectionString, first.Clock)], shards, new Random(seed), services);

        Task<TestApp> StartAsync(string connectionString, TestClock? clock) => TestApp.StartAsync(
            storage,
            connectionString: connectionString,
            clock: clock,
            settings: settings,
            services: services,
            change: options => options with { RunQueues = false });
    }

    public Task<GiveBackRound> PlayAsync(int round) => new GiveBackRace(this, round, random).PlayAsync();

    public Task<Answer> AskAsync(GiveBackCall call) => apps[call.Instance].PostAsync(call.Path, call.Body, call.Key);

    /// <summary>Every follow-up runs twice. After each round: the emulator's queues slow down with what waits in them.</summary>
    public async Task WorkOffAsync()
    {
        await DoubleMessagesAsync();
        await using var worker = await TestApp.StartAsync(storage, connectionString: App.ConnectionString, clock: Clock, services: services);
        await worker.Host.WhenQueuesIdleAsync(AftermathPatience, CancellationToken.None);
    }

    /// <summary>Each redemption and rollback is counted once.</summary>
    /// <returns>A sentence for each thing that is wrong.</returns>
    public async Task<IReadOnlyList<string>> AftermathAsync(IReadOnlyList<GiveBackRound> rounds)
    {
        var books = await new BooksReader(new TableServiceClient(App.ConnectionString)).ReadAsync(CancellationToken.None);
        return
        [
            .. await WrongFactsAsync("Rewards.CouponRedeemed", rounds.Sum(round => round.Redemptions)),
            .. await WrongFactsAsync("Rewards.RedemptionRolledBack", rounds.Sum(round => round.Rollbacks)),
            .. books.Disagreements(),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    /// <summary>A queue may deliver each of its messages more than once.</summary>
    private async Task DoubleMessagesAsync()
    {
        var queue = App.Queue(TableKeys.FollowUpQueue);
        List<QueueMessage> taken = [];
        while ((await queue.ReceiveMessagesAsync(32, AftermathPatience)).Value is { Length: > 0 } messages)
        {
            taken.AddRange(messages);
        }

        foreach (var message in taken)
        {
            await queue.SendMessageAsync(message.MessageText);
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.MessageText, TimeSpan.Zero);
        }
    }

    private async Task<IReadOnlyList<string>> WrongFactsAsync(string type, int happened)
    {
        var facts = (await App.RowsAsync(TableKeys.Facts, TableClient.CreateQueryFilter($"Type eq {type}"))).Count;
        return facts == happened ? [] : [$"{happened} x {type} happened, and {facts} are counted"];
    }
}
