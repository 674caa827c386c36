using Azure.Data.Tables;
using Rewards.Functions.Audit;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Support;

/// <summary>What table Coupons says of one campaign, counted row by row and as the tallies have it.</summary>
/// <param name="Live">Redemptions that are not rolled back.</param>
/// <param name="Given">Minor units that they gave.</param>
public sealed record RedemptionBooks(long Live, long Given, long TalliedRedemptions, long TalliedMoney, long CouponUses, long MemberUses, long LiveWithMember)
{
    /// <summary>What the audit says of it; empty: the books add up.</summary>
    public string Findings { get; init; } = "";

    public static async Task<RedemptionBooks> OfAsync(TestApp app, string campaign)
    {
        var rows = await app.RowsAsync(TableKeys.Coupons, TableClient.CreateQueryFilter($"PartitionKey ge {campaign + ":"} and PartitionKey lt {campaign + ";"}"));
        var live = rows.Where(row => IsKind(row, "redemption") && row.GetString("RolledBackAt") is null).ToList();
        return new RedemptionBooks(
            live.Count,
            live.Sum(row => row.GetInt64("Amount")!.Value),
            rows.Where(row => IsKind(row, "budget")).Sum(row => RowValues.ReadTally(row, "Redemptions").Whole),
            rows.Where(row => IsKind(row, "budget")).Sum(row => RowValues.ReadTally(row, "Money").Whole),
            rows.Where(row => IsKind(row, "coupon")).Sum(row => RowValues.ReadTally(row, "Uses").Whole),
            rows.Where(row => IsKind(row, "use")).Sum(row => RowValues.ReadTally(row, "Uses").Whole),
            live.Count(row => row.GetString("Member") is not null))
        {
            Findings = await FindingsAsync(app, campaign),
        };
    }

    /// <summary>Every tally says what the redemptions themselves say.</summary>
    public RedemptionBooks AddUp(long live)
    {
        Assert.Equal(live, Live);
        Assert.Equal(Live, TalliedRedemptions);
        Assert.Equal(Given, TalliedMoney);
        Assert.Equal(Live, CouponUses);
        Assert.Equal(LiveWithMember, MemberUses);
        Assert.Equal("", Findings);
        return this;
    }

    private static async Task<string> FindingsAsync(TestApp app, string campaign)
    {
        var books = await new BooksReader(new TableServiceClient(app.ConnectionString)).ReadAsync(CancellationToken.None);
        var findings = books.Shards.Where(shard => shard.Partition.StartsWith($"{campaign}:", StringComparison.Ordinal)).Select(shard => shard.Text)
            .Concat(books.Campaigns.Where(books => books.Limits.Newest.Id.Value == campaign).SelectMany(books => books.Findings()));
        return string.Join(' ', findings);
    }

    private static bool IsKind(TableEntity row, string kind) => row.RowKey.StartsWith(kind + ":", StringComparison.Ordinal);
}
