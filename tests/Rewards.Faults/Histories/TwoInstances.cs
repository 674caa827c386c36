using NodaTime;
using Rewards.Faults.Proxy;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Histories;

/// <summary>Two instances of the app on one storage, each behind a proxy of its own. Within one, the commands of a partition queue up; conflicts come from the other.</summary>
public sealed class TwoInstances : IAsyncDisposable
{
    /// <summary>One request in five is held back by up to so much, so that rows that are read at once are read apart.</summary>
    private const int MaxDelayMilliseconds = 40;

    private readonly FaultProxy[] proxies;

    private TwoInstances(FaultProxy[] proxies, IReadOnlyList<TestApp> apps) => (this.proxies, Apps) = (proxies, apps);

    public IReadOnlyList<TestApp> Apps { get; }

    public Instant Now => Apps[0].Clock.GetCurrentInstant();

    public IReadOnlyDictionary<FaultKind, int> Fired =>
        Enum.GetValues<FaultKind>().ToDictionary(kind => kind, kind => proxies.Sum(proxy => proxy.Fired[kind]));

    public static async Task<TwoInstances> StartAsync(TestStorage storage)
    {
        var connectionString = storage.NewConnectionString();
        FaultProxy[] proxies = [await FaultProxy.StartAsync(connectionString), await FaultProxy.StartAsync(connectionString)];
        List<TestApp> apps = [];
        foreach (var proxy in proxies)
        {
            proxy.Hook = DelayAsync;

            // Follow-ups change none of the objects that are looked at, and come after the race.
            Dictionary<string, string?> settings = new()
            {
                ["Rewards:ConflictPatience"] = "00:00:02",
                ["Rewards:FollowUpDelay"] = "00:00:04",
                ["Rewards:AbandonAfter"] = "00:00:30",
                ["Rewards:DefinitionAge"] = "00:10:00",
            };
            apps.Add(await TestApp.StartAsync(storage, connectionString: proxy.ConnectionString, settings: settings));
        }

        return new TwoInstances(proxies, apps);
    }

    /// <summary>From now on; each proxy has a plan of its own.</summary>
    public void Plan(Func<int, FaultPlan> planOf)
    {
        for (var i = 0; i < proxies.Length; i++)
        {
            proxies[i].Plan = planOf(i);
        }
    }

    private static async ValueTask<Interception> DelayAsync(ProxiedRequest request, Moment moment)
    {
        if (moment == Moment.Before && Random.Shared.Next(5) == 0)
        {
            await Task.Delay(Random.Shared.Next(MaxDelayMilliseconds));
        }

        return Interception.GoOn;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in Apps)
        {
            await app.DisposeAsync();
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }
}
