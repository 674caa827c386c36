using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>Where a code's rows stand.</summary>
/// <param name="Newest">Null: no campaign has this code; the partition is then one where nothing is.</param>
/// <param name="CodeDisabled">A shared code that was taken out.</param>
public sealed record CouponAddress(CampaignDefinition? Newest, int Shard, string Partition, bool CodeDisabled);

/// <summary>Finds a code's partition by what the code itself says, through cached definitions only.</summary>
public sealed class CouponAddresses(CampaignCatalogue catalogue)
{
    /// <param name="spread">What a shared code's shard is taken from: the member, or what stands for a guest.</param>
    public async ValueTask<CouponAddress> OfAsync(CouponCode code, string spread, CancellationToken cancellationToken)
    {
        if (code.IsUnique)
        {
            return await OfUniqueAsync(code.Tag, code.Shard, cancellationToken);
        }

        var alias = await catalogue.ByAliasAsync(code, cancellationToken);
        var newest = alias is null ? null : await catalogue.NewestAsync(alias.Campaign, cancellationToken);
        if (newest is null)
        {
            return new CouponAddress(null, 0, TableKeys.UnknownPartition(code.Value), false);
        }

        var shard = TableKeys.ShardOf(spread, newest.Shards);
        return new CouponAddress(newest, shard, TableKeys.CouponPartition(newest.Id, shard), alias!.Disabled);
    }

    /// <summary>The address that a unique code, or a redemption's id, carries.</summary>
    public async ValueTask<CouponAddress> OfUniqueAsync(string tag, int shard, CancellationToken cancellationToken)
    {
        var id = await catalogue.ByTagAsync(tag, cancellationToken);
        var newest = id is null ? null : await catalogue.NewestAsync(CampaignId.Parse(id), cancellationToken);
        return newest is null
            ? new CouponAddress(null, shard, TableKeys.UnknownPartition(tag), false)
            : new CouponAddress(newest, shard, TableKeys.CouponPartition(newest.Id, shard), false);
    }
}
