using Azure.Data.Tables;
using Azure.Storage.Queues;
using Rewards.Functions.Storage;

namespace Rewards.Faults.Crashes;

/// <summary>A row and its table.</summary>
internal sealed record WorldRow(string Table, TableEntity Entity)
{
    public (string Table, string Partition, string Row) Key => (Table, Entity.PartitionKey, Entity.RowKey);

    /// <summary>Without what the storage adds.</summary>
    public IEnumerable<KeyValuePair<string, object>> Values =>
        Entity.Where(value => value.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"));
}

/// <summary>Everything that stands in a storage account's tables.</summary>
internal static class World
{
    private const int MaxBatch = 100;

    public static async Task<IReadOnlyList<WorldRow>> ReadAsync(string connectionString)
    {
        var service = new TableServiceClient(connectionString);
        var tables = await Task.WhenAll(TableKeys.Tables.Select(async table =>
            await service.GetTableClient(table).QueryAsync<TableEntity>().Select(row => new WorldRow(table, row)).ToListAsync()));
        return [.. tables.SelectMany(rows => rows)];
    }

    /// <summary>Opens an account that holds these rows.</summary>
    public static async Task CopyAsync(IReadOnlyList<WorldRow> rows, string connectionString)
    {
        var service = new TableServiceClient(connectionString);
        await StorageSetup.EnsureCreatedAsync(service, new QueueServiceClient(connectionString), CancellationToken.None);
        await Task.WhenAll(rows.GroupBy(row => (row.Table, row.Entity.PartitionKey)).SelectMany(partition => partition.Chunk(MaxBatch)).Select(chunk =>
            service.GetTableClient(chunk[0].Table).SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, CopyOf(row))))));
    }

    /// <summary>Messages that were given up on and are not kept in table Poison yet.</summary>
    public static async Task<IReadOnlyList<string>> PoisonAsync(string connectionString)
    {
        var queues = new QueueServiceClient(connectionString);
        var peeked = await Task.WhenAll(TableKeys.Queues.Select(async queue =>
            (await queues.GetQueueClient(queue + TableKeys.PoisonSuffix).PeekMessagesAsync(32)).Value.Select(message => $"{queue}: {message.MessageText}")));
        return [.. peeked.SelectMany(messages => messages)];
    }

    private static TableEntity CopyOf(WorldRow row) =>
        new(row.Values.Append(new("PartitionKey", row.Entity.PartitionKey)).Append(new("RowKey", row.Entity.RowKey)).ToDictionary());
}
