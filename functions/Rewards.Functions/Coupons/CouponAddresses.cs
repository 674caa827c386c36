using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>Where a code's rows stand.</summary>
/// <param name="Newest">Null: no campaign has this code; the partition is then one where nothing is.</param>
/// <param name="CodeDisabled">A shared code that was taken out.</param>
public sealed record CouponAddress(CampaignDefinition? Newest, int Shard, string Partition, bool CodeDisabled)
{
    /// <summary>One code for everybody: it has a row in every shard, and none until it is used there.</summary>
    public bool IsShared => Newest?.Codes is CodePolicy.Shared;
}

/// <summary>
/// Finds a code's partition by what the code itself says, and that of a shared or foreign one by its alias; through cached
/// rows only.
/// </summary>
public sealed class CouponAddresses(CampaignCatalogue catalogue)
{
    /// <summary>
    /// Whether a code that looks like ours can be none: its check character does not hold, and no imported code begins as it
    /// does. Known by its cached tag, so that a mistyped code goes no further.
    /// </summary>
    public async ValueTask<bool> IsMistypedAsync(CouponCode code, CancellationToken cancellationToken) =>
        code is { HasTag: true, IsUnique: false } && await catalogue.ByTagAsync(code.Tag, cancellationToken) is not { IsForeign: true };

    /// <param name="spread">What a shared code's shard is taken from: the member, or what stands for a guest.</param>
    public async ValueTask<CouponAddress> OfAsync(CouponCode code, string spread, CancellationToken cancellationToken)
    {
        if (code.HasTag && await catalogue.ByTagAsync(code.Tag, cancellationToken) is not { IsForeign: true })
        {
            return await OfUniqueAsync(code.Tag, code.Shard, cancellationToken);
        }

        var alias = await catalogue.ByAliasAsync(code, cancellationToken);
        var newest = alias is null ? null : await catalogue.NewestAsync(alias.Campaign, cancellationToken);
        if (newest is null)
        {
            return new CouponAddress(null, 0, TableKeys.UnknownPartition(code.Value), false);
        }

        var shard = alias!.Shard ?? TableKeys.ShardOf(spread, newest.Shards);
        return new CouponAddress(newest, shard, TableKeys.CouponPartition(newest.Id, shard), alias!.Disabled);
    }

    /// <summary>The address that a unique code, or a redemption's id, carries.</summary>
    public async ValueTask<CouponAddress> OfUniqueAsync(string tag, int shard, CancellationToken cancellationToken)
    {
        var id = (await catalogue.ByTagAsync(tag, cancellationToken))?.Campaign;
        var newest = id is null ? null : await catalogue.NewestAsync(id.Value, cancellationToken);
        return newest is null
            ? new CouponAddress(null, shard, TableKeys.UnknownPartition(tag), false)
            : new CouponAddress(newest, shard, TableKeys.CouponPartition(newest.Id, shard), false);
    }
}
