using System.Net;
using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Agenda;
using Rewards.Functions.Http;
using Rewards.Functions.Segments;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Campaigns;

/// <summary>
/// Defines campaigns. It touches definition, tag and alias: the one exception to the one law. It is idempotent by the
/// version, and the definition comes last, so that a crash leaves at most a reserved tag or alias.
/// </summary>
public sealed class CampaignDefinitions(
    PartitionStore store,
    CampaignCatalogue catalogue,
    CampaignTemplates templates,
    SegmentCatalogue segments,
    WalkStarter walks,
    ConflictPatience patience)
{
    private const int TagLength = 4;

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public Task<Reply> PutAsync(CampaignId id, CampaignRequestBody body, CancellationToken cancellationToken) =>
        patience.RunAsync(() => TryPutAsync(id, body, cancellationToken));

    /// <returns>Null where another instance was faster.</returns>
    private async Task<Reply?> TryPutAsync(CampaignId id, CampaignRequestBody body, CancellationToken cancellationToken)
    {
        var (current, row) = await catalogue.FreshAsync(id, cancellationToken);
        var whole = await templates.CompleteAsync(body, current, cancellationToken);
        var (draft, errors) = CampaignJson.ToDomain(whole, id, (current?.Version ?? 0) + 1, current?.Tag ?? "");
        if (draft is null)
        {
            return Problems.Invalid(errors);
        }

        if (CampaignJson.Store(draft).Length > BatchGuard.MaxPropertyBytes)
        {
            return Problems.Invalid("conditions", "Written down, the campaign has more than 64 KiB: name fewer or shorter ones.");
        }

        if (draft.Conditions.Segment is { } segment && await segments.FreshAsync(segment, cancellationToken) is { Newest: null })
        {
            return Problems.Invalid("conditions.segment", "There is no segment with this id.");
        }

        if (current is not null && CampaignRules.Immutable(current, draft) is { } member)
        {
            return Problems.Conflict("immutable", $"{WhyFixed(member)}; succeed it by another campaign.");
        }

        if (current is not null && IsSame(current, draft))
        {
            return ReplyOf(current);
        }

        if (draft.Codes is CodePolicy.Shared shared && !await ClaimAliasAsync(shared, id, cancellationToken))
        {
            return Problems.Conflict("code-taken", $"The code {shared.Code} belongs to another campaign.");
        }

        var definition = draft with { Tag = current?.Tag ?? await ClaimTagAsync(id, cancellationToken) };
        if (!await TryWriteAsync(definition, row, cancellationToken))
        {
            return null;
        }

        catalogue.Wrote(definition);
        return ReplyOf(definition);
    }

    private async Task<bool> TryWriteAsync(CampaignDefinition definition, TableEntity? row, CancellationToken cancellationToken)
    {
        var next = CampaignCatalogue.ToRow(definition, TableKeys.CampaignRow(definition.Id));
        if (definition.Trigger is not null)
        {
            var version = TableKeys.CampaignVersionRow(definition.Id, definition.Version);
            await walks.StartAfterAsync(TableKeys.CampaignPartition, version, cancellationToken);
        }

        try
        {
            await Table.SubmitTransactionAsync(
                [
                    TableRows.Put(row, next),
                    new(TableTransactionActionType.Add, CampaignCatalogue.ToRow(definition, TableKeys.CampaignVersionRow(definition.Id, definition.Version))),
                ],
                cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task<bool> ClaimAliasAsync(CodePolicy.Shared shared, CampaignId id, CancellationToken cancellationToken)
    {
        var code = shared.Normalised;
        var alias = new TableEntity(TableKeys.AliasPartition(code), TableKeys.AliasRow(code)) { ["Campaign"] = id.Value, ["Disabled"] = false };
        return await OwnerAsync(alias, cancellationToken) == id.Value;
    }

    /// <summary>The first tag of the campaign's own series that no other campaign has.</summary>
    private async Task<string> ClaimTagAsync(CampaignId id, CancellationToken cancellationToken)
    {
        for (var n = 0; ; n++)
        {
            var tag = TableKeys.Hash("tag", id.Value, n.ToString())[..TagLength];
            var row = new TableEntity(TableKeys.TagPartition(tag), TableKeys.TagRow(tag)) { ["Campaign"] = id.Value };
            if (await OwnerAsync(row, cancellationToken) == id.Value)
            {
                return tag;
            }
        }
    }

    private async Task<string> OwnerAsync(TableEntity row, CancellationToken cancellationToken) =>
        (await TableRows.InsertAsync(Table, row, cancellationToken) ?? row).GetString("Campaign")!;

    private static string WhyFixed(string member) =>
        member == "trigger" ? "A campaign of several shards gets no trigger later" : $"A campaign's {member} never changes";

    private static bool IsSame(CampaignDefinition current, CampaignDefinition draft) =>
        CampaignJson.Store(current).AsSpan().SequenceEqual(CampaignJson.Store(draft));

    private static Reply ReplyOf(CampaignDefinition definition) =>
        Reply.Of(HttpStatusCode.OK, CampaignJson.ReplyOf(definition), CampaignJsonContext.Default.CampaignReply);
}
