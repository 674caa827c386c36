using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>After a look: the next one is filed, the coupons get their own rows, the events go out.</summary>
public sealed class LookFollowUp(CouponPlacement placement, LedgerAftermath aftermath, Happenings happenings) : IFollowUp
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
                .. effects.Reminders.Select((reminder, i) => Expiring(operation, member, reminder, i)),
                .. (effects.StampCards ?? []).Select((card, i) => card.ToEvent(RewardsEvent.StampCardExpired, operation, member, i)),
            ],
            cancellationToken);
    }

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
