using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Messages;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Messages;

/// <summary>Lets the messages of campaigns go out, as events; a message says what was decided once, the gate what holds now.</summary>
public sealed class SendMessageFunction(MessageGate gate, MessageOutbox outbox, Happenings happenings)
{
    [Function("SendMessage")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.MessageQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, MessageJson.Default.CampaignMessage)!;
        var member = MemberId.Parse(message.Member);
        switch (await gate.AskAsync(member, message.Channel, message.Code, cancellationToken))
        {
            case SendDecision.Wait wait:
                await outbox.SendAsync(message, gate.PauseOf(wait), cancellationToken);
                break;
            case SendDecision.Suppress:
                await happenings.TellAsync([Suppressed(message)], cancellationToken);
                break;
            case SendDecision.Send:
                await happenings.TellAsync([Due(message, member)], cancellationToken);
                break;
        }
    }

    private static RewardsEvent Due(CampaignMessage message, MemberId member) => new(
        IdOf(message),
        RewardsEvent.MessageDue,
        $"campaigns/{message.Campaign}/members/{member}",
        message.Time,
        new EventData
        {
            MemberId = member.Value,
            CampaignId = message.Campaign,
            CampaignVersion = message.Version,
            Occurrence = message.Occurrence,
            Code = message.Code is { } code ? CouponRows.ParseCode(code).ToDisplay() : null,
            Channel = message.Channel,
            Purpose = message.Purpose,
            Arm = message.Arm,
            Step = message.Step,
        });

    private static RewardsEvent Suppressed(CampaignMessage message) => new(
        IdOf(message),
        RewardsEvent.MessageSuppressed,
        $"campaigns/{message.Campaign}",
        message.Time,
        new EventData { CampaignId = message.Campaign, CampaignVersion = message.Version });

    /// <summary>The same whatever becomes of it, so that a message that is delivered twice is one fact: the first.</summary>
    private static string IdOf(CampaignMessage message) => $"{message.Id}-message";
}
