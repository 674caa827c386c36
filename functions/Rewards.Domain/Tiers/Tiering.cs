using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Tiers;

/// <param name="On">The first day on which the new one holds.</param>
public sealed record TierChange(string? From, string? To, LocalDate On);

/// <param name="Changes">In their order.</param>
public sealed record TierOutcome(TierStanding Standing, ImmutableArray<TierChange> Changes);

/// <summary>
/// Counts, and sets tiers. Every function first catches up with the reviews that have fallen due (<see cref="Settle"/>), each
/// as of its own day: whether midnight came once, often, late or never makes no difference.
/// </summary>
public static class Tiering
{
    /// <summary>Counts what a purchase earned, in the month of the purchase; an upgrade holds at once, for the next one.</summary>
    /// <param name="day">The purchase's.</param>
    /// <exception cref="OverflowException">A sum is no whole number of 64 bits.</exception>
    public static TierOutcome Count(TierStanding standing, TierRules rules, TierTally earned, LocalDate day, LocalDate today)
    {
        var settled = Settle(standing, rules, today);
        var current = settled.Standing;
        var counted = current.With(day.ToYearMonth(), current.Months.GetValueOrDefault(day.ToYearMonth()) + earned, today) with
        {
            SinceJoining = current.SinceJoining + earned,
        };

        // Of a purchase that is told late the period may be over; what was reached in it is kept where nothing is ever lost.
        var late = rules.NoDowngrade && day < today ? rules.RankAt(counted.TotalOn(day, rules)) : TierRules.NoRank;
        return Then(settled, Review(counted, rules, LocalDate.Max(today, current.ReviewedOn!.Value), today, late));
    }

    /// <summary>Takes back what was counted, in the month of the purchase. A downgrade comes after the grace, at the next midnight at the earliest.</summary>
    /// <param name="day">The purchase's.</param>
    public static TierOutcome Uncount(TierStanding standing, TierRules rules, TierTally back, LocalDate day, LocalDate today)
    {
        var settled = Settle(standing, rules, today);
        var current = settled.Standing;
        var month = day.ToYearMonth();
        var counted = current.Months.TryGetValue(month, out var tally) ? current.With(month, tally.Less(back), today) : current;
        counted = counted with { SinceJoining = current.SinceJoining.Less(back) };
        var reviewed = LocalDate.Max(today, current.ReviewedOn!.Value);
        return Then(settled, Review(counted, rules, reviewed, reviewed.PlusDays(1), TierRules.NoRank));
    }

    /// <summary>The standing as of the end of this day's midnight: every review that is due by then, each as of its own day.</summary>
    public static TierOutcome Settle(TierStanding standing, TierRules rules, LocalDate day)
    {
        var outcome = new TierOutcome(standing, []);
        if (standing.Rules != rules.Fingerprint)
        {
            // Nobody is judged by rules for a time in which they did not hold: a grace begins today.
            var first = LocalDate.Max(day, standing.ReviewedOn ?? day);
            return Then(outcome, Review(standing, rules, first, first, TierRules.NoRank));
        }

        while (NextReviewOn(outcome.Standing, rules) is { } next && next <= day)
        {
            outcome = Then(outcome, Review(outcome.Standing, rules, next, next, TierRules.NoRank));
        }

        return outcome with { Standing = outcome.Standing with { ReviewedOn = LocalDate.Max(day, outcome.Standing.ReviewedOn ?? day) } };
    }

    /// <summary>The first day after the last review on which the tier changes, or a grace begins, if nothing more is earned; null: none.</summary>
    public static LocalDate? NextReviewOn(TierStanding standing, TierRules rules)
    {
        if (standing.ReviewedOn is not { } reviewed || rules.Period is TierPeriod.SinceJoining && standing.DowngradeOn is null)
        {
            return null;
        }

        // A till's clock runs ahead: what it has sold tomorrow counts tomorrow.
        var ahead = standing.Months.Keys.LastOrDefault();
        LocalDate? begins = standing.Months.Count > 0 && ahead.CompareTo(reviewed.ToYearMonth()) > 0 ? ahead.OnDayOfMonth(1) : null;
        var falls = standing.DowngradeOn ?? LostOn(standing, rules, reviewed);
        return begins is { } first && (falls is null || first < falls) ? first : falls;
    }

