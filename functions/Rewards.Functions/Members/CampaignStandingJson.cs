using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

public sealed record MomentBody(string Kind, string Reference, string On);

/// <param name="Until">The last local day on which a purchase counts.</param>
public sealed record AssignmentBody(string Campaign, string Arm, string On, string Until, long RevenueMinor, bool Returned);

/// <summary>What campaigns keep of a member, as the row <c>standing</c> holds it.</summary>
internal static class CampaignStandingJson
{
    public static IReadOnlyList<MomentBody>? Write(ImmutableArray<Moment> moments) => moments.IsEmpty
        ? null
        : [.. moments.Select(moment => new MomentBody(moment.Kind, moment.Reference, RowValues.Write(moment.On)))];

    public static ImmutableArray<Moment> Read(IReadOnlyList<MomentBody>? moments) =>
        [.. (moments ?? []).Select(moment => new Moment(moment.Kind, moment.Reference, Day(moment.On)))];

    public static IReadOnlyList<AssignmentBody>? Write(ImmutableArray<Assignment> assignments) => assignments.IsEmpty
        ? null
        : [.. assignments.Select(one => new AssignmentBody(
            one.Campaign.Value, one.Arm.Id, RowValues.Write(one.On), RowValues.Write(one.Until), one.Revenue.Value, one.Returned))];

    public static ImmutableArray<Assignment> Read(IReadOnlyList<AssignmentBody>? assignments) =>
        [.. (assignments ?? []).Select(one => new Assignment(
            CampaignId.Parse(one.Campaign), new Arm(one.Arm), Day(one.On), Day(one.Until), new MinorUnits(one.RevenueMinor), one.Returned))];

    public static IReadOnlyDictionary<string, string>? Write(ImmutableDictionary<CampaignId, LocalDate> days) => days.IsEmpty
        ? null
        : days.ToDictionary(day => day.Key.Value, day => RowValues.Write(day.Value));

    public static ImmutableDictionary<CampaignId, LocalDate> Read(IReadOnlyDictionary<string, string>? days) =>
        (days ?? ImmutableDictionary<string, string>.Empty).ToImmutableDictionary(day => CampaignId.Parse(day.Key), day => Day(day.Value));

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
