using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>
/// Where foreign codes are found: an insert-only row a code, which is also what a shared code has, so that no code is two
/// things. One that looks like ours takes its tag out of use as well, so that it is never mistaken for a mistyped one.
/// </summary>
public sealed class CodeAliases(PartitionStore store, CampaignCatalogue catalogue)
{
    private const string Owner = "Operation";

    private const string Brought = "Import";

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public async Task<CodePlace> PlaceOfAsync(CodeLine line, CampaignDefinition campaign, CancellationToken cancellationToken)
    {
        int? memberShard = line.Member is { } member ? TableKeys.ShardOf(member.Value, campaign.Shards) : null;
        CampaignId? tagOwner = !line.Code.HasTag ? null
            : line.Code.Tag == campaign.Tag ? campaign.Id
            : await TakeTagAsync(line.Code.Tag, cancellationToken);
        return CodePlace.Of(line, tagOwner, campaign.Shards, memberShard);
    }

    /// <param name="operation">Derived from the line alone: an import that comes again finds its own.</param>
    /// <returns>False: the code is another line's or a shared one.</returns>
    public async Task<bool> TryTakeAsync(CodeLine line, int shard, OperationId operation, string import, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.AliasPartition(line.Code), TableKeys.AliasRow(line.Code))
        {
            ["Campaign"] = line.Campaign.Value,
            ["Disabled"] = false,
            ["Shard"] = shard,
            [Owner] = operation.Value,
            [Brought] = import,
        };
        var there = await TableRows.InsertAsync(Table, row, cancellationToken) ?? row;
        catalogue.ForgetAlias(line.Code);
        return there.GetString(Owner) == operation.Value;
    }

    /// <summary>Gives a code back that this import took for a member who cannot have it.</summary>
    public async Task ReleaseAsync(CouponCode code, OperationId operation, string import, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, TableKeys.AliasPartition(code), TableKeys.AliasRow(code), cancellationToken);
        if (row?.GetString(Owner) == operation.Value && row.GetString(Brought) == import)
        {
            await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            catalogue.ForgetAlias(code);
        }
    }

    /// <returns>The campaign whose tag it is; null: nobody's, and no campaign gets it from now on.</returns>
    private async Task<CampaignId?> TakeTagAsync(string tag, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKeys.TagPartition(tag), TableKeys.TagRow(tag)) { ["Campaign"] = CampaignCatalogue.NoCampaign };
        var there = await TableRows.InsertAsync(Table, row, cancellationToken) ?? row;
        catalogue.ForgetTag(tag);
        return CampaignCatalogue.ToTagOwner(there).Campaign;
    }
}
