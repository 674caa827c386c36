using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Functions.Poison;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>Tries events again that could not be sent; after a day they are kept in table Poison.</summary>
public sealed class EventRetryFunction(EventPublisher publisher, PoisonStore poison)
{
    [Function("RetryEvent")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.EventQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, EventJson.Default.EventMessage)!;
        if (!await publisher.RetryAsync(message, cancellationToken))
        {
            // Replayed, it is new again and gets its whole time.
            var replay = JsonSerializer.SerializeToUtf8Bytes(message with { Since = EventMessage.StartsAnew, Tries = 0 }, EventJson.Default.EventMessage);
            await poison.KeepAsync(TableKeys.EventQueue, message.Event.Id, BinaryData.FromBytes(replay), cancellationToken);
        }
    }
}
