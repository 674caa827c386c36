using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>
/// Runs a campaign as of a day over one page of the members, and writes nothing. It goes through the members by request of who plans
/// a campaign; no till waits for it.
/// </summary>
public sealed class CampaignPreviews(
    PartitionStore store,
    MemberLoader members,
    CampaignCatalogue campaigns,
    TimedCatalogue catalogue,
    TimedClaims claims,
    MemberCoupons coupons,
    ProgrammeCatalogue programmes,
    IClock clock)
{
    private const int PageSize = 50;

    private const int ParallelMembers = 8;

    private static readonly Reply NotTimed = Problems.Conflict("not-timed", "The campaign does nothing by itself: it has no trigger, or one by call.");

    /// <param name="asOf">A local day of the programme's zone; null: today.</param>
    public async Task<Reply> RunAsync(CampaignId id, LocalDate? asOf, string? next, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = programme.DayOf(now);
        var day = asOf ?? today;
        if (CampaignPreview.Check(day, today) is { } error)
        {
            return Problems.Invalid([error]);
        }

        var (definition, _) = await campaigns.FreshAsync(id, cancellationToken);
        if (definition is not { } campaign)
        {
            return IssueReplies.UnknownCampaign;
        }

        if (!CampaignPreview.IsFor(campaign))
        {
            return NotTimed;
        }

        var run = new Run(campaign, day, new TimedContext(programme, await catalogue.OfAsync([campaign], cancellationToken)), now);
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var (rows, token) = await TablePages.ReadAsync(store.Table(TableKeys.Members), filter, PageSize, next, cancellationToken);
        var page = await PageAsync(run, rows, cancellationToken);
        return Reply.Of(HttpStatusCode.OK, PreviewBodies.Of(campaign, day, page, token), CampaignJsonContext.Default.PreviewBody);
    }

    private async Task<IReadOnlyList<PreviewLineBody>> PageAsync(Run run, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        var lines = new IReadOnlyList<PreviewLineBody>[rows.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelMembers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            rows.Index(), parallel, async (row, token) => lines[row.Index] = await OfAsync(run, MemberId.Parse(row.Item.PartitionKey), token));
        return [.. lines.SelectMany(line => line)];
    }

    /// <summary>Nobody is told of who was erased.</summary>
    private async Task<IReadOnlyList<PreviewLineBody>> OfAsync(Run run, MemberId member, CancellationToken cancellationToken)
    {
        var loaded = await members.LoadAsync(member, cancellationToken);
        if (loaded.State is not { Member.IsErased: false } current)
        {
            return [];
        }

        var state = CampaignPreview.StateOn(run.AsOf, current, run.Context.Programme, run.Now);
        var held = run.Campaign.Trigger is Trigger.CouponExpiring ? await coupons.HeldAsync(member, cancellationToken) : [];
        var claimed = await claims.ReadAsync(state, run.AsOf, run.Context.Timed, held, cancellationToken);
        var previews = CampaignPreview.Of(
            state, run.AsOf, run.Context, held, (campaign, occurrence) => claimed.Contains((campaign, occurrence)));
        return [.. previews.Select(preview => PreviewBodies.LineOf(member, preview))];
    }

    private sealed record Run(CampaignDefinition Campaign, LocalDate AsOf, TimedContext Context, Instant Now);
}
