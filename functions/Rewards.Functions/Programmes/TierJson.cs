using System.Collections.Immutable;
using Rewards.Domain.Tiers;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Programmes;

/// <summary>The tiers of <c>PUT /v1/programme</c>, as they were sent: every member may be missing.</summary>
/// <param name="By">points or spend.</param>
/// <param name="GraceDays">0 where it is left out.</param>
public sealed record TiersBody(string? By, TierPeriodBody? Period, int? GraceDays, bool? NoDowngrade, IReadOnlyList<TierLevelBody?>? Levels);

/// <param name="Kind">calendarYear, rolling or sinceJoining.</param>
/// <param name="Months">Of rolling: whole calendar months, the current one included.</param>
public sealed record TierPeriodBody(string? Kind, int? Months);

/// <param name="From">Points, or minor units of the programme's currency.</param>
/// <param name="Factor">From 1 to 100, with at most two decimals; 1 where it is left out.</param>
public sealed record TierLevelBody(string? Id, string? Name, long? From, decimal? Factor);

/// <param name="Factor">From 1 to 100, with at most two decimals; 1 where it is left out.</param>
public sealed record ClubBody(string? Id, string? Name, decimal? Factor);

/// <summary>Between the wire format of tiers and clubs and the Domain's.</summary>
internal static class TierJson
{
    private const int MaxFactor = TierRules.MaxFactorHundredths / 100;

    public static TierRules? Read(TiersBody? tiers, BodyReader reader) => tiers is null
        ? null
        : new TierRules(
            reader.Parsed<TierMeasure>(tiers.By, "tiers.by", WireNames<TierMeasure>.TryRead, "Must be points or spend."),
            ReadPeriod(tiers.Period, reader),
            tiers.GraceDays ?? 0,
            tiers.NoDowngrade ?? false,
            [.. (reader.Required(tiers.Levels, "tiers.levels") ?? []).Select((level, i) => ReadLevel(level, $"tiers.levels[{i}]", reader))]);

    public static ImmutableArray<Club> Read(IReadOnlyList<ClubBody?>? clubs, BodyReader reader) =>
        clubs is null ? [] : [.. clubs.Select((club, i) => ReadClub(club, $"clubs[{i}]", reader))];

    public static TiersBody? Write(TierRules? rules) => rules is null ? null : new(
        WireNames<TierMeasure>.Of(rules.By),
        rules.Period switch
        {
            TierPeriod.CalendarYear => new("calendarYear", null),
            TierPeriod.Rolling rolling => new("rolling", rolling.Months),
            TierPeriod.SinceJoining => new("sinceJoining", null),
            _ => throw new ArgumentOutOfRangeException(nameof(rules)),
        },
        rules.GraceDays,
        rules.NoDowngrade,
        [.. rules.Levels.Select(level => new TierLevelBody(level.Id, level.Name, level.From, level.FactorHundredths / 100m))]);

    public static IReadOnlyList<ClubBody?>? Write(ImmutableArray<Club> clubs) =>
        clubs.IsEmpty ? null : [.. clubs.Select(club => new ClubBody(club.Id, club.Name, club.FactorHundredths / 100m))];

    private static TierPeriod ReadPeriod(TierPeriodBody? period, BodyReader reader)
    {
        reader.Required(period, "tiers.period");
        switch (period?.Kind)
        {
            case "rolling":
                return new TierPeriod.Rolling(reader.Required(period.Months, "tiers.period.months") ?? 1);
            case "calendarYear" or "sinceJoining":
                reader.OnlyOf(period.Kind, "tiers.period", [("months", period.Months)]);
                return period.Kind == "calendarYear" ? new TierPeriod.CalendarYear() : new TierPeriod.SinceJoining();
            default:
                if (period is not null)
                {
                    reader.Wrong("tiers.period.kind", "Must be calendarYear, rolling or sinceJoining.");
                }

                return new TierPeriod.SinceJoining();
        }
    }

    private static TierLevel ReadLevel(TierLevelBody? level, string path, BodyReader reader)
    {
        if (level is null)
        {
            reader.Wrong(path, "Must be an object.");
            return new("", "", 0, TierRules.OnceHundredths);
        }

        return new(
            reader.Text(level.Id, $"{path}.id"),
            reader.Text(level.Name, $"{path}.name"),
            reader.Required(level.From, $"{path}.from") ?? 0,
            reader.Factor(level.Factor ?? 1, $"{path}.factor", 1, MaxFactor));
    }

    private static Club ReadClub(ClubBody? club, string path, BodyReader reader)
    {
        if (club is null)
        {
            reader.Wrong(path, "Must be an object.");
            return new("", "", TierRules.OnceHundredths);
        }

        return new(
            reader.Text(club.Id, $"{path}.id"), reader.Text(club.Name, $"{path}.name"), reader.Factor(club.Factor ?? 1, $"{path}.factor", 1, MaxFactor));
    }
}
