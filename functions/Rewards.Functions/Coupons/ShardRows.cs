using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>The rows of one shard that a redemption reads, in one round trip.</summary>
public sealed record ShardRows(string Partition, TableEntity? CouponRow, TableEntity? UseRow, TableEntity? BudgetRow)
{
    public Coupon? Coupon => CouponRows.ToCoupon(CouponRow);

    public Tally MemberUses => RowValues.ReadTally(UseRow, "Uses");

    public CampaignUsage Usage => CouponRows.ToUsage(BudgetRow);

    public static async Task<ShardRows> LoadAsync(
        TableClient table, string partition, CouponCode code, MemberId? member, CancellationToken cancellationToken)
    {
        var coupon = ReadAsync(table, partition, TableKeys.CouponRow(code, partition), cancellationToken);
        var use = member is { } id ? ReadAsync(table, partition, TableKeys.UseRow(id, partition), cancellationToken) : Task.FromResult<TableEntity?>(null);
        var budget = ReadAsync(table, partition, TableKeys.BudgetRow(partition), cancellationToken);
        return new ShardRows(partition, await coupon, await use, await budget);
    }

    /// <summary>The rows' new state, each under the ETag it was read with.</summary>
    public List<TableTransactionAction> Changes(Coupon coupon, MemberId? member, Tally memberUses, CampaignUsage usage)
    {
        List<TableTransactionAction> changes =
        [
            Put(CouponRow, CouponRows.ToRow(coupon, Partition)),
            Put(BudgetRow, CouponRows.BudgetRow(usage, Partition)),
        ];
        if (member is { } id)
        {
            changes.Add(Put(UseRow, CouponRows.UseRow(id, memberUses, Partition)));
        }

        return changes;
    }

    public static TableTransactionAction Put(TableEntity? read, TableEntity next) => read is null
        ? new TableTransactionAction(TableTransactionActionType.Add, next)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, read.ETag);

    public static async Task<TableEntity?> ReadAsync(TableClient table, string partition, string row, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, null, cancellationToken);
        return found.HasValue ? found.Value : null;
    }
}
