using System.Text.Json;
using Azure;
using Azure.Identity;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>
/// Publishes events as CloudEvents 1.0. One that cannot be sent goes on as its own delayed message: a topic that is down holds
/// nothing up.
/// </summary>
/// <param name="topic">Null: no topic is configured, and nothing is published.</param>
public sealed class EventPublisher(EventGridPublisherClient? topic, QueueSender queues, TimeProvider time, RewardsOptions options)
{
    /// <summary>After a failure events go to the queue at once for so long, so that no follow-up waits for a topic that hangs.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private long restUntil;

    public async Task PublishAsync(RewardsEvent happened, CancellationToken cancellationToken)
    {
        if (topic is null)
        {
            return;
        }

        if (IsResting || !await TrySendAsync(happened, cancellationToken))
        {
            var message = new EventMessage(happened, time.GetUtcNow().ToUnixTimeMilliseconds(), 1);
            await queues.SendAsync(TableKeys.EventQueue, message, EventJson.Default.EventMessage, options.EventRetryDelay, cancellationToken);
        }
    }

    /// <summary>Tries again, and sends the event on with a pause twice as long where that fails.</summary>
    /// <returns>False: it was tried long enough.</returns>
    public async Task<bool> RetryAsync(EventMessage message, CancellationToken cancellationToken)
    {
        if (topic is null || await TrySendAsync(message.Event, cancellationToken))
        {
            return true;
        }

        var now = time.GetUtcNow();
        var since = message.Since == EventMessage.StartsAnew ? now : DateTimeOffset.FromUnixTimeMilliseconds(message.Since);
        if (now - since > options.EventRetryFor)
        {
            return false;
        }

        var pause = options.EventRetryDelay * Math.Pow(2, Math.Min(message.Tries, 9));
        var next = message with { Since = since.ToUnixTimeMilliseconds(), Tries = message.Tries + 1 };
        await queues.SendAsync(TableKeys.EventQueue, next, EventJson.Default.EventMessage, pause, cancellationToken);
        return true;
    }

    private bool IsResting => time.GetUtcNow().ToUnixTimeMilliseconds() < Interlocked.Read(ref restUntil);

    private async Task<bool> TrySendAsync(RewardsEvent happened, CancellationToken cancellationToken)
    {
        var data = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(happened.Data, EventJson.Default.EventData));
        var cloudEvent = new CloudEvent(RewardsEvent.Source, happened.Type, data, "application/json", CloudEventDataFormat.Json)
        {
            Id = happened.Id,
            Subject = happened.Subject,
            Time = DateTimeOffset.Parse(happened.Time),
        };
        try
        {
            await topic!.SendEventAsync(cloudEvent, cancellationToken);
            return true;
        }
        catch (Exception e) when (IsOutage(e) && !cancellationToken.IsCancellationRequested)
        {
            Interlocked.Exchange(ref restUntil, (time.GetUtcNow() + Rest).ToUnixTimeMilliseconds());
            return false;
        }
    }

    /// <summary>The topic, the way to it or the service that gives the token for it.</summary>
    private static bool IsOutage(Exception e) =>
        e is RequestFailedException or AggregateException or TaskCanceledException or AuthenticationFailedException;
}
