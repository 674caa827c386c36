using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <param name="Months">By month, such as 2026-11: points and minor units.</param>
public sealed record TierStandingBody(
    IReadOnlyDictionary<string, TierTallyBody> Months,
    TierTallyBody SinceJoining,
    string? Tier,
    string? Since,
    string? DowngradeOn,
    string? ReviewedOn,
    string? Rules);

public sealed record TierTallyBody(long Points, long SpendMinor);

public sealed record ClubTimeBody(string Club, string From, string Until);

/// <summary>Tier and clubs as the row <c>standing</c> holds them.</summary>
internal static class TierStandingJson
{
    private static readonly YearMonthPattern MonthPattern = YearMonthPattern.Iso;

    public static TierStandingBody? ToBody(TierStanding standing) => standing.Rules is null ? null : new(
        standing.Months.ToDictionary(month => MonthPattern.Format(month.Key), month => ToBody(month.Value)),
        ToBody(standing.SinceJoining),
        standing.Tier,
        RowValues.Write(standing.Since),
        RowValues.Write(standing.DowngradeOn),
        RowValues.Write(standing.ReviewedOn),
        standing.Rules);

    public static TierStanding FromBody(TierStandingBody? body) => body is null ? TierStanding.Empty : new(
        body.Months.ToImmutableSortedDictionary(month => MonthPattern.Parse(month.Key).Value, month => FromBody(month.Value)),
        FromBody(body.SinceJoining),
        body.Tier,
        Day(body.Since),
        Day(body.DowngradeOn),
        Day(body.ReviewedOn),
        body.Rules);

    public static IReadOnlyList<ClubTimeBody>? ToBody(ImmutableArray<ClubMembership> memberships) => memberships.IsEmpty
        ? null
        : [.. memberships.Select(each => new ClubTimeBody(each.Club, RowValues.Write(each.From), RowValues.Write(each.Until)))];

    public static ImmutableArray<ClubMembership> FromBody(IReadOnlyList<ClubTimeBody>? bodies) => bodies is null
        ? []
        : [.. bodies.Select(each => new ClubMembership(each.Club, Day(each.From)!.Value, Day(each.Until)!.Value))];

    private static TierTallyBody ToBody(TierTally tally) => new(tally.Points.Value, tally.Spend.Value);

    private static TierTally FromBody(TierTallyBody body) => new(new PointCount(body.Points), new MinorUnits(body.SpendMinor));

    private static LocalDate? Day(string? text) => text is null ? null : LocalDatePattern.Iso.Parse(text).Value;
}
