using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Poison;

/// <summary>What a queue gave up on, kept for ever: a message in a poison queue would live for 7 days only.</summary>
public sealed class PoisonStore(PartitionStore store, QueueSender queues, IClock clock)
{
    /// <summary>Health counts no further: beyond it the number says enough.</summary>
    private const int MaxCount = 1_000;

    private TableClient Table => store.Table(TableKeys.Poison);

    /// <param name="id">The message's own id, so that keeping it twice makes one row.</param>
    public async Task KeepAsync(string queue, string id, BinaryData body, CancellationToken cancellationToken)
    {
        var row = new TableEntity(queue, TableKeys.Escape(id))
        {
            ["Body"] = body.ToArray(),
            ["At"] = RowValues.Write(clock.GetCurrentInstant()),
        };
        await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<int> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in Query(queue, ["RowKey"], cancellationToken))
        {
            if (++count == MaxCount)
            {
                break;
            }
        }

        return count;
    }

    public async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(string queue, string? next, CancellationToken cancellationToken) =>
        await TablePages.ReadAsync(Table, FilterOf(queue), 100, next, cancellationToken);

    /// <summary>Puts messages back on their queue, each before its row is deleted: a crash between the two sends one twice, which does no harm.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(string queue, IReadOnlySet<string>? ids, CancellationToken cancellationToken)
    {
        var replayed = 0;
        await foreach (var row in Query(queue, null, cancellationToken))
        {
            if (ids is not null && !ids.Contains(row.RowKey))
            {
                continue;
            }

            await queues.SendRawAsync(queue, BinaryData.FromBytes(row.GetBinary("Body")!), cancellationToken);
            await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            replayed++;
        }

        return replayed;
    }

    /// <summary>Forgets every message that names this text: a member is erased.</summary>
    public async Task ForgetAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var queue in TableKeys.Queues)
        {
            await foreach (var row in Query(queue, null, cancellationToken))
            {
                if (BinaryData.FromBytes(row.GetBinary("Body")!).ToString().Contains($"\"{text}\"", StringComparison.Ordinal))
                {
                    await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
                }
            }
        }
    }

    private AsyncPageable<TableEntity> Query(string queue, string[]? select, CancellationToken cancellationToken) =>
        Table.QueryAsync<TableEntity>(FilterOf(queue), select: select, cancellationToken: cancellationToken);

    private static string FilterOf(string queue) => TableClient.CreateQueryFilter($"PartitionKey eq {queue}");
}
