using System.Net;
using Azure.Data.Tables;
using Rewards.Faults.Hosts;
using Rewards.Faults.Proxy;
using Rewards.Functions.Audit;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Crashes;

/// <summary>How a run ended, when everything that was left to do was done.</summary>
/// <param name="First">What the host answered that may have died.</param>
/// <param name="Retried">What the host after it answered, and <paramref name="Again"/> once more.</param>
/// <param name="Faults">What must not be in any run, a sentence each.</param>
internal sealed record Ending(Answer? First, Answer? Retried, Answer? Again, IReadOnlyList<string> World, IReadOnlyList<string> Faults, KillSwitch Switch);

/// <summary>A command on a shop that is opened once and copied for each run, and how it ends where nothing dies.</summary>
internal sealed class CrashCase(CrashCommand command, StudyContext context, EventCollector topic, HostSpares spares)
{
    /// <summary>Longer than any run: what is hidden is shown when its time would have come.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static int topics;

    private IReadOnlyList<WorldRow> shop = [];
    private CrashAct act = null!;
    private Ending reference = null!;

    public string Name => command.Name;

    public IReadOnlyList<CrashCall> Calls => reference.Switch.Calls;

    /// <returns>What is wrong although nothing died.</returns>
    public async Task<IReadOnlyList<string>> OpenAsync()
    {
        var storage = context.Storage.NewConnectionString();
        await using (var app = await StartAsync(storage, CrashCommand.Opened, Settings("shop")))
        {
            act = await command.Prepare(app);
            await app.WhenIdleAsync();
        }

        shop = await World.ReadAsync(storage);
        reference = await PlayAsync(null, Moment.Before);
        return [.. Findings(reference).Select(finding => $"{Name}: {finding}")];
    }

    /// <summary>Dies at one call.</summary>
    /// <returns>Whether it came to that call, and what is wrong.</returns>
    public async Task<(bool Died, IReadOnlyList<string> Failures)> DieAsync(int at, Moment moment)
    {
        var where = $"{Name}, killed {(moment == Moment.Before ? "before" : "after")} call {at}";
        try
        {
            var ending = await PlayAsync(at, moment);
            return (ending.Switch.Killed is not null, [.. Findings(ending).Select(finding => $"{where} ({ending.Switch.Killed?.What ?? "never reached"}): {finding}")]);
        }
        catch (TimeoutException exception)
        {
            return (true, [$"{where}: {exception.Message}"]);
        }
    }

    private static Dictionary<string, string?> Merge(params Dictionary<string, string?>[] settings) =>
        settings.SelectMany(some => some).ToDictionary();

    private async Task<Ending> PlayAsync(int? at, Moment moment)
    {
        var storage = context.Storage.NewConnectionString();
        await World.CopyAsync(shop, storage);
        var told = $"{Interlocked.Increment(ref topics)}";
        var killSwitch = new KillSwitch(at, moment);
        await using var proxy = await FaultProxy.StartAsync(storage);
        killSwitch.Install(proxy);
        var (first, faults) = await PlayAsync(proxy, killSwitch, storage, Settings(told, Long));
        while (proxy.Pending > 0)
        {
            await Task.Delay(10);
        }

        await killSwitch.ShowMessagesAsync(storage);
        var hasKey = act is not CrashAct.Call { Method.Method: not "POST" };
        await using var app = await StartAsync(storage, command.Now, SettingsOfNext(told, hasKey));
        var retried = IsAnswered(first) ? first : await RetryAsync(app);
        var again = hasKey ? await RetryAsync(app) : retried;
        await app.WhenIdleAsync();
        var rows = await World.ReadAsync(storage);
        var books = (await new BooksReader(new TableServiceClient(storage)).ReadAsync(CancellationToken.None)).Disagreements();
        var poison = await World.PoisonAsync(storage);
        return new Ending(first, retried, again, WorldText.Of(rows, shop, topic.EventsOf(told)), [.. faults, .. books, .. poison], killSwitch);
    }

    /// <summary>On the host that may die.</summary>
    private async Task<(Answer? Answer, IReadOnlyList<string> Faults)> PlayAsync(
        FaultProxy proxy, KillSwitch killSwitch, string storage, Dictionary<string, string?> settings)
    {
        await using var host = await spares.OpenAsync(new HostSettings(proxy.ConnectionString, command.Now, settings, Long));
        // The first call takes longest, and is none that counts.
        using (await host.Client.GetAsync("health"))
        {
        }

        killSwitch.Arm(host);
        Answer? answer = null;
        try
        {
            answer = await act.PlayAsync(host, storage);
            await killSwitch.ShowMessagesAsync(storage);
            await host.WhenIdleAsync();
        }
        catch (HostDiedException)
        {
            await host.WhenExitedAsync();
        }

        return killSwitch.Killed is null && host.HasExited
            ? (answer, [$"The host ended by itself: {string.Join(' ', host.Log)}"])
            : (answer, []);
    }

    /// <summary>On the host after it, until nothing is left to do.</summary>
    private async Task<Answer?> RetryAsync(TestApp app)
    {
        var answer = await act.RetryAsync(app);
        await app.WhenIdleAsync();
        return answer;
    }

    private IEnumerable<string> Findings(Ending ending)
    {
        foreach (var fault in ending.Faults)
        {
            yield return fault;
        }

        if (ending.Retried is { } retried && (retried.Status >= HttpStatusCode.InternalServerError || retried.Status != (reference ?? ending).Retried!.Status))
        {
            yield return $"answered {(int)retried.Status} {retried.Text}";
        }

        if (ending.Retried != ending.Again || (IsAnswered(ending.First) && ending.First != ending.Again))
        {
            yield return $"answered {ending.First?.Text}, then {ending.Retried?.Text}, then {ending.Again?.Text}";
        }

        foreach (var line in Differences((reference ?? ending).World, ending.World))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Differences(IReadOnlyList<string> expected, IReadOnlyList<string> found) =>
        expected.Except(found).Select(line => $"not there: {line}").Concat(found.Except(expected).Select(line => $"there instead: {line}"))
            .Concat(expected.Count == found.Count ? [] : [$"{found.Count} rows and events instead of {expected.Count}"]);

    private static bool IsAnswered(Answer? answer) => answer is { Status: < HttpStatusCode.InternalServerError };

    private Task<TestApp> StartAsync(string storage, string now, Dictionary<string, string?> settings) => TestApp.StartAsync(
        context.Storage, now, storage, settings: settings, change: options => options with { QueueLease = Long });

    /// <summary>What never committed is not given up before it is retried, and each host reads a definition once.</summary>
    private Dictionary<string, string?> Settings(string told, TimeSpan? followUpDelay = null) => Merge(
        topic.SettingsOf(told),
        new()
        {
            ["Rewards:FollowUpDelay"] = $"{followUpDelay ?? TimeSpan.FromMilliseconds(50)}",
            ["Rewards:AbandonAfter"] = $"{Long}",
            ["Rewards:StorageTimeout"] = "00:00:30",
            ["Rewards:DefinitionAge"] = "00:10:00",
        });

    /// <summary>
    /// What has no key is another operation when it comes again, and what never committed of the first is given up. Definitions are
    /// read anew, so that none is hidden by what was remembered from before it was there.
    /// </summary>
    private Dictionary<string, string?> SettingsOfNext(string told, bool hasKey)
    {
        var settings = Settings(told);
        settings["Rewards:DefinitionAge"] = "00:00:00.001";
        if (!hasKey)
        {
            settings["Rewards:AbandonAfter"] = $"{TimeSpan.Zero}";
        }

        return settings;
    }
}
