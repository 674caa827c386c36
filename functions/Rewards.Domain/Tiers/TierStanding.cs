using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tiers;

/// <summary>What was earned and paid in some time, less what came back.</summary>
public readonly record struct TierTally(PointCount Points, MinorUnits Spend)
{
    public static readonly TierTally Zero;

    /// <exception cref="OverflowException">A sum is no whole number of 64 bits.</exception>
    public static TierTally operator +(TierTally left, TierTally right) => new(left.Points + right.Points, left.Spend + right.Spend);

    /// <summary>Never below zero: what was earned before there were tiers was never counted.</summary>
    public TierTally Less(TierTally back) => new(
        new PointCount(Math.Max(0, Points.Value - back.Points.Value)), new MinorUnits(Math.Max(0, Spend.Value - back.Spend.Value)));

    public long By(TierMeasure measure) => measure == TierMeasure.Points ? Points.Value : Spend.Value;
}

/// <summary>How far a member is, as it is kept; <see cref="Tiering"/> changes it. Days are the programme's.</summary>
/// <param name="Months">Of the purchases' own days; the latest <see cref="MonthsKept"/>.</param>
/// <param name="Tier">The current level's id; null: none.</param>
/// <param name="Since">The day on which it became the current one.</param>
/// <param name="DowngradeOn">The first day without it, if nothing more is earned; null: the total suffices.</param>
/// <param name="ReviewedOn">The last day as of which all this was decided; null: never.</param>
/// <param name="Rules">The fingerprint of the rules by which it was.</param>
public sealed record TierStanding(
    ImmutableSortedDictionary<YearMonth, TierTally> Months,
    TierTally SinceJoining,
    string? Tier,
    LocalDate? Since,
    LocalDate? DowngradeOn,
    LocalDate? ReviewedOn,
    string? Rules)
{
    /// <summary>The longest period, and the longest grace after it.</summary>
    public const int MonthsKept = TierRules.MaxMonths + 14;

    public static readonly TierStanding Empty = new(
        ImmutableSortedDictionary<YearMonth, TierTally>.Empty, TierTally.Zero, null, null, null, null, null);

    /// <summary>What counts in the period that holds this day.</summary>
    public long TotalOn(LocalDate day, TierRules rules)
    {
        if (rules.Period is TierPeriod.SinceJoining)
        {
            return SinceJoining.By(rules.By);
        }

        var (first, last) = rules.Period is TierPeriod.Rolling rolling
            ? (day.ToYearMonth().PlusMonths(1 - rolling.Months), day.ToYearMonth())
            : (new YearMonth(day.Year, 1), new YearMonth(day.Year, 12));
        return Months
            .Where(month => month.Key.CompareTo(first) >= 0 && month.Key.CompareTo(last) <= 0)
            .Aggregate(TierTally.Zero, (sum, month) => sum + month.Value)
            .By(rules.By);
    }

    internal TierStanding With(YearMonth month, TierTally tally, LocalDate today)
    {
        var oldest = today.ToYearMonth().PlusMonths(1 - MonthsKept);
        return this with { Months = Months.SetItem(month, tally).RemoveRange(Months.Keys.Append(month).Where(key => key.CompareTo(oldest) < 0)) };
    }
}
