using System.Globalization;
using Rewards.Faults.GiveBacks;

namespace Rewards.Faults.Plants;

/// <summary>The checker is checked: what it is there to find is planted, and it finds it; without a plant it finds nothing.</summary>
public sealed class PlantStudy : IStudy
{
    /// <summary>A plant that is not caught in so many rounds never is.</summary>
    private const int FullRounds = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Where each is planted, and words of the check that is there for it: to stumble over something else is no catch.</summary>
    private static readonly Bed[] Beds =
    [
        new(null, 1, ""),
        new(null, 16, ""),
        new(Plant.NoETag, 1, "the books say"),
        new(Plant.NoOperationRow, 1, "asked again with the same key"),
        new(Plant.AllotmentTwice, 16, "more were taken than had been given back"),
        new(Plant.EffectTwice, 1, "are counted"),
        new(Plant.ExpiryIgnored, 1, "the campaign has ended"),
    ];

    public string Name => "plants";

    public string Title => "five planted bugs are caught, and the same run without them finds nothing";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<string>> rows = [];
        List<string> failures = [];
        foreach (var bed in Beds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (rounds, found) = await PlayAsync(context, bed);
            var caught = found.FirstOrDefault(failure => failure.Contains(bed.Symptom, StringComparison.Ordinal));
            if (bed.Plant is null)
            {
                failures.AddRange(found.Select(failure => $"Without a plant: {failure}"));
            }
            else if (caught is null)
            {
                failures.Add($"{bed.Plant} was not caught in {rounds.Count} rounds; found was: {string.Join("; ", found)}");
            }

            rows.Add(
            [
                bed.Plant?.ToString() ?? "none",
                Text(bed.Shards),
                Text(rounds.Count),
                Text(rounds.Sum(round => round.Redemptions + round.Refusals + round.Rollbacks)),
                bed.Plant is null ? found.Count == 0 ? "clean" : "not clean" : caught is null ? "not caught" : "caught by giveback",
                caught ?? "",
            ]);
            context.Say(string.Join(" | ", rows[^1]));
        }

        return new StudyResult(["Plant", "Shards", "Rounds", "Calls", "Outcome", "In what words"], rows, failures);
    }

    /// <summary>Until something is found; the control plays all rounds.</summary>
    private static async Task<(IReadOnlyList<GiveBackRound> Rounds, IReadOnlyList<string> Found)> PlayAsync(StudyContext context, Bed bed)
    {
        await using var shop = await GiveBackShop.StartAsync(context.Storage, bed.Shards, Patience, context.Seed, Planting.In(bed.Plant));
        List<GiveBackRound> rounds = [];
        while (rounds.Count < (context.IsFull ? FullRounds : 1) && rounds.All(round => round.Failures.Count == 0))
        {
            rounds.Add(await shop.PlayAsync(rounds.Count));
            if (rounds[^1].Failures.Count == 0)
            {
                await shop.WorkOffAsync();
            }
        }

        var found = rounds.SelectMany(round => round.Failures).ToList();
        return (rounds, found.Count > 0 ? found : await shop.AftermathAsync(rounds));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Plant">Null: the control.</param>
    private sealed record Bed(Plant? Plant, int Shards, string Symptom);
}
