using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Tiers;

/// <summary>What brings a member up.</summary>
public enum TierMeasure
{
    /// <summary>Points earned with purchases, whether spendable yet or not.</summary>
    Points,

    /// <summary>Minor units that were paid.</summary>
    Spend,
}

/// <summary>The time over which is counted, in whole calendar months of the programme's zone. A closed union.</summary>
public abstract record TierPeriod
{
    private TierPeriod()
    {
    }

    public sealed record CalendarYear : TierPeriod;

    /// <param name="Months">1 to 36 whole calendar months, the current one included.</param>
    public sealed record Rolling(int Months) : TierPeriod;

    public sealed record SinceJoining : TierPeriod;
}

/// <param name="From">Reached with so many points, or minor units.</param>
/// <param name="FactorHundredths">By which a purchase's points are multiplied; 150 is one and a half times.</param>
public sealed record TierLevel(string Id, string Name, long From, int FactorHundredths);

/// <summary>
/// How members rise and fall. A level is reached at the award that brings the total of the current period to its threshold. It
/// is kept while the period lasts, and for <paramref name="GraceDays"/> after the day on which the total is too small: the
/// first day of a year or month, of a return, or of the first look under changed rules. Who reaches it again meanwhile
/// keeps it; who does not falls, at midnight, to the best level held otherwise.
/// </summary>
/// <param name="GraceDays">0 to 366.</param>
/// <param name="NoDowngrade">A level once reached is kept for ever, unless it is removed.</param>
/// <param name="Levels">1 to 10, ascending; who has not reached the first has no tier.</param>
public sealed record TierRules(TierMeasure By, TierPeriod Period, int GraceDays, bool NoDowngrade, ImmutableArray<TierLevel> Levels)
{
    public const int MaxLevels = 10;

    public const int MaxMonths = 36;

    public const int MaxGraceDays = 366;

    public const long MaxFrom = 1_000_000_000_000;

    /// <summary>Of who has no tier, or is in no club.</summary>
    public const int OnceHundredths = 100;

    public const int MaxFactorHundredths = 10_000;

    public const int MaxNameLength = 128;

    /// <summary>The rank of who has no tier.</summary>
    public const int NoRank = -1;

    /// <summary>Stands for what decides who has which level: neither names nor factors do.</summary>
    public string Fingerprint => StableHash.Of(
        $"{By}|{Period}|{GraceDays}|{NoDowngrade}|{string.Join('|', Levels.Select(level => $"{level.Id}:{level.From}"))}").ToString("x16");

    public TierLevel? Level(string? id) => Levels.FirstOrDefault(level => level.Id == id);

    /// <summary>The factor by which this tier's members earn; once for who has none.</summary>
    public int FactorHundredthsOf(string? tier) => Level(tier)?.FactorHundredths ?? OnceHundredths;

    /// <summary>0 is the first level. A level that was removed counts as none.</summary>
    internal int RankOf(string? id)
    {
        for (var rank = 0; rank < Levels.Length; rank++)
        {
            if (Levels[rank].Id == id)
            {
                return rank;
            }
        }

        return NoRank;
    }

    internal int RankAt(long total) => Levels.Count(level => level.From <= total) - 1;

    internal string? IdOf(int rank) => rank == NoRank ? null : Levels[rank].Id;

    internal static IEnumerable<FieldError> Check(TierRules rules)
    {
        if (rules.Period is TierPeriod.Rolling { Months: < 1 or > MaxMonths })
        {
            yield return new FieldError("tiers.period.months", $"Must be from 1 to {MaxMonths}.");
        }

        if (rules.GraceDays is < 0 or > MaxGraceDays)
        {
            yield return new FieldError("tiers.graceDays", $"Must be from 0 to {MaxGraceDays}.");
        }

        if (rules is { NoDowngrade: true, GraceDays: > 0 })
        {
            yield return new FieldError("tiers.graceDays", "Without a downgrade there is no grace: leave it out.");
        }

        if (rules.Levels.Length is < 1 or > MaxLevels)
        {
            yield return new FieldError("tiers.levels", $"1 to {MaxLevels} are needed.");
            yield break;
        }

        foreach (var error in rules.Levels.SelectMany((level, i) => CheckLevel(rules, level, i)))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> CheckLevel(TierRules rules, TierLevel level, int i)
    {
        var path = $"tiers.levels[{i}]";
        if (!IdText.IsId(level.Id))
        {
            yield return new FieldError($"{path}.id", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
        }
        else if (rules.RankOf(level.Id) != i)
        {
            yield return new FieldError($"{path}.id", "Another level has this id.");
        }

        if (!IdText.IsText(level.Name, MaxNameLength))
        {
            yield return new FieldError($"{path}.name", $"Must be 1 to {MaxNameLength} printable characters.");
        }

        if (level.From is < 1 or > MaxFrom)
        {
            yield return new FieldError($"{path}.from", "Must be from 1 to 10^12.");
        }
        else if (i > 0 && level.From <= rules.Levels[i - 1].From)
        {
            yield return new FieldError($"{path}.from", "Must be more than that of the level before.");
        }

        if (level.FactorHundredths is < OnceHundredths or > MaxFactorHundredths)
        {
            yield return new FieldError($"{path}.factor", "Must be from 1 to 100.");
        }
    }
}
