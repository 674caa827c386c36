using System.Globalization;
using NodaTime;
using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>Whatever comes from outside: no fault of the server's, no row changed by what is refused, memory flat.</summary>
internal sealed class HostileStudy : IStudy
{
    private static readonly Instant Now = Instant.FromUtc(2026, 5, 4, 10, 0);

    /// <summary>What memory may grow by from one half of the fuzz to the other.</summary>
    private const double Growth = 1.15;

    /// <summary>Of each operation, in a test run.</summary>
    private const int FewMutations = 3;

    /// <summary>Of each operation, in each half of a full run.</summary>
    private const int ManyMutations = 200;

    /// <summary>Under how many mutated definitions the shop goes on for a while.</summary>
    private const int MaxDefinitions = 40;

    private const long MemoryNoise = 16 * 1024 * 1024;

    /// <summary>Codes may be guessed as long as it takes.</summary>
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Rewards:ConflictPatience"] = "00:00:02",
        ["Rewards:GuessBurst"] = "1000000000",
        ["Access:TillKeySecret"] = TestTenant.TillKeySecret,
    };

    private static readonly string[] Busy =
        ["StorageBusyException", "The storage did not answer", "Retry failed after", "cannot be read", "left to its lease", "was not renewed"];

    private readonly List<string> failures = [];
    private readonly List<IReadOnlyList<string>> rows = [];

    public string Name => "hostile";

    public string Title => "hostile input by every route, queue and connection: no 500, nothing logged as unhandled, no row changed by what is refused, memory flat";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        var connectionString = context.Storage.NewConnectionString();
        await using var host = await HostProcess.StartAsync(new HostSettings(
            connectionString, Now.ToString(), Settings, TimeSpan.FromSeconds(30)));
        var shop = new HostileShop(host);
        await shop.OpenAsync();
        await ConnectionsAsync(new ConnectionFlood(host, shop, context), new HttpGarbage(host, context), context, cancellationToken);
        context.Say($"Connections: {failures.Count} findings.");
        await RoutesAsync(new RouteFuzz(host, connectionString, context), shop, host, context, cancellationToken);
        failures.AddRange(host.Log.Where(IsFault).Select(line => $"Logged: {line}"));

        var queues = new QueueFuzz(host, connectionString, context);
        await queues.RunAsync(context.IsFull ? 150 : 3, cancellationToken);
        failures.AddRange(queues.Failures);
        rows.AddRange(queues.Tallies.Select(tally => Row($"queue {tally.Queue}", tally.Sent, $"{tally.Kept} kept in Poison", tally.Sent - tally.Kept)));
        return new StudyResult(["Where", "Sent", "Answers", "Findings"], rows, failures);
    }

    private async Task RoutesAsync(RouteFuzz routes, HostileShop shop, HostProcess host, StudyContext context, CancellationToken cancellationToken)
    {
        await routes.ProveAsync(shop, cancellationToken);
        await routes.RunAsync(shop, context.IsFull ? ManyMutations : FewMutations, cancellationToken);
        if (context.IsFull)
        {
            var half = await host.MemoryAsync();
            context.Say($"Half of the fuzz is over: {routes.Tallies.Sum(tally => tally.Statuses.Values.Sum())} mutations, {routes.Failures.Count} findings.");
            await routes.RunAsync(shop, ManyMutations, cancellationToken);
            Compare(half, await host.MemoryAsync());
            await AfterAsync(new Aftermath(host, shop), routes.AcceptedDefinitions, context.Seed, cancellationToken);
        }

        failures.AddRange(routes.Failures);
        rows.AddRange(routes.Tallies.Select(tally => Row(tally.Operation.ToString(), tally.Statuses.Values.Sum(), Text(tally.Statuses), tally.Findings)));
        context.Say($"{routes.Compared} refused calls were sent again between two looks at all rows.");
    }

    private async Task AfterAsync(Aftermath aftermath, IReadOnlyList<HostileCall> definitions, int seed, CancellationToken cancellationToken)
    {
        HostileCall[] some = [.. definitions];
        new Random(seed).Shuffle(some);
        foreach (var definition in some.Take(MaxDefinitions))
        {
            await aftermath.RunAsync(definition, cancellationToken);
        }

        failures.AddRange(aftermath.Failures);
        rows.Add(Row($"the shop under {aftermath.Definitions} mutated definitions", aftermath.Statuses.Values.Sum(), Text(aftermath.Statuses), aftermath.Failures.Count));
    }

    private async Task ConnectionsAsync(ConnectionFlood flood, HttpGarbage garbage, StudyContext context, CancellationToken cancellationToken)
    {
        await flood.RunAsync(context.IsFull ? 334 : 20, cancellationToken);
        failures.AddRange(flood.Failures);
        rows.AddRange(flood.Tallies.Select(tally => Row(tally.What, tally.Opened, tally.Ended, 0)));
        await garbage.RunAsync(context.IsFull ? 500 : 5, cancellationToken);
        failures.AddRange(garbage.Failures);
        rows.Add(Row("what is no HTTP", garbage.Ends.Values.Sum(), Text(garbage.Ends), garbage.Failures.Count));
    }

    private void Compare((long Heap, long WorkingSet) half, (long Heap, long WorkingSet) end)
    {
        foreach (var (what, before, after) in new[] { ("memory in use, MB", half.Heap, end.Heap), ("working set, MB", half.WorkingSet, end.WorkingSet) })
        {
            var grew = after > (before * Growth) + MemoryNoise;
            rows.Add(Row(what, 0, $"{before >> 20} after half of the fuzz, {after >> 20} after the whole", grew ? 1 : 0));
            if (grew)
            {
                failures.Add($"{what} grew from {before >> 20} to {after >> 20}.");
            }
        }
    }

    /// <summary>Whether a line of the log tells of more than a storage that is busy: then what failed is tried again.</summary>
    public static bool IsFault(string line) => !Busy.Any(word => line.Contains(word, StringComparison.Ordinal));

    private static string Text<T>(IEnumerable<KeyValuePair<T, int>> counts) => string.Join(", ", counts.Select(count => $"{count.Value} x {count.Key}"));

    private static string[] Row(string what, int sent, string answers, int findings) =>
        [what, sent.ToString(CultureInfo.InvariantCulture), answers, findings.ToString(CultureInfo.InvariantCulture)];
}
