using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues.Models;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Poison;

/// <summary>What a queue gave up on, kept for ever: a message in a poison queue would live for 7 days only.</summary>
public sealed class PoisonStore(PartitionStore store, QueueSender queues, RawQueues rawQueues, IClock clock)
{
    /// <summary>Health counts no further: beyond it the number says enough.</summary>
    private const int MaxCount = 1_000;

    /// <summary>As many as one request may receive.</summary>
    private const int MaxMessages = 32;

    private TableClient Table => store.Table(TableKeys.Poison);

    /// <param name="id">The message's own id, so that keeping it twice makes one row.</param>
    public async Task KeepAsync(string queue, string id, BinaryData body, CancellationToken cancellationToken)
    {
        var row = new TableEntity(queue, TableKeys.PoisonRow(id))
        {
            ["Body"] = body.ToArray(),
            ["At"] = RowValues.Write(clock.GetCurrentInstant()),
        };
        await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Keeps what lies in a queue's poison queue.</summary>
    public async Task CollectAsync(string queue, CancellationToken cancellationToken)
    {
        var client = rawQueues.Service.GetQueueClient(queue + TableKeys.PoisonSuffix);
        while (true)
        {
            QueueMessage[] messages = await client.ReceiveMessagesAsync(MaxMessages, TimeSpan.FromMinutes(1), cancellationToken);
            foreach (var message in messages)
            {
                await KeepAsync(queue, message.MessageId, Decode(message.MessageText), cancellationToken);
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            }

            if (messages.Length < MaxMessages)
            {
                return;
            }
        }
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

    /// <summary>
    /// Puts messages back on their queue, each before its row is deleted: a crash between the two sends one twice, which does no
    /// harm. One that the queue does not take stays here and holds up none of the others.
    /// </summary>
    /// <returns>How many went back.</returns>
    public async Task<int> ReplayAsync(string queue, IReadOnlySet<string>? ids, CancellationToken cancellationToken)
    {
        var replayed = 0;
        await foreach (var row in Query(queue, null, cancellationToken))
        {
            if (ids is not null && !ids.Contains(row.RowKey))
            {
                continue;
            }

            if (!await TrySendAsync(queue, BinaryData.FromBytes(row.GetBinary("Body")!), cancellationToken))
            {
                continue;
            }

            await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            replayed++;
        }

        return replayed;
    }

    /// <summary>Forgets every message that names this member, who is erased, by the id or by one of the cards.</summary>
    public async Task ForgetAsync(MemberId member, IReadOnlyCollection<string> cards, CancellationToken cancellationToken)
    {
        foreach (var queue in TableKeys.Queues)
        {
            await CollectAsync(queue, cancellationToken);
            await foreach (var row in Query(queue, null, cancellationToken))
            {
                if (MemberMention.IsIn(BinaryData.FromBytes(row.GetBinary("Body")!), member, cards))
                {
                    await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
                }
            }
        }
    }

    /// <returns>False: refused for good. What came to the queue without Base64 may be too large in Base64.</returns>
    private async Task<bool> TrySendAsync(string queue, BinaryData body, CancellationToken cancellationToken)
    {
        try
        {
            await queues.SendRawAsync(queue, body, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 413)
        {
            return false;
        }
    }

    private static BinaryData Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? BinaryData.FromBytes(bytes.AsMemory(0, length))
            : BinaryData.FromString(text);
    }

    private AsyncPageable<TableEntity> Query(string queue, string[]? select, CancellationToken cancellationToken) =>
        Table.QueryAsync<TableEntity>(FilterOf(queue), select: select, cancellationToken: cancellationToken);

    private static string FilterOf(string queue) => TableClient.CreateQueryFilter($"PartitionKey eq {queue}");
}
