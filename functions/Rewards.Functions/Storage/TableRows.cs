using Azure;
using Azure.Data.Tables;

namespace Rewards.Functions.Storage;

/// <summary>One row, read and written back under the ETag it was read with.</summary>
public static class TableRows
{
    public static async Task<TableEntity?> ReadAsync(TableClient table, string partition, string row, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, null, cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Inserts a row that is written once.</summary>
    /// <returns>The row that was there before; null: none, this one was inserted.</returns>
    /// <exception cref="StorageBusyException">The storage said that there is one, and there is none: a 409 proves nothing.</exception>
    public static async Task<TableEntity?> InsertAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(row, cancellationToken);
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await ReadAsync(table, row.PartitionKey, row.RowKey, cancellationToken) ?? throw new StorageBusyException();
        }
    }

    /// <param name="read">Null: there was none, and there must be none still.</param>
    public static TableTransactionAction Put(TableEntity? read, TableEntity next) => read is null
        ? new TableTransactionAction(TableTransactionActionType.Add, next)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, read.ETag);

    /// <summary>Writes nothing, but fails if the row is another one by now, as whoever else has read it will.</summary>
    public static TableTransactionAction Unchanged(TableEntity read) => new(
        TableTransactionActionType.UpdateMerge, new TableEntity(read.PartitionKey, read.RowKey), read.ETag);
}
