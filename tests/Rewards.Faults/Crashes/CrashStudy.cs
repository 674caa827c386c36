using System.Collections.Concurrent;
using Rewards.Faults.Proxy;

namespace Rewards.Faults.Crashes;

/// <summary>Kills the process of the host before and after every change that any command makes in the storage.</summary>
public sealed class CrashStudy : IStudy
{
    /// <summary>Names the commands, with commas, of a run that is to be about a few only.</summary>
    private const string CommandsVariable = "REWARDS_FAULTS_COMMANDS";

    private const int Lanes = 3;

    /// <summary>In small.</summary>
    private const int SampledKills = 2;

    private static readonly string[] AlwaysSampled = ["redeem", "award"];

    public string Name => "crash";

    public string Title => "SIGKILL before and after every change that any command makes in the storage; after a restart and a retry the tables are those of a run without it";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        await using var topic = await EventCollector.StartAsync();
        await using var spares = new HostSpares(Lanes);
        var commands = context.IsFull ? Asked() : Sample(context.Seed);
        var rows = new ConcurrentDictionary<string, IReadOnlyList<string>>();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            commands,
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (command, _) =>
            {
                var (row, found) = await RunAsync(new CrashCase(command, context, topic, spares), context);
                rows[command.Name] = row;
                foreach (var failure in found)
                {
                    failures.Enqueue(failure);
                }
            });
        return new StudyResult(["command", "calls", "changes", "kills", "outcome"], [.. commands.Select(command => rows[command.Name])], [.. failures]);
    }

    private static async Task<(IReadOnlyList<string> Row, IReadOnlyList<string> Failures)> RunAsync(CrashCase crash, StudyContext context)
    {
        List<string> failures = [.. await crash.OpenAsync()];
        context.Say($"{crash.Name}: {string.Join(", ", crash.Calls.Select(call => call.What))}");
        var (died, kills) = (0, Kills(crash, context));
        foreach (var (at, moment) in kills)
        {
            var (hasDied, found) = await crash.DieAsync(at, moment);
            died += hasDied ? 1 : 0;
            failures.AddRange(found);
        }

        context.Say($"{crash.Name}: died {died} times, {failures.Count} findings");
        return ([crash.Name, $"{crash.Calls.Count}", $"{crash.Calls.Count(call => call.Kind == CallKind.Change)}", $"{died} of {kills.Count}", failures.Count == 0 ? "as without a kill" : $"{failures.Count} findings"], failures);
    }

    /// <summary>
    /// Before and after each call that changes something. A read leaves nothing: to die before or after it is to die before the
    /// next call that does; and to die before a message is received is to die after the call before it.
    /// </summary>
    private static IReadOnlyList<(int At, Moment Moment)> Kills(CrashCase crash, StudyContext context)
    {
        var all = crash.Calls.Index().SelectMany<(int Index, CrashCall Call), (int, Moment)>(call => call.Call.Kind switch
        {
            CallKind.Change => [(call.Index, Moment.Before), (call.Index, Moment.After)],
            CallKind.Receipt => [(call.Index, Moment.After)],
            _ => [],
        }).ToArray();
        return context.IsFull || all.Length <= SampledKills ? all : new Random(context.Seed).GetItems(all, SampledKills);
    }

    private static IReadOnlyList<CrashCommand> Asked() => Environment.GetEnvironmentVariable(CommandsVariable) is { Length: > 0 } names
        ? [.. CrashCommands.All.Where(command => names.Split(',').Contains(command.Name))]
        : CrashCommands.All;

    /// <summary>The two that matter most, and one by lot.</summary>
    private static IReadOnlyList<CrashCommand> Sample(int seed)
    {
        var others = CrashCommands.All.Where(command => !AlwaysSampled.Contains(command.Name)).ToList();
        return [.. CrashCommands.All.Where(command => AlwaysSampled.Contains(command.Name)), others[new Random(seed).Next(others.Count)]];
    }
}
