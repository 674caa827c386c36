using System.Globalization;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.LocalHost.Demo;

/// <summary>A member's profile row, as far as the books go. Amounts in minor units.</summary>
public sealed record MemberAccount(string Member, bool HasConsent, long Sequence, long Balance, long Purchases, long SpendMinor);

/// <summary>A ledger entry of a member.</summary>
public sealed record LedgerLine(string Member, long Sequence, string Kind, Instant At, long Points, long Balance, long AmountMinor);

/// <summary>A coupon's own row; <c>Uses</c> is what the row itself counts.</summary>
public sealed record CouponLine(string Partition, string Campaign, string Code, string? Member, long Uses);

/// <summary>A redemption's row.</summary>
public sealed record RedemptionLine(string Partition, string Campaign, string Code, string? Member, long AmountMinor, bool RolledBack);

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
    public bool IsHeldBack => Code is null && Arm == Rewards.Domain.Campaigns.Arm.Control.Id;

    /// <summary>Of a campaign that comes in steps, counting from 1: what stands after the dot of "2026-01-10.2"; null: it has none.</summary>
    public int? Step => Occurrence.Split('.') is [_, var step] && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}

/// <summary>A coupon on a member's list; <c>Uses</c> is a copy of what its own row counts.</summary>
public sealed record ListedCoupon(string Member, string Code, long Uses);

