using System.Globalization;

namespace Rewards.Faults.GiveBacks;

/// <summary>Where the engines that get the plain race right go wrong: what comes back while others ask for it.</summary>
public sealed class GiveBackStudy : IStudy
{
    private static readonly int[] ShardCounts = [1, 16];

    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(2);

    /// <summary>A test run shares its machine, and holds what is counted in any case.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public string Name => "giveback";

    public string Title => "64 clients redeem while half of the uses are rolled back, each twice: no slot is lost or made, all are answered in time";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<string>> rows = [];
        List<string> failures = [];
        foreach (var shards in ShardCounts)
        {
            await using var shop = await GiveBackShop.StartAsync(context.Storage, shards, context.IsFull ? InTime : Patience, context.Seed);
            var rounds = await PlayAsync(context, shop, cancellationToken);
            List<string> wrong = [.. rounds.SelectMany(round => round.Failures), .. LateFailures(context, shards, rounds), .. await shop.AftermathAsync(rounds)];
            failures.AddRange(wrong);
            rows.Add(RowOf(shards, rounds, wrong.Count));
        }

        return new StudyResult(["Shards", "Rounds", "Redemptions", "Rollbacks", "Refusals", "Median", "Longest", "Outcome"], rows, failures);
    }

    /// <summary>The first round warms everything up: its time is not held to anything.</summary>
    private static async Task<IReadOnlyList<GiveBackRound>> PlayAsync(StudyContext context, GiveBackShop shop, CancellationToken cancellationToken)
    {
        List<GiveBackRound> rounds = [];
        for (var round = 0; round < (context.IsFull ? 51 : 3); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds.Add(await shop.PlayAsync(round));
            await shop.WorkOffAsync();
        }

        return rounds;
    }

    /// <summary>In full every round is in time; in a test run one is, since the machine may be busy with something else.</summary>
    private static IEnumerable<string> LateFailures(StudyContext context, int shards, IReadOnlyList<GiveBackRound> rounds)
    {
        var timed = rounds.Skip(1).ToList();
        var late = timed.Where(round => round.Longest > InTime).ToList();
        return late.Count > 0 && (context.IsFull || late.Count == timed.Count)
            ? [$"{shards} shards: {late.Count} of {timed.Count} rounds were answered later than in 2 s, the last after {late.Max(round => round.Longest.TotalSeconds):F1} s"]
            : [];
    }

    private static string[] RowOf(int shards, IReadOnlyList<GiveBackRound> rounds, int failures)
    {
        var times = rounds.Skip(1).Select(round => round.Longest.TotalMilliseconds).Order().ToList();
        return
        [
            Text(shards),
            Text(rounds.Count),
            Text(rounds.Sum(round => round.Redemptions)),
            Text(rounds.Sum(round => round.Rollbacks)),
            Text(rounds.Sum(round => round.Refusals)),
            $"{times[times.Count / 2]:F0} ms",
            $"{times[^1]:F0} ms",
            failures == 0 ? "clean" : $"{failures} failures",
        ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