    /// <summary>The last day on which the member is sure to have the current tier; null: for ever, or there is none.</summary>
    public static LocalDate? HoldsUntil(TierStanding standing, TierRules rules) => standing.Tier is null || standing.ReviewedOn is not { } reviewed
        ? null
        : (standing.DowngradeOn ?? LostOn(standing, rules, reviewed)?.PlusDays(rules.GraceDays))?.PlusDays(-1);

    /// <summary>The level above the current one, and how much is missing for it in the period that holds this day; null: there is none.</summary>
    public static (TierLevel Level, long Missing)? Next(TierStanding standing, TierRules rules, LocalDate day)
    {
        var rank = rules.RankOf(standing.Tier) + 1;
        return rank < rules.Levels.Length
            ? (rules.Levels[rank], Math.Max(0, rules.Levels[rank].From - standing.TotalOn(day, rules)))
            : null;
    }

    /// <param name="earliest">No downgrade takes effect before.</param>
    /// <param name="least">A rank that the member has reached in any case.</param>
    private static TierOutcome Review(TierStanding standing, TierRules rules, LocalDate day, LocalDate earliest, int least)
    {
        var current = rules.RankOf(standing.Tier);
        var reached = Math.Max(rules.RankAt(standing.TotalOn(day, rules)), least);
        var (held, endsOn) = Held(standing, rules, day, reached);
        if (held >= current)
        {
            return Become(standing, rules, held, reached == held || rules.NoDowngrade ? null : endsOn, day);
        }

        if (rules.NoDowngrade)
        {
            return Become(standing, rules, current, null, day);
        }

        var downgradeOn = standing.DowngradeOn ?? LocalDate.Max(day.PlusDays(rules.GraceDays), earliest);
        return downgradeOn > day
            ? Become(standing, rules, current, downgradeOn, day)
            : Become(standing, rules, held, reached == held ? null : endsOn, day);
    }

    private static TierOutcome Become(TierStanding standing, TierRules rules, int rank, LocalDate? downgradeOn, LocalDate day)
    {
        var id = rules.IdOf(rank);
        var reviewed = standing with { Tier = id, DowngradeOn = downgradeOn, ReviewedOn = day, Rules = rules.Fingerprint };
        return id == standing.Tier
            ? new TierOutcome(reviewed, [])
            : new TierOutcome(reviewed with { Since = id is null ? null : day }, [new TierChange(standing.Tier, id, day)]);
    }

    /// <summary>The best rank of this period and of those that have ended within the grace, and the day on which it ends.</summary>
    private static (int Rank, LocalDate EndsOn) Held(TierStanding standing, TierRules rules, LocalDate day, int reached)
    {
        var best = (Rank: reached, EndsOn: LocalDate.MaxIsoValue);
        for (var start = StartOf(rules.Period, day); start is { } first && first.PlusDays(rules.GraceDays) > day;)
        {
            var before = first.PlusDays(-1);
            var rank = rules.RankAt(standing.TotalOn(before, rules));
            best = rank > best.Rank ? (rank, first.PlusDays(rules.GraceDays)) : best;
            start = StartOf(rules.Period, before);
        }

        return best;
    }

    /// <summary>The first day after this one on which the current tier is no longer reached, if nothing more is earned.</summary>
    private static LocalDate? LostOn(TierStanding standing, TierRules rules, LocalDate after)
    {
        var current = rules.RankOf(standing.Tier);
        if (current == TierRules.NoRank || rules.NoDowngrade || rules.Period is TierPeriod.SinceJoining)
        {
            return null;
        }

        if (rules.Period is TierPeriod.CalendarYear)
        {
            return new LocalDate(after.Year + 1, 1, 1);
        }

        // The last month that counts anything leaves the window in the end.
        var start = after.ToYearMonth();
        do
        {
            start = start.PlusMonths(1);
        }
        while (rules.RankAt(standing.TotalOn(start.OnDayOfMonth(1), rules)) >= current);
        return start.OnDayOfMonth(1);
    }

    /// <summary>The first day on which a total holds that is not that of the day before; null: there is none.</summary>
    private static LocalDate? StartOf(TierPeriod period, LocalDate day) => period switch
    {
        TierPeriod.CalendarYear => new LocalDate(day.Year, 1, 1),
        TierPeriod.Rolling => day.ToYearMonth().OnDayOfMonth(1),
        _ => null,
    };

    private static TierOutcome Then(TierOutcome before, TierOutcome next) => next with { Changes = before.Changes.AddRange(next.Changes) };
}