/// <summary>Everything the tables hold that has to agree.</summary>
public sealed record Books(
    IReadOnlyList<MemberAccount> Members,
    IReadOnlyList<LedgerLine> Ledger,
    IReadOnlyList<CouponLine> Coupons,
    IReadOnlyList<RedemptionLine> Redemptions,
    IReadOnlyList<ShardCounter> ShardCounters,
    IReadOnlyList<MemberCounter> MemberCounters,
    IReadOnlyList<ClaimLine> Claims,
    IReadOnlyList<ListedCoupon> ListedCoupons,
    int PoisonRows)
{
    /// <summary>Where they disagree, a sentence each; empty: the books add up.</summary>
    public IReadOnlyList<string> Disagreements() =>
    [
        .. MembersAgainstLedger(),
        .. CouponsAgainstRedemptions(),
        .. CountersAgainstRedemptions(),
        .. MembersUsesAgainstRedemptions(),
        .. CouponsAgainstClaims(),
        .. Leftovers(),
    ];

    private IEnumerable<string> MembersAgainstLedger()
    {
        var ledger = Ledger.ToLookup(line => line.Member);
        foreach (var member in Members)
        {
            var lines = ledger[member.Member].OrderBy(line => line.Sequence).ToList();
            if (!lines.Select(line => line.Sequence).SequenceEqual(Enumerable.Range(1, lines.Count).Select(n => (long)n)) || lines.Count != member.Sequence)
            {
                yield return $"Member {member.Member}: {lines.Count} ledger entries, but the profile counts {member.Sequence}.";
            }

            long balance = 0;
            foreach (var line in lines)
            {
                balance += line.Points;
                if (line.Balance != balance)
                {
                    yield return $"Member {member.Member}: entry {line.Sequence} says {line.Balance} points, the entries up to it add up to {balance}.";
                }
            }

            if (balance != member.Balance)
            {
                yield return $"Member {member.Member}: a balance of {member.Balance}, but the entries add up to {balance}.";
            }

            var purchases = lines.Where(line => line.Kind == "purchase").ToList();
            if (purchases.Count != member.Purchases || purchases.Sum(line => line.AmountMinor) != member.SpendMinor)
            {
                yield return $"Member {member.Member}: {member.Purchases} purchases of {member.SpendMinor}, but the entries say {purchases.Count} of {purchases.Sum(line => line.AmountMinor)}.";
            }
        }

        foreach (var stranger in Ledger.Select(line => line.Member).Except(Members.Select(member => member.Member)))
        {
            yield return $"Member {stranger} has ledger entries and no profile.";
        }
    }

    private IEnumerable<string> CouponsAgainstRedemptions()
    {
        var live = Redemptions.Where(redemption => !redemption.RolledBack).ToLookup(redemption => (redemption.Partition, redemption.Code));
        foreach (var coupon in Coupons)
        {
            var redemptions = live[(coupon.Partition, coupon.Code)].Count();
            if (redemptions != coupon.Uses)
            {
                yield return $"Coupon {coupon.Code}: used {coupon.Uses} times, but {redemptions} live redemptions.";
            }
        }

        foreach (var code in Redemptions.Select(redemption => redemption.Code).Except(Coupons.Select(coupon => coupon.Code)))
        {
            yield return $"Coupon {code} was redeemed and does not exist.";
        }
    }

    private IEnumerable<string> CountersAgainstRedemptions()
    {
        var live = Redemptions.Where(redemption => !redemption.RolledBack).ToList();
        var byPartition = live.ToLookup(redemption => redemption.Partition);
        foreach (var counter in ShardCounters)
        {
            var redemptions = byPartition[counter.Partition].ToList();
            var amount = redemptions.Sum(redemption => redemption.AmountMinor);
            if (redemptions.Count != counter.Redemptions || amount != counter.AmountMinor)
            {
                yield return $"Campaign shard {counter.Partition}: counts {counter.Redemptions} of {counter.AmountMinor}, but there are {redemptions.Count} live redemptions of {amount}.";
            }
        }

        var uncounted = live.Select(redemption => redemption.Partition).Except(ShardCounters.Select(counter => counter.Partition));
        foreach (var partition in uncounted)
        {
            yield return $"Campaign shard {partition}: has live redemptions and counts none.";
        }
    }

    private IEnumerable<string> MembersUsesAgainstRedemptions()
    {
        var uses = MemberCounters.ToDictionary(counter => (counter.Partition, counter.Key), counter => counter.Uses);
        foreach (var member in Redemptions.Where(redemption => redemption.Member is not null).GroupBy(redemption => (redemption.Partition, redemption.Member)))
        {
            var (partition, id) = member.Key;
            var redemptions = member.Count(redemption => !redemption.RolledBack);
            if (!uses.Remove((partition, TableKeys.UseRow(MemberId.Parse(id!), partition)), out var counted) || counted != redemptions)
            {
                yield return $"Member {id} in {partition}: counts {counted} uses, but {redemptions} live redemptions.";
            }
        }

        // What is left is of erased members, whose redemptions stay and name nobody any more.
        var unnamed = Redemptions.Where(redemption => redemption.Member is null).ToLookup(redemption => redemption.Partition);
        foreach (var left in uses.GroupBy(use => use.Key.Partition))
        {
            var (counted, redemptions) = (left.Sum(use => use.Value), unnamed[left.Key].Count());
            if (counted > redemptions)
            {
                yield return $"Campaign shard {left.Key}: counts {counted} uses of members it does not name, but there are {redemptions} such redemptions.";
            }
        }
    }

    private IEnumerable<string> CouponsAgainstClaims()
    {
        foreach (var twice in Claims.GroupBy(claim => (claim.Member, claim.Campaign, claim.Occurrence)).Where(group => group.Count() > 1))
        {
            yield return $"Member {twice.Key.Member}: {twice.Count()} claims for {twice.Key.Occurrence} of {twice.Key.Campaign}.";
        }

        var owned = Coupons.Where(coupon => coupon.Member is not null).Select(coupon => (coupon.Member!, coupon.Campaign, coupon.Code)).ToList();
        var uses = Coupons.Where(coupon => coupon.Member is not null).Select(coupon => new ListedCoupon(coupon.Member!, coupon.Code, coupon.Uses));
        var claimed = Claims.Where(claim => claim.Code is not null).Select(claim => (claim.Member, claim.Campaign, claim.Code!)).ToList();
        foreach (var (member, campaign, code) in claimed.Except(owned))
        {
            yield return $"Member {member}: claimed coupon {code} of {campaign}, which does not exist.";
        }

        foreach (var (member, campaign, code) in owned.Except(claimed))
        {
            yield return $"Member {member}: coupon {code} of {campaign} without a claim.";
        }

        // A campaign that has codes only reminds nobody.
        var issuing = Coupons.Select(coupon => coupon.Campaign).ToHashSet();
        foreach (var lost in Claims.Where(claim => claim is { Code: null, IsHeldBack: false } && issuing.Contains(claim.Campaign)))
        {
            yield return $"Member {lost.Member}: the claim for {lost.Occurrence} of {lost.Campaign} has no coupon, though the member was not held back.";
        }

        foreach (var coupon in uses.Except(ListedCoupons))
        {
            yield return $"Member {coupon.Member}: the member's list does not say that coupon {coupon.Code} was used {coupon.Uses} times.";
        }
    }

    private IEnumerable<string> Leftovers()
    {
        if (PoisonRows > 0)
        {
            yield return $"{PoisonRows} messages were given up on.";
        }
    }
}
