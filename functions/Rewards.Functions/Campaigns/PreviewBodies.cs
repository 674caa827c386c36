using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Campaigns;

/// <param name="AsOf">A local day of the programme's zone; null: today.</param>
public sealed record PreviewRequestBody(string? AsOf);

/// <param name="Members">Of this page; a member for whom several things are due stands there once for each.</param>
public sealed record PreviewBody(
    string CampaignId, int Version, string AsOf, IReadOnlyList<PreviewLineBody> Members, PreviewCountsBody Counts, string? Next);

/// <summary>How many lines of this page have which outcome.</summary>
public sealed record PreviewCountsBody(int Issue, int Control, int None);

/// <param name="Outcome">issue, control or none.</param>
/// <param name="DueOn">The local day from which on the campaign is due for the occurrence; null: nothing is due.</param>
/// <param name="Discount">What is offered; null: nothing, or a reminder only.</param>
/// <param name="Reason">Why none.</param>
/// <param name="NextDueOn">The first later day on which it is due; null: none is known.</param>
public sealed record PreviewLineBody(
    string MemberId,
    string Outcome,
    string? DueOn,
    string? Occurrence,
    string? Arm,
    int? Step,
    DiscountBody? Discount,
    string? Reason,
    string? NextDueOn);

/// <summary>Previews on the wire.</summary>
internal static class PreviewBodies
{
    private const string Issue = "issue";

    private const string Control = "control";

    private const string None = "none";

    private const string NotDue = "not-due";

    public static PreviewBody Of(CampaignDefinition campaign, LocalDate asOf, IReadOnlyList<PreviewLineBody> lines, string? next) => new(
        campaign.Id.Value,
        campaign.Version,
        RowValues.Write(asOf),
        lines,
        new PreviewCountsBody(Count(lines, Issue), Count(lines, Control), Count(lines, None)),
        next);

    public static PreviewLineBody LineOf(MemberId member, CampaignPreview preview)
    {
        var nothing = new PreviewLineBody(member.Value, None, null, null, null, null, null, NotDue, RowValues.Write(preview.NextDueOn));
        return preview.Decision switch
        {
            TimedDecision.Issue(var occasion, var arm) => With(nothing, occasion) with
            {
                Outcome = Issue,
                Arm = arm.Id,
                Discount = DiscountJson.Write(occasion.Campaign.OfferedTo(arm, occasion.Step).Discount),
                Reason = null,
            },
            TimedDecision.Hold(var occasion) => With(nothing, occasion) with { Outcome = Control, Arm = Arm.Control.Id, Reason = null },
            TimedDecision.PassOver(var occasion, var reason) => With(nothing, occasion) with { Reason = Problems.NameOf(reason) },
            _ => nothing,
        };
    }

    private static PreviewLineBody With(PreviewLineBody line, Occasion occasion) => line with
    {
        DueOn = RowValues.Write(occasion.DueOn),
        Occurrence = occasion.Occurrence,
        Step = occasion.Step,
    };

    private static int Count(IReadOnlyList<PreviewLineBody> lines, string outcome) => lines.Count(line => line.Outcome == outcome);
}
