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
        var coupon = TableRows.ReadAsync(table, partition, TableKeys.CouponRow(code, partition), cancellationToken);
        var use = member is { } id ? TableRows.ReadAsync(table, partition, TableKeys.UseRow(id, partition), cancellationToken) : Task.FromResult<TableEntity?>(null);
        var budget = TableRows.ReadAsync(table, partition, TableKeys.BudgetRow(partition), cancellationToken);
        return new ShardRows(partition, await coupon, await use, await budget);
    }

    /// <summary>Whether nobody has changed what is counted in these rows since they were read before.</summary>
    public bool AreAsIn(ShardRows before, Counts counts) =>
        (!counts.HasFlag(Counts.Code) || CouponRow?.ETag == before.CouponRow?.ETag)
        && (!counts.HasFlag(Counts.Member) || UseRow?.ETag == before.UseRow?.ETag)
        && (!counts.HasFlag(Counts.Campaign) || BudgetRow?.ETag == before.BudgetRow?.ETag);

    /// <summary>The rows' new state, each under the ETag it was read with.</summary>
    public List<TableTransactionAction> Changes(Coupon coupon, MemberId? member, Tally memberUses, CampaignUsage usage)
    {
        List<TableTransactionAction> changes =
        [
            TableRows.Put(CouponRow, CouponRows.ToRow(coupon, Partition, CouponRow)),
            TableRows.Put(BudgetRow, CouponRows.BudgetRow(usage, Partition)),
        ];
        if (member is { } id)
        {
            changes.Add(TableRows.Put(UseRow, CouponRows.UseRow(id, memberUses, Partition)));
        }

        return changes;
    }
}
