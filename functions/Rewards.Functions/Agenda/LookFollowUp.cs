using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Messages;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>After a look: the next one is filed, the coupons get their own rows, the events go out.</summary>
public sealed class LookFollowUp(
    CouponPlacement placement, LedgerAftermath aftermath, Happenings happenings, MessageOutbox outbox) : IFollowUp
{
    public string Kind => LookCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = LookCommand.Read(operation.Effects!);
        await aftermath.RunAsync(operation, effects.Ledger, cancellationToken);
        await placement.PlaceAsync(member, effects.Issued, cancellationToken);
        await placement.TellAsync(operation, member, effects.Issued, cancellationToken);
        await happenings.TellAsync(
            [
                .. effects.Held.Select((held, i) => ControlAssigned(operation, member, held, i)),
                .. ArmsOf(operation, effects),
                .. effects.Reminders.Select((reminder, i) => Expiring(operation, member, reminder, i)),
                .. (effects.StampCards ?? []).Select((card, i) => card.ToEvent(RewardsEvent.StampCardExpired, operation, member, i)),
            ],
            cancellationToken);
        await SendAsync(operation, member, effects, cancellationToken);
    }

    private async Task SendAsync(OperationRow operation, MemberId member, LookEffectsBody effects, CancellationToken cancellationToken)
    {
        foreach (var (i, one) in (effects.Addressed ?? []).Index())
        {
            var message = new CampaignMessage(
                $"{operation.Id}-{i}", member.Value, one.Campaign, one.Version, one.Occurrence, one.Code, one.Channel, one.Purpose, RowValues.Write(operation.At))
            {
                Arm = one.Arm,
                Step = one.Step,
            };
            await outbox.SendAsync(message, cancellationToken);
        }
    }

    private static IEnumerable<RewardsEvent> ArmsOf(OperationRow operation, LookEffectsBody effects) =>
        (effects.Addressed ?? []).Select(one => (one.Campaign, one.Arm))
            .Concat(effects.Held.Select(held => (held.Campaign, Arm: Arm.Control.Id)))
            .Select((one, i) => ArmFacts.Assigned($"{operation.Id}-arm-{i}", CampaignId.Parse(one.Campaign), one.Arm, operation.At));

    private static RewardsEvent ControlAssigned(OperationRow operation, MemberId member, HeldBody held, int number) => new(
        $"{operation.Id}-control-{number}",
        RewardsEvent.ControlAssigned,
        $"campaigns/{held.Campaign}/members/{member}",
        RowValues.Write(operation.At),
        new EventData
        {
            MemberId = member.Value,
            CampaignId = held.Campaign,
            CampaignVersion = held.Version,
            Occurrence = held.Occurrence,
        });

    private static RewardsEvent Expiring(OperationRow operation, MemberId member, ReminderBody reminder, int number) => new(
        $"{operation.Id}-reminder-{number}",
        RewardsEvent.PointsExpiring,
        $"members/{member}",
        RowValues.Write(operation.At),
        new EventData { MemberId = member.Value, Points = reminder.Points, ExpiresOn = reminder.ExpiresOn });
}
