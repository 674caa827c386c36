using System.Net;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Segments;
using Rewards.Functions.Agenda;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Segments;

/// <summary>Defines segments and reads them. A definition is idempotent by its version.</summary>
public sealed class SegmentDefinitions(SegmentCatalogue segments, CampaignCatalogue campaigns, WalkStarter walks, ConflictPatience patience)
{
    private const int PageSize = 50;

    private static readonly Reply Unknown = Problems.NotFound("unknown-segment", "There is no segment with this id.");

    public Task<Reply> PutAsync(SegmentId id, SegmentBody body, CancellationToken cancellationToken) =>
        patience.RunAsync(() => TryPutAsync(id, body, cancellationToken));

    public async Task<Reply> ReadAsync(SegmentId id, CancellationToken cancellationToken)
    {
        var (segment, _) = await segments.FreshAsync(id, cancellationToken);
        return segment is null ? Unknown : ReplyOf(segment);
    }

    public async Task<Reply> ListAsync(string? next, CancellationToken cancellationToken)
    {
        var (page, token) = await segments.PageAsync(next, PageSize, cancellationToken);
        var body = new SegmentPageBody([.. page.Select(SegmentJson.ReplyOf)], token);
        return Reply.Of(HttpStatusCode.OK, body, SegmentJsonContext.Default.SegmentPageBody);
    }

    /// <returns>Null where another instance was faster.</returns>
    private async Task<Reply?> TryPutAsync(SegmentId id, SegmentBody body, CancellationToken cancellationToken)
    {
        var (current, row) = await segments.FreshAsync(id, cancellationToken);
        var (draft, errors) = SegmentJson.ToDomain(body, id, (current?.Version ?? 0) + 1);
        if (draft is null)
        {
            return Problems.Invalid(errors);
        }

        if (current is not null && SegmentJson.Store(current).AsSpan().SequenceEqual(SegmentJson.Store(draft)))
        {
            segments.Wrote(current);
            return ReplyOf(current);
        }

        if (current is not null && await IsOfTimedCampaignAsync(id, cancellationToken))
        {
            // Members may come in who are due long since.
            var version = TableKeys.SegmentKeys.VersionRow(id, draft.Version);
            await walks.StartAfterAsync(TableKeys.SegmentKeys.Partition, version, cancellationToken);
        }

        if (!await segments.TryWriteAsync(draft, row, cancellationToken))
        {
            return null;
        }

        segments.Wrote(draft);
        return ReplyOf(draft);
    }

    private async Task<bool> IsOfTimedCampaignAsync(SegmentId id, CancellationToken cancellationToken) =>
        (await campaigns.TimedAsync(cancellationToken)).Any(campaign => campaign.Conditions.Segment == id);

    private static Reply ReplyOf(Segment segment) =>
        Reply.Of(HttpStatusCode.OK, SegmentJson.ReplyOf(segment), SegmentJsonContext.Default.SegmentReply);
}
