namespace Rewards.Domain.Audit;

/// <summary>What was found in a shard of a campaign so far, see <see cref="ShardAudit"/>.</summary>
public sealed record ShardSums
{
    public static readonly ShardSums Nothing = new();

    /// <summary>Live redemptions, by code.</summary>
    public Digest Live { get; init; } = Digest.Nothing;

    /// <summary>What they gave, in minor units.</summary>
    public long MoneyMinor { get; init; }

    /// <summary>What the coupons' rows count, by code.</summary>
    public Digest CouponUses { get; init; } = Digest.Nothing;

    /// <summary>Coupons that were used more often than allowed.</summary>
    public long Overused { get; init; }

    /// <summary>Live redemptions that name a member, by the key of the member's uses.</summary>
    public Digest LiveOfMembers { get; init; } = Digest.Nothing;

    /// <summary>Redemptions that name nobody, those that are rolled back with them; some are of erased members.</summary>
    public long Unnamed { get; init; }

    /// <summary>What the rows of the members' uses count, by their keys.</summary>
    public Digest MemberUses { get; init; } = Digest.Nothing;

    /// <summary>Members who used the campaign more often than allowed.</summary>
    public long Overusing { get; init; }

    /// <summary>Redemptions by id, those that are rolled back with them.</summary>
    public Digest Made { get; init; } = Digest.Nothing;

    public Digest RolledBack { get; init; } = Digest.Nothing;

    /// <summary>Redemptions that accepted operations promise.</summary>
    public Digest PromisedMade { get; init; } = Digest.Nothing;

    public Digest PromisedRolledBack { get; init; } = Digest.Nothing;
}
