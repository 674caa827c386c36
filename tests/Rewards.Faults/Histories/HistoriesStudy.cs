using System.Text.Json.Nodes;
using Rewards.Faults.Proxy;

namespace Rewards.Faults.Histories;

/// <summary>
/// 64 clients of two instances race over one object while the proxies fire; what each saw and when is put into an order in which
/// the domain, asked call by call, says the same.
/// </summary>
public sealed class HistoriesStudy : IStudy
{
    private const int FullRounds = 20;

    private const int FullSteps = 3;

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

    /// <summary>Each holds up a partition for seconds, so there are few.</summary>
    private const double DelayRate = 0.0003;

    public string Name => "histories";

    public string Title => "Whatever 64 clients of two instances see under faults, some order of their calls, one by one, explains it.";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        await using var instances = await TwoInstances.StartAsync(context.Storage);
        var scenarios = Scenarios();
        var results = scenarios.Select(_ => RoundResult.None).ToArray();
        var rounds = context.IsFull ? FullRounds : 1;
        for (var n = 0; n < rounds; n++)
        {
            for (var i = 0; i < scenarios.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seed = unchecked(context.Seed + (n * scenarios.Length) + i);
                var round = new HistoryRound(instances, $"h{n}-{i}", seed, context.IsFull ? FullSteps : 1);
                results[i] = results[i].Plus(await RunAsync(scenarios[i], round, context.IsFull));
            }

            var (calls, failures) = (results.Sum(result => result.Calls), results.SelectMany(result => result.Failures).ToList());
            context.Say($"Round {n + 1} of {rounds}: {calls} calls so far, {failures.Count} failures {failures.LastOrDefault()}");
        }

        context.Say($"Fired: {string.Join(", ", instances.Fired.Where(fired => fired.Value > 0).Select(fired => $"{fired.Key} {fired.Value}"))}");
        return new StudyResult(
            ["object", "shards", "rounds", "calls", "unknown at first", "refused", "given up", "never answered", "configurations", "outcome"],
            [.. scenarios.Zip(results, (scenario, result) => RowOf(scenario, rounds, result))],
            [.. results.SelectMany(result => result.Failures)]);
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
        var rates = withDelays ? new Dictionary<FaultKind, double>(Rates) { [FaultKind.Delay] = DelayRate } : Rates;
        round.Instances.Plan(i => new FaultPlan(unchecked((2 * round.Seed) + i), rates));
        await scenario.PlayAsync(round);
        round.Instances.Plan(_ => FaultPlan.None);
        return await scenario.JudgeAsync(round);
    }

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
