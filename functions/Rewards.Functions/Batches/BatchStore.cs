using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

/// <summary>Reads batches, and moves them on under their ETag.</summary>
public sealed class BatchStore(PartitionStore store)
{
    private TableClient Table => store.Table(TableKeys.Coupons);

    public async Task<Batch?> FindAsync(CampaignId campaign, string id, CancellationToken cancellationToken) =>
        await ReadAsync(campaign, id, cancellationToken) is { } row ? BatchRows.ToBatch(row) : null;

    /// <param name="change">Of the batch as it stands; repeated where another writer was faster, so it must come to the same.</param>
    /// <returns>The batch as it stands now.</returns>
    /// <exception cref="InvalidOperationException">There is no such batch.</exception>
    public async Task<Batch> ChangeAsync(CampaignId campaign, string id, Func<Batch, Batch> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await ReadAsync(campaign, id, cancellationToken) ?? throw new InvalidOperationException($"There is no batch {id}.");
            var batch = BatchRows.ToBatch(row);
            var next = change(batch);
            if (next == batch)
            {
                return batch;
            }

            try
            {
                await Table.UpdateEntityAsync(BatchRows.ToRow(next), row.ETag, TableUpdateMode.Replace, cancellationToken);
                return next;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Changed meanwhile, perhaps by this very write whose reply was lost.
            }
        }
    }

    private Task<TableEntity?> ReadAsync(CampaignId campaign, string id, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.BatchPartition(campaign), TableKeys.BatchRow(id), cancellationToken);
}
