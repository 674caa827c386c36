using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Agenda;
using Rewards.Functions.Audit;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>After a redemption: the member's lists, the day's facts, the event.</summary>
public sealed class RedeemFollowUp(RedemptionAftermath aftermath) : IFollowUp
{
    public string Kind => RedeemCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken) =>
        aftermath.RunAsync(operation, RewardsEvent.CouponRedeemed, cancellationToken);
}

/// <summary>After a rollback: the same.</summary>
public sealed class RollbackFollowUp(RedemptionAftermath aftermath) : IFollowUp
{
    public string Kind => RollbackCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken) =>
        aftermath.RunAsync(operation, RewardsEvent.RedemptionRolledBack, cancellationToken);
}

public sealed class RedemptionAftermath(PartitionStore store, MemberEnrolment enrolment, MemberCoupons memberCoupons, MemberEraser eraser, LookFiler looks, ShardReconciler shards, Happenings happenings)
{
    public async Task RunAsync(OperationRow operation, string type, CancellationToken cancellationToken)
    {
        var effects = RedemptionEffects.Read(operation)!;
        var id = RedemptionId.Parse(effects.RedemptionId);
        var row = await TableRows.ReadAsync(
            store.Table(TableKeys.Coupons), operation.Partition, TableKeys.RedemptionRow(id), cancellationToken);
        var redemption = CouponRows.ToRedemption(row, id)!;
        List<RewardsEvent> happened = [];
        MemberId? joined = null;
        if (redemption.Member is { } member)
        {
            switch (await ListAsync(redemption, member, operation, effects.Sequence, cancellationToken))
            {
                case MemberPresence.EnrolledNow:
                    happened.Add(RewardsEvent.Enrolled(operation.Id, member, operation.At));
                    joined = member;
                    break;
                case MemberPresence.Erased:
                    redemption = redemption with { Member = null };
                    break;
            }
        }

        happened.Add(EventOf(redemption, operation, type));
        await shards.FileAsync(operation.Partition, redemption, operation.At, cancellationToken);
        await happenings.TellAsync(happened, cancellationToken);
        if (joined is { } newcomer)
        {
            // Last, since it changes the profile, by which a repeated run tells that it was this one that enrolled.
            await looks.EnsureAsync(newcomer, cancellationToken);
        }
    }

    /// <summary>
    /// Writes the member's rows, then looks whether the member is erased: an erasure that began later finds them, and one that
    /// began before is found here. Who is not enrolled has them too, since whoever enrols later may be erased then.
    /// </summary>
    private async Task<MemberPresence> ListAsync(
        Redemption redemption, MemberId member, OperationRow operation, long sequence, CancellationToken cancellationToken)
    {
        var members = store.Table(TableKeys.Members);
        var row = new TableEntity(TableKeys.MemberPartition(member), TableKeys.MemberRedemptionRow(redemption.Id, redemption.RedeemedAt))
        {
            ["Redemption"] = redemption.Id.Value,
            ["Code"] = redemption.Code.Value,
            ["Campaign"] = redemption.Campaign.Value,
            ["CouponPartition"] = operation.Partition,
            ["RedeemedAt"] = RowValues.Write(redemption.RedeemedAt),
            ["Currency"] = redemption.Discount.Currency.Code,
            ["AmountMinor"] = redemption.Discount.Amount.Value,
            ["RolledBackAt"] = RowValues.Write(redemption.RolledBackAt),
        };
        await SecondaryRows.WriteAsync(members, row, sequence, cancellationToken);
        await memberCoupons.RefreshAsync(operation.Partition, redemption.Code, cancellationToken);
        var presence = await enrolment.EnsureAsync(member, operation.Id, cancellationToken);
        if (presence is MemberPresence.Erased)
        {
            await members.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            await members.DeleteEntityAsync(row.PartitionKey, TableKeys.MemberCouponRow(redemption.Code), ETag.All, cancellationToken);
            await eraser.WipeRedemptionAsync(operation.Partition, redemption.Id, cancellationToken);
        }

        return presence;
    }

    private static RewardsEvent EventOf(Redemption redemption, OperationRow operation, string type) => new(
        operation.Id.Value,
        type,
        $"campaigns/{redemption.Campaign}/redemptions/{redemption.Id}",
        RowValues.Write(operation.At),
        new EventData
        {
            MemberId = redemption.Member?.Value,
            CampaignId = redemption.Campaign.Value,
            CampaignVersion = redemption.CampaignVersion,
            Code = redemption.Code.ToDisplay(),
            RedemptionId = redemption.Id.Value,
            StoreId = redemption.Receipt?.StoreId,
            Currency = redemption.Discount.Currency.Code,
            AmountMinor = redemption.Discount.Amount.Value,
            Arm = redemption.Arm?.Id,
        })
    {
        Details = new FactDetails { Arm = redemption.Arm?.Id },
    };
}
