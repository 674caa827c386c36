using Azure.Data.Tables;

namespace Rewards.Functions.Storage;

/// <summary>
/// Holds every batch against the published limits of an entity group transaction before it is sent, since the emulator lets
/// some of them pass: one partition, at most 100 rows, 4 MiB, no row twice, 1 MiB and
/// 252 properties a row, 64 KiB a property (32 Ki characters a text).
/// </summary>
public static class BatchGuard
{
    public const int MaxRows = 100;

    public const int MaxPropertyBytes = 64 * 1024;

    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private const int MaxRowBytes = 1024 * 1024;

    private const int MaxProperties = 252;

    /// <exception cref="InvalidOperationException">A fault of ours: the batch would not be taken.</exception>
    public static void Check(IReadOnlyList<TableTransactionAction> batch)
    {
        if (batch.Count is 0 or > MaxRows)
        {
            throw new InvalidOperationException($"A batch has 1 to {MaxRows} rows, not {batch.Count}.");
        }

        var partition = batch[0].Entity.PartitionKey;
        var rows = new HashSet<string>(batch.Count);
        long total = 0;
        foreach (var action in batch)
        {
            if (action.Entity.PartitionKey != partition)
            {
                throw new InvalidOperationException("A batch has one partition.");
            }

            if (!rows.Add(action.Entity.RowKey))
            {
                throw new InvalidOperationException("A batch has no row twice.");
            }

            var bytes = action.Entity is TableEntity entity ? SizeOf(entity) : 0;
            total += bytes;
            if (bytes > MaxRowBytes || total > MaxBatchBytes)
            {
                throw new InvalidOperationException("A row has at most 1 MiB, a batch 4 MiB.");
            }
        }
    }

    private static long SizeOf(TableEntity entity)
    {
        if (entity.Count > MaxProperties)
        {
            throw new InvalidOperationException($"A row has at most {MaxProperties} properties.");
        }

        long bytes = 0;
        foreach (var (name, value) in entity)
        {
            var size = value switch { string text => 2 * text.Length, byte[] binary => binary.Length, _ => 16 };
            if (size > MaxPropertyBytes)
            {
                throw new InvalidOperationException($"A property has at most 64 KiB, not {name} of {size} bytes.");
            }

            bytes += (2 * name.Length) + size;
        }

        return bytes;
    }
}
