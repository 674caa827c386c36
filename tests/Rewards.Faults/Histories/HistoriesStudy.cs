using System.Diagnostics;
using System.Text.Json.Nodes;
using Rewards.Faults.Proxy;

namespace Rewards.Faults.Histories;

/// <summary>
/// 64 clients of two instances race over one object while the proxies fire; what each saw and when is put into an order in which
/// the domain, asked call by call, says the same.
/// </summary>
public sealed class HistoriesStudy : IStudy
{
    private const int FullSteps = 3;

    private const int LeastRounds = 3;

    /// <summary>Each holds up a partition for seconds, so there are few.</summary>
    private const double DelayRate = 0.0003;

    private static readonly Dictionary<FaultKind, double> Rates = new()
    {
        [FaultKind.LoseReply] = 0.002,
        [FaultKind.Answer500] = 0.001,
        [FaultKind.Answer503] = 0.001,
        [FaultKind.Answer409] = 0.003,
        [FaultKind.Answer412] = 0.003,
        [FaultKind.CutBody] = 0.001,
        [FaultKind.SendTwice] = 0.003,
    };

    /// <summary>For so long rounds are begun.</summary>
    private static readonly TimeSpan FullTime = TimeSpan.FromMinutes(5);

    public string Name => "histories";

    public string Title => "Whatever 64 clients of two instances see under faults, some order of their calls, one by one, explains it.";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        await using var instances = await TwoInstances.StartAsync(context.Storage);
        var scenarios = Scenarios();
        var results = scenarios.Select(_ => RoundResult.None).ToArray();
        var started = Stopwatch.GetTimestamp();
        var rounds = 0;
        for (; rounds == 0 || (context.IsFull && (rounds < LeastRounds || Stopwatch.GetElapsedTime(started) < FullTime)); rounds++)
        {
            for (var i = 0; i < scenarios.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seed = unchecked(context.Seed + (rounds * scenarios.Length) + i);
                var round = new HistoryRound(instances, $"h{rounds}-{i}", seed, context.IsFull ? FullSteps : 1);
                results[i] = results[i].Plus(await RunAsync(scenarios[i], round, context.IsFull));
            }

            var (calls, failures) = (results.Sum(result => result.Calls), results.SelectMany(result => result.Failures).ToList());
            context.Say($"Round {rounds + 1}: {calls} calls so far, {failures.Count} failures {failures.LastOrDefault()}");
        }

        context.Say($"Fired: {string.Join(", ", instances.Fired.Where(fired => fired.Value > 0).Select(fired => $"{fired.Key} {fired.Value}"))}");
        var never = context.IsFull ? RatesOf(true).Keys.Where(kind => instances.Fired[kind] == 0).Select(kind => $"{kind} was never fired.") : [];
        return new StudyResult(
            ["object", "shards", "rounds", "calls", "unknown at first", "refused", "given up", "never answered", "configurations", "outcome"],
            [.. scenarios.Zip(results, (scenario, result) => RowOf(scenario, rounds, result))],
            [.. results.SelectMany(result => result.Failures), .. never]);
    }

    private static IHistoryScenario[] Scenarios() =>
    [
        new CampaignScenario("unique codes", 1, [], members: 0, [1_000], uniqueCodes: 8),
        new CampaignScenario("uses", 1, Limits(total: 20), members: 24, [1_000]),
        new CampaignScenario("uses", 16, Limits(total: 20), members: 24, [1_000]),
        new CampaignScenario("budget", 1, Limits(budget: 9_000), members: 0, [740, 1_480, 2_220, 3_330]),
        new CampaignScenario("budget", 16, Limits(budget: 9_000), members: 0, [740, 1_480, 2_220, 3_330]),
        new PointsScenario(),
    ];

    private static JsonObject Limits(int total) => new() { ["total"] = total, ["perMember"] = 2 };

    private static JsonObject Limits(long budget) => new() { ["budget"] = budget };

    private static async Task<RoundResult> RunAsync(IHistoryScenario scenario, HistoryRound round, bool withDelays)
    {
        await scenario.PrepareAsync(round);
        round.Instances.Plan(i => new FaultPlan(unchecked((2 * round.Seed) + i), RatesOf(withDelays)));
        await scenario.PlayAsync(round);
        round.Instances.Plan(_ => FaultPlan.None);
        return await scenario.JudgeAsync(round);
    }

    private static Dictionary<FaultKind, double> RatesOf(bool withDelays) =>
        withDelays ? new(Rates) { [FaultKind.Delay] = DelayRate } : Rates;

    private static string[] RowOf(IHistoryScenario scenario, int rounds, RoundResult result) =>
    [
        scenario.Name,
        $"{scenario.Shards}",
        $"{rounds}",
        $"{result.Calls}",
        $"{result.Unknown}",
        $"{result.Refused}",
        $"{result.Abandoned}",
        $"{result.Open}",
        $"{result.Configurations}",
        result.Failures.Count == 0 ? "explained" : $"{result.Failures.Count} failures",
    ];
}
