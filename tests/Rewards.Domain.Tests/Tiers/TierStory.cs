using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Tiers;

/// <summary>
/// A member's life in words: <c>2026-01-10 +500</c> earns, <c>2026-02-03 -100@2026-01-10</c> returns from a purchase of that
/// day, <c>2026-02-03 +100@2026-01-10</c> is told late, <c>2026-04-01</c> is a midnight.
/// </summary>
internal static class TierStory
{
    public static readonly ImmutableArray<TierLevel> Levels =
        [new("silver", "Silver", 100, 125), new("gold", "Gold", 500, 150), new("platinum", "Platinum", 1_000, 200)];

    public static TierRules Rules(string period, int graceDays = 0, bool noDowngrade = false) => new(
        TierMeasure.Points,
        period switch
        {
            "year" => new TierPeriod.CalendarYear(),
            "ever" => new TierPeriod.SinceJoining(),
            _ => new TierPeriod.Rolling(int.Parse(period)),
        },
        graceDays,
        noDowngrade,
        Levels);

    public static (TierStanding Standing, string Changes) Live(TierRules rules, string story, TierStanding? from = null) =>
        Live(rules, story.Split(", "), from);

    public static (TierStanding Standing, string Changes) Live(TierRules rules, IEnumerable<string> steps, TierStanding? from = null)
    {
        var standing = from ?? TierStanding.Empty;
        List<TierChange> changes = [];
        foreach (var step in steps)
        {
            var outcome = Step(standing, rules, step);
            standing = outcome.Standing;
            changes.AddRange(outcome.Changes);
        }

        return (standing, string.Join(", ", changes.Select(change => $"{change.To ?? "none"} {change.On:uuuu-MM-dd}")));
    }

    private static TierOutcome Step(TierStanding standing, TierRules rules, string step)
    {
        var today = Sample.Day(step[..10]);
        if (step.Length == 10)
        {
            return Tiering.Settle(standing, rules, today);
        }

        var parts = step[12..].Split('@');
        var day = parts.Length > 1 ? Sample.Day(parts[1]) : today;
        var tally = new TierTally(new PointCount(long.Parse(parts[0])), new MinorUnits(10 * long.Parse(parts[0])));
        return step[11] == '+'
            ? Tiering.Count(standing, rules, tally, day, today)
            : Tiering.Uncount(standing, rules, tally, day, today);
    }
}
