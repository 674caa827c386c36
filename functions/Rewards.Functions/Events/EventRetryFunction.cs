using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Messages;
using Rewards.Functions.Members;
using Rewards.Functions.Messages;
using Rewards.Functions.Poison;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>
/// Tries events again that could not be sent; after a day they are kept in table Poison. An event waits long enough for its
/// member to be erased meanwhile: then it goes on without the member. It also waits long enough for a message to be unwelcome.
/// </summary>
public sealed class EventRetryFunction(
    EventPublisher publisher, PoisonStore poison, PartitionStore store, MessageGate gate, QueueSender queues)
{
    [Function("RetryEvent")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.EventQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, EventJson.Default.EventMessage)!;
        message = message with { Event = await WithoutErasedAsync(message.Event, cancellationToken) };
        if (message.Event.Type == RewardsEvent.MessageDue && !await GoesOutNowAsync(message, cancellationToken))
        {
            return;
        }

        if (await publisher.RetryAsync(message, cancellationToken))
        {
            return;
        }

        await KeepAsync(message, cancellationToken);

        // An erasure that began before this was kept may have looked through table Poison too early to find it.
        var now = await WithoutErasedAsync(message.Event, cancellationToken);
        if (now != message.Event)
        {
            await KeepAsync(message with { Event = now }, cancellationToken);
        }
    }

    /// <summary>A message whose time has passed while the topic was away: in the quiet hours it waits on, and what is allowed no more is dropped.</summary>
    private async Task<bool> GoesOutNowAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var data = message.Event.Data;
        var decision = MemberId.TryParse(data.MemberId, out var member)
            ? await gate.AskAsync(member, data.Channel, data.Code, cancellationToken)
            : new SendDecision.Suppress();
        if (decision is SendDecision.Wait wait)
        {
            await queues.SendAsync(TableKeys.EventQueue, message, EventJson.Default.EventMessage, gate.PauseOf(wait), cancellationToken);
        }

        return decision is SendDecision.Send;
    }

    /// <summary>Replayed, it is new again and gets its whole time.</summary>
    private Task KeepAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var replay = JsonSerializer.SerializeToUtf8Bytes(message with { Since = EventMessage.StartsAnew, Tries = 0 }, EventJson.Default.EventMessage);
        return poison.KeepAsync(TableKeys.EventQueue, message.Event.Id, BinaryData.FromBytes(replay), cancellationToken);
    }

    /// <summary>Only the erasure itself has to say who was erased.</summary>
    private async Task<RewardsEvent> WithoutErasedAsync(RewardsEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Type == RewardsEvent.MemberErased || !MemberId.TryParse(happened.Data.MemberId, out var member))
        {
            return happened;
        }

        var profile = await TableRows.ReadAsync(
            store.Table(TableKeys.Members), TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        return MemberRows.ToMember(profile) is { IsErased: true } ? happened.WithoutMember() : happened;
    }
}
