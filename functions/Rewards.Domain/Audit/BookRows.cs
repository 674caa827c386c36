using System.Globalization;
using NodaTime;

namespace Rewards.Domain.Audit;

/// <summary>A member's profile row, as far as the books go. Amounts in minor units.</summary>
public sealed record MemberAccount(string Member, bool HasConsent, long Sequence, long Balance, long Purchases, long SpendMinor);

/// <summary>A ledger entry of a member.</summary>
public sealed record LedgerLine(string Member, long Sequence, string Kind, Instant At, long Points, long Balance, long AmountMinor);

/// <summary>A coupon's own row; <c>Uses</c> is what the row itself counts.</summary>
/// <param name="IsImported">It came with a file: nobody claimed it.</param>
public sealed record CouponLine(string Partition, string Campaign, string Code, string? Member, long Uses, bool IsImported = false);

/// <summary>A redemption's row.</summary>
public sealed record RedemptionLine(string Partition, string Campaign, string Code, string? Member, long AmountMinor, bool RolledBack)
{
    public string Id { get; init; } = "";

    /// <summary>Under which its shard counts the member's uses; null: it names nobody, or nobody any more.</summary>
    public string? UseKey { get; init; }
}

/// <summary>What a shard of a campaign counts as consumed.</summary>
public sealed record ShardCounter(string Partition, long Redemptions, long AmountMinor);

/// <summary>What a shard counts as consumed by one member; <c>Key</c> does not say by whom, but is the same for the same member.</summary>
public sealed record MemberCounter(string Partition, string Key, long Uses);

/// <summary>A claim row: a campaign has had its turn with a member for an occurrence.</summary>
/// <param name="Code">Of the coupon that it issued; null: the member was held back, or only reminded.</param>
/// <param name="Arm">Of the campaign's experiment.</param>
public sealed record ClaimLine(string Member, string Campaign, string Occurrence, string? Code, string? Arm)
{
    /// <summary>The member is in the control group, and has not asked for the coupon all the same.</summary>
    public bool IsHeldBack => Code is null && Arm == Campaigns.Arm.Control.Id;

    /// <summary>Of a campaign that comes in steps, counting from 1: what stands after the dot of "2026-01-10.2"; null: it has none.</summary>
    public int? Step => Occurrence.Split('.') is [_, var step] && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}

/// <summary>What the row of an accepted operation promises to be there. That of a refused one, or one given up, promises nothing.</summary>
/// <param name="Partition">Of the operation's row, and of what it promises.</param>
/// <param name="Operation">Its id.</param>
public sealed record Promise(string Partition, string Operation)
{
    /// <summary>The redemption that it made; null: none.</summary>
    public string? Redeemed { get; init; }

    /// <summary>The redemption that it rolled back; null: none.</summary>
    public string? RolledBack { get; init; }

    /// <summary>When it redeemed or rolled back, as the redemption's row tells it too.</summary>
    public Instant? At { get; init; }

    /// <summary>The ledger entries that it wrote, by their sequences.</summary>
    public IReadOnlyList<long> Entries { get; init; } = [];
}

/// <summary>A coupon on a member's list; <c>Uses</c> is a copy of what its own row counts.</summary>
public sealed record ListedCoupon(string Member, string Code, long Uses);

/// <summary>What <see cref="ShardAudit"/> found in a shard.</summary>
public sealed record ShardFinding(string Partition, string Text);
