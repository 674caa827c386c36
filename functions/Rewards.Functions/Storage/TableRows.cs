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

    /// <param name="read">Null: there was none, and there must be none still.</param>
    public static TableTransactionAction Put(TableEntity? read, TableEntity next) => read is null
        ? new TableTransactionAction(TableTransactionActionType.Add, next)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, read.ETag);

    /// <summary>Writes nothing, but fails if the row is another one by now, as whoever else has read it will.</summary>
    public static TableTransactionAction Unchanged(TableEntity read) => new(
        TableTransactionActionType.UpdateMerge, new TableEntity(read.PartitionKey, read.RowKey), read.ETag);
}
