using System.Net;
using Azure.Data.Tables;
using Rewards.Functions.Audit;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Proxy;

/// <summary>A day in the shop while every kind of fault is fired at every sort of request.</summary>
public sealed class ProxyStudy : IStudy
{
    private const double Rate = 0.02;

    private static readonly TimeSpan StorageTimeout = TimeSpan.FromSeconds(1);

    public string Name => "proxy";

    public string Title => "calls of all sorts while the storage loses, delays, cuts, doubles and refuses; each is retried until it is answered";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        var connectionString = context.Storage.NewConnectionString();
        await using var proxy = await FaultProxy.StartAsync(connectionString);
        proxy.Delay = 1.2 * StorageTimeout;
        await using var app = await TestApp.StartAsync(
            context.Storage,
            connectionString: proxy.ConnectionString,
            settings: new()
            {
                ["Rewards:StorageTimeout"] = $"{StorageTimeout}",
                ["Rewards:ConflictPatience"] = "00:00:02",
                ["Rewards:AbandonAfter"] = "00:01:00",
            },
            change: options => options with { QueueLease = TimeSpan.FromSeconds(2) });
        // Opens the shop and looks at it afterwards, past the proxy and with the usual patience.
        await using var well = await TestApp.StartAsync(
            context.Storage, connectionString: connectionString, change: options => options with { RunQueues = false });
        var till = new Till(app);
        var day = new ShopDay(well, till, members: context.IsFull ? 60 : 8);
        await day.OpenAsync();

        proxy.Plan = Plan(context.Seed);
        List<string> failures = [];
        try
        {
            await day.PlayAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            failures.Add(exception.Message);
        }

        proxy.Plan = FaultPlan.None;
        await SettleAsync(app, well);
        if (failures.Count == 0)
        {
            failures.AddRange(await day.CheckAsync());
        }

        failures.AddRange(await RepeatAsync(till, well));
        failures.AddRange((await new BooksReader(new TableServiceClient(connectionString)).ReadAsync(cancellationToken)).Disagreements());
        failures.AddRange(proxy.Fired.Where(fired => fired.Value == 0).Select(fired => $"{fired.Key} never fired."));
        context.Say($"{till.Answered.Count} calls were answered in {till.Answered.Sum(call => call.Tries)} tries.");
        return new StudyResult(["fault", "fired"], [.. proxy.Fired.Select(fired => (IReadOnlyList<string>)[$"{fired.Key}", $"{fired.Value}"])], failures);
    }

    /// <summary>What costs waiting seldom, what costs a read often.</summary>
    private static FaultPlan Plan(int seed)
    {
        var rates = Enum.GetValues<FaultKind>().ToDictionary(kind => kind, _ => Rate);
        (rates[FaultKind.Delay], rates[FaultKind.EmptyPage]) = (Rate / 4, 0.3);
        return new FaultPlan(seed, rates);
    }

    /// <summary>A message that failed five times waits in table Poison to be put back.</summary>
    private static async Task SettleAsync(TestApp app, TestApp well)
    {
        await app.WhenIdleAsync();
        await well.Host.FireTimerAsync("KeepPoison");
        foreach (var queue in (await well.RowsAsync(TableKeys.Poison)).Select(row => row.PartitionKey).Distinct())
        {
            (await well.PostAsync($"poison/{queue}/replays", null)).Expect(HttpStatusCode.OK);
        }

        await app.WhenIdleAsync();
    }

    /// <summary>Every call that had a key gets its answer again.</summary>
    private static async Task<IReadOnlyList<string>> RepeatAsync(Till till, TestApp well)
    {
        List<string> failures = [];
        foreach (var call in till.Answered.Where(call => call.Key.Length > 0))
        {
            if (await call.RepeatAsync(well) is var again && again != call.Answer)
            {
                failures.Add($"{call}: answered {call.Answer.Text} and later {(int)again.Status} {again.Text}");
            }
        }

        return failures;
    }
}
