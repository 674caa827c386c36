using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Coupons;

/// <summary>A unique coupon, or the uses of a shared code in one shard.</summary>
/// <param name="CampaignVersion">The version it was issued under, whose terms it keeps; null for a shared code, which follows the newest.</param>
/// <param name="Member">Whose it is; null: whoever presents it.</param>
/// <param name="Uses">How often it was redeemed, less what was rolled back.</param>
/// <param name="Sequence">Grows by one with each change.</param>
public sealed record Coupon(
    CouponCode Code,
    CampaignId Campaign,
    int? CampaignVersion,
    MemberId? Member,
    Instant? IssuedAt,
    bool Disabled,
    Tally Uses,
    long Sequence)
{
    /// <summary>In which arm of the campaign's experiment it was issued; null: in none.</summary>
    public Arm? Arm { get; init; }

    /// <summary>For which step of the campaign's trigger, counting from 1; null: it has none.</summary>
    public int? Step { get; init; }
}
