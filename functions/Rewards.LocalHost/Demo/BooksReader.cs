using System.Text.Json;
using Azure.Data.Tables;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.LocalHost.Demo;

/// <summary>Reads the books from the tables, all of them: for a demo or an audit, not for a command.</summary>
public sealed class BooksReader(TableServiceClient service)
{
    public async Task<Books> ReadAsync(CancellationToken cancellationToken)
    {
        var coupons = Group(await RowsAsync(TableKeys.Coupons, cancellationToken));
        var members = Group(await RowsAsync(TableKeys.Members, cancellationToken));
        var poison = await RowsAsync(TableKeys.Poison, cancellationToken);
        return new Books(
            [.. members["profile"].Select(Account)],
            [.. members["entry"].Select(Line)],
            [.. coupons["coupon"].Select(Coupon)],
            [.. coupons["redemption"].Select(Redemption)],
            [.. coupons["budget"].Select(Counter)],
            [.. coupons["use"].Select(Use)],
            [.. members["claim"].Select(Claim)],
            [.. members["coupon"].Select(row => new ListedCoupon(row.PartitionKey, row.GetString("Code")!, RowValues.ReadTally(row, "Uses").Whole))],
            poison.Count);
    }

    /// <summary>By what stands before the first colon of a RowKey: the kind of row.</summary>
    private static ILookup<string, TableEntity> Group(IEnumerable<TableEntity> rows) => rows.ToLookup(row => TableKeys.KindOf(row.RowKey));

    private async Task<List<TableEntity>> RowsAsync(string table, CancellationToken cancellationToken) =>
        await service.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: cancellationToken).ToListAsync(cancellationToken);

    private static CouponLine Coupon(TableEntity row)
    {
        var coupon = CouponRows.ToCoupon(row)!;
        return new(row.PartitionKey, coupon.Campaign.Value, coupon.Code.Value, coupon.Member?.Value, coupon.Uses.Whole);
    }

    private static RedemptionLine Redemption(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Campaign")!,
        row.GetString("Code")!,
        row.GetString("Member"),
        row.GetInt64("Amount")!.Value,
        row.GetString("RolledBackAt") is not null);

    private static ShardCounter Counter(TableEntity row)
    {
        var usage = CouponRows.ToUsage(row);
        return new(row.PartitionKey, usage.Redemptions.Whole, usage.Money.Whole);
    }

    private static MemberCounter Use(TableEntity row) =>
        new(row.PartitionKey, row.RowKey, RowValues.ReadTally(row, "Uses").Whole);

    private static MemberAccount Account(TableEntity row)
    {
        var member = MemberRows.ToMember(row)!;
        return new(
            member.Id.Value, member.AllowsMessages(null), member.Sequence, member.Balance.Value, member.Purchases, member.Spend.Value);
    }

    private static LedgerLine Line(TableEntity row) => new(
        row.PartitionKey,
        row.GetInt64("Sequence")!.Value,
        row.GetString("Kind")!,
        RowValues.ReadInstant(row, "At")!.Value,
        row.GetInt64("Points")!.Value,
        row.GetInt64("Balance")!.Value,
        row.GetInt64("AmountMinor")!.Value);

    private static ClaimLine Claim(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Campaign")!,
        row.GetString("Occurrence")!,
        row.GetString("Coupon") is { } issued ? JsonSerializer.Deserialize(issued, IssueJson.Default.IssuedCoupon)!.Code : null,
        row.GetString("Arm"));
}
