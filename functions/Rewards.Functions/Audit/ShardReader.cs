using Azure.Data.Tables;
using Rewards.Domain.Audit;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Audit;

/// <summary>Reads what a campaign's shards and accounts hold, for its audit.</summary>
public sealed class ShardReader(PartitionStore store, CampaignCatalogue catalogue)
{
    private TableClient Table => store.Table(TableKeys.Coupons);

    /// <returns>Null: there is no such campaign.</returns>
    public async Task<CampaignLimits?> LimitsAsync(CampaignId id, CancellationToken cancellationToken)
    {
        var versions = await catalogue.VersionsAsync(id, cancellationToken);
        return versions.Count == 0 ? null : CampaignLimits.Of(versions);
    }

    public async Task<CampaignUsage> UsageAsync(string partition, CancellationToken cancellationToken) =>
        CouponRows.ToUsage(await TableRows.ReadAsync(Table, partition, TableKeys.BudgetRow(partition), cancellationToken));

    /// <summary>One page of a shard's rows, added up.</summary>
    public async Task<(ShardSums Sums, string? Next)> AddPageAsync(
        ShardAudit audit, ShardSums sums, string partition, int size, string? next, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        (var rows, next) = await TablePages.ReadAsync(Table, filter, size, next, cancellationToken);
        return (rows.Aggregate(sums, (current, row) => Add(audit, current, row)), next);
    }

    /// <returns>Null: an account changed meanwhile.</returns>
    public async Task<CampaignBooks?> BooksAsync(CampaignLimits limits, CancellationToken cancellationToken)
    {
        var campaign = limits.Newest;
        var before = await AccountsAsync(campaign, cancellationToken);
        var shards = await Task.WhenAll(Enumerable.Range(0, campaign.Shards)
            .Select(shard => UsageAsync(TableKeys.CouponPartition(campaign.Id, shard), cancellationToken)));
        var after = await AccountsAsync(campaign, cancellationToken);
        return before.Select(row => row?.ETag).SequenceEqual(after.Select(row => row?.ETag))
            ? new CampaignBooks(limits, shards, CouponRows.ToAccount(after[0]), CouponRows.ToAccount(after[1]))
            : null;
    }

    /// <summary>What a row of a shard adds to its sums.</summary>
    public static ShardSums Add(ShardAudit audit, ShardSums sums, TableEntity row)
    {
        switch (TableKeys.KindOf(row.RowKey))
        {
            case "coupon":
                return audit.Add(sums, CouponRows.ToCoupon(row)!);
            case "use":
                return audit.AddUses(sums, row.RowKey, RowValues.ReadTally(row, "Uses"));
            case "redemption":
                var redemption = CouponRows.ToRedemption(row, RedemptionId.Parse(TableKeys.IdOf(row.RowKey)))!;
                return audit.Add(sums, redemption, redemption.Member is { } member ? TableKeys.UseRow(member, row.PartitionKey) : null);
            case "op" when Promises.OfShard(row) is { } promise:
                return audit.Add(sums, promise);
            default:
                return sums;
        }
    }

    private Task<TableEntity?[]> AccountsAsync(CampaignDefinition campaign, CancellationToken cancellationToken) => Task.WhenAll(
        new[] { Resource.Redemptions, Resource.Money }.Select(resource =>
            TableRows.ReadAsync(Table, TableKeys.AccountPartition(campaign.Id), TableKeys.AccountRow(resource, campaign.Id), cancellationToken)));
}
