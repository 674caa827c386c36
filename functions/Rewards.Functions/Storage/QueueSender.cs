using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Rewards.Functions.Storage;

/// <summary>Sends JSON messages. They never expire: a queue's default would lose them after 7 days.</summary>
public sealed class QueueSender(QueueServiceClient service)
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    /// <summary>A message may stay invisible for 7 days at most.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, QueueClient> clients = new();

    public QueueClient Client(string queue) => clients.GetOrAdd(queue, service.GetQueueClient);

    public async Task<SendReceipt> SendAsync<T>(string queue, T message, JsonTypeInfo<T> type, TimeSpan delay, CancellationToken cancellationToken)
    {
        var body = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(message, type));
        return await Client(queue).SendMessageAsync(body, delay > MaxDelay ? MaxDelay : delay, Never, cancellationToken);
    }

    public async Task SendRawAsync(string queue, BinaryData body, CancellationToken cancellationToken) =>
        await Client(queue).SendMessageAsync(body, TimeSpan.Zero, Never, cancellationToken);

    /// <summary>Takes a message back that nobody needs; it does no harm where that fails.</summary>
    public async Task TryDeleteAsync(string queue, SendReceipt receipt)
    {
        try
        {
            await Client(queue).DeleteMessageAsync(receipt.MessageId, receipt.PopReceipt, CancellationToken.None);
        }
        catch (RequestFailedException)
        {
            // Delivered already, or the storage is away: the follow-up will find that there is nothing to do.
        }
    }
}
