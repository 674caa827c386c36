using System.Text.Json;
using Azure.Data.Tables;
using Rewards.Domain.Audit;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Audit;

/// <summary>Reads the books from the tables, all of them, while nothing changes: for a demo or a study, not for a command.</summary>
public sealed class BooksReader(TableServiceClient service)
{
    public async Task<Books> ReadAsync(CancellationToken cancellationToken)
    {
        var couponRows = await RowsAsync(TableKeys.Coupons, cancellationToken);
        var coupons = Group(couponRows);
        var shards = couponRows.ToLookup(row => row.PartitionKey);
        var memberRows = await RowsAsync(TableKeys.Members, cancellationToken);
        var members = Group(memberRows);
        var limits = Limits(await RowsAsync(TableKeys.Campaigns, cancellationToken));
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
            poison.Count)
        {
            Promises = [.. coupons["op"].Select(Promises.OfShard).OfType<Promise>()],
            Ledgers = [.. memberRows.GroupBy(row => row.PartitionKey).Select(Ledger).OfType<MemberBooks>()],
            Campaigns = [.. limits.Select(campaign => Campaign(campaign, coupons))],
            Shards = [.. limits.SelectMany(campaign => Shards(campaign, shards))],
        };
    }

    /// <summary>By what stands before the first colon of a RowKey: the kind of row.</summary>
    private static ILookup<string, TableEntity> Group(IEnumerable<TableEntity> rows) => rows.ToLookup(row => TableKeys.KindOf(row.RowKey));

    private async Task<List<TableEntity>> RowsAsync(string table, CancellationToken cancellationToken) =>
        await service.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: cancellationToken).ToListAsync(cancellationToken);

    private static List<CampaignLimits> Limits(IEnumerable<TableEntity> campaigns) =>
    [
        .. campaigns
            .Where(row => row.PartitionKey == TableKeys.CampaignPartition && TableKeys.KindOf(row.RowKey) == "version")
            .Select(CampaignCatalogue.ToDefinition)
            .GroupBy(version => version.Id)
            .Select(versions => CampaignLimits.Of([.. versions])),
    ];

    private static CampaignBooks Campaign(CampaignLimits limits, ILookup<string, TableEntity> coupons)
    {
        var id = limits.Newest.Id;
        var budgets = coupons["budget"].ToDictionary(row => row.PartitionKey);
        var accounts = coupons["account"].ToDictionary(row => row.RowKey);
        return new CampaignBooks(
            limits,
            [.. Partitions(limits.Newest).Select(partition => CouponRows.ToUsage(budgets.GetValueOrDefault(partition)))],
            CouponRows.ToAccount(accounts.GetValueOrDefault(TableKeys.AccountRow(Resource.Redemptions, id))),
            CouponRows.ToAccount(accounts.GetValueOrDefault(TableKeys.AccountRow(Resource.Money, id))));
    }

    private static IEnumerable<ShardFinding> Shards(CampaignLimits limits, ILookup<string, TableEntity> rows)
    {
        var audit = new ShardAudit(limits, Before: null);
        return
            from partition in Partitions(limits.Newest)
            let usage = CouponRows.ToUsage(rows[partition].FirstOrDefault(row => row.RowKey == TableKeys.BudgetRow(partition)))
            let sums = rows[partition].Aggregate(ShardSums.Nothing, (sums, row) => ShardReader.Add(audit, sums, row))
            from finding in audit.Findings(sums, usage)
            select new ShardFinding(partition, finding);
    }

    private static IEnumerable<string> Partitions(CampaignDefinition campaign) =>
        Enumerable.Range(0, campaign.Shards).Select(shard => TableKeys.CouponPartition(campaign.Id, shard));

    /// <returns>Null: not of a member, or of an erased one.</returns>
    private static MemberBooks? Ledger(IGrouping<string, TableEntity> rows)
    {
        var kinds = Group(rows);
        return MemberRows.ToMember(kinds["profile"].FirstOrDefault()) is not { IsErased: false } member ? null : new MemberBooks(
            member,
            PointsRows.ToAccount(kinds["lots"].FirstOrDefault()),
            [.. kinds["entry"].Select(PointsRows.ToEntry).OrderBy(entry => entry.Sequence)],
            [.. kinds["op"].Select(Promises.OfMember).OfType<Promise>()]);
    }

    private static CouponLine Coupon(TableEntity row)
    {
        var coupon = CouponRows.ToCoupon(row)!;
        return new(row.PartitionKey, coupon.Campaign.Value, coupon.Code.Value, coupon.Member?.Value, coupon.Uses.Whole, coupon.Member is not null && CouponRows.IsOfMany(row));
    }

    private static RedemptionLine Redemption(TableEntity row)
    {
        var member = row.GetString("Member");
        return new(row.PartitionKey, row.GetString("Campaign")!, row.GetString("Code")!, member, row.GetInt64("Amount")!.Value, row.GetString("RolledBackAt") is not null)
        {
            Id = TableKeys.IdOf(row.RowKey),
            UseKey = member is null ? null : TableKeys.UseRow(MemberId.Parse(member), row.PartitionKey),
        };
    }

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
