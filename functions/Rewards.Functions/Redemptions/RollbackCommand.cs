using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>Reads redemptions and undoes them.</summary>
public sealed class RollbackCommand(PartitionStore store, CouponAddresses addresses, IClock clock)
{
    public const string Kind = "rollback";

    public static readonly Reply Unknown = Problems.NotFound("unknown-redemption", "There is no redemption with this id.");

    private static readonly Reply AlreadyRolledBack = Problems.Conflict("already-rolled-back", "This redemption was rolled back before.");

    private TableClient Table => store.Table(TableKeys.Coupons);

    public async Task<Reply> ReadAsync(RedemptionId id, CancellationToken cancellationToken)
    {
        var address = await addresses.OfUniqueAsync(id.Tag, id.Shard, cancellationToken);
        var row = await TableRows.ReadAsync(Table, address.Partition, TableKeys.RedemptionRow(id), cancellationToken);
        return CouponRows.ToRedemption(row, id) is { } redemption
            ? Reply.Of(HttpStatusCode.OK, RedemptionReplies.ToBody(redemption), WireJson.Default.RedemptionBody)
            : Unknown;
    }

    public async Task<Reply> RunAsync(
        RedemptionId id, Principal caller, OperationId operationId, string fingerprint, CancellationToken cancellationToken)
    {
        var address = await addresses.OfUniqueAsync(id.Tag, id.Shard, cancellationToken);
        var operation = new Operation(operationId, TableKeys.Coupons, address.Partition, Kind, fingerprint);
        var result = await store.RunAsync(operation, address.Partition, (_, token) => AttemptAsync(address.Partition, id, caller, token), cancellationToken);
        return result.Reply;
    }

    private async Task<Decision> AttemptAsync(string partition, RedemptionId id, Principal caller, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, partition, TableKeys.RedemptionRow(id), cancellationToken);
        var redemption = CouponRows.ToRedemption(row, id);
        var rows = redemption is null
            ? new ShardRows(partition, null, null, null)
            : await ShardRows.LoadAsync(Table, partition, redemption.Code, redemption.Member, cancellationToken);
        return RollbackDecision.Decide(redemption, rows.Coupon, rows.MemberUses, rows.Usage, clock.GetCurrentInstant(), caller) switch
        {
            RollbackDecision.UnknownRedemption => new Decision.Refuse(Unknown, Stored: false),
            RollbackDecision.OtherStore => new Decision.Refuse(Problems.OtherStore, Stored: false),
            RollbackDecision.AlreadyRolledBack => new Decision.Refuse(AlreadyRolledBack),
            RollbackDecision.Accepted accepted => Accept(accepted, rows, row!),
            _ => throw new InvalidOperationException("Unknown decision."),
        };
    }

    private static Decision.Accept Accept(RollbackDecision.Accepted accepted, ShardRows rows, TableEntity row)
    {
        var redemption = accepted.Redemption;
        var changes = rows.Changes(accepted.Coupon, redemption.Member, accepted.MemberUses, accepted.Usage);
        changes.Add(TableRows.Put(row, CouponRows.ToRow(redemption, rows.Partition)));
        if (redemption.Receipt is { } receipt)
        {
            // The receipt may redeem again. The row is there for sure: it was inserted with the redemption.
            var key = TableKeys.ReceiptRow(redemption.Code, receipt, rows.Partition);
            changes.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(rows.Partition, key), Azure.ETag.All));
        }

        var reply = Reply.Of(HttpStatusCode.OK, RedemptionReplies.ToBody(redemption), WireJson.Default.RedemptionBody);
        return new Decision.Accept(reply, changes, RedemptionEffects.Write(redemption.Id, accepted.Coupon.Sequence));
    }
}
