using Rewards.Domain.Points;

namespace Rewards.Domain.Audit;

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
    /// <summary>The members' accounts with all that was entered in them.</summary>
    public IReadOnlyList<MemberBooks> Ledgers { get; init; } = [];

    /// <summary>The campaigns with what their shards and accounts hold.</summary>
    public IReadOnlyList<CampaignBooks> Campaigns { get; init; } = [];

    /// <summary>What is wrong with the sums of each shard.</summary>
    public IReadOnlyList<ShardFinding> Shards { get; init; } = [];

    /// <summary>Of all accepted operations on coupons.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>Where they disagree, a sentence each; empty: the books add up.</summary>
    public IReadOnlyList<string> Disagreements() =>
    [
        .. MembersAgainstLedger(),
        .. CouponsAgainstRedemptions(),
        .. CountersAgainstRedemptions(),
        .. MembersUsesAgainstRedemptions(),
        .. RedemptionsAgainstPromises(),
        .. Ledgers.SelectMany(ledger => ledger.Findings().Select(finding => $"Member {ledger.Member.Id}: {finding}")),
        .. Shards.Select(shard => $"Campaign shard {shard.Partition}: {shard.Text}"),
        .. Campaigns.SelectMany(campaign => campaign.Findings().Select(finding => $"Campaign {campaign.Limits.Newest.Id}: {finding}")),
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

            // A return lowers the spend, and an import brings purchases without entries.
            var purchases = lines.Where(line => line.Kind == EntryKinds.Purchase).ToList();
            var isWhole = !lines.Any(line => line.Kind is EntryKinds.Return or EntryKinds.Opening);
            if (isWhole && (purchases.Count != member.Purchases || purchases.Sum(line => line.AmountMinor) != member.SpendMinor))
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
        foreach (var member in Redemptions.Where(redemption => redemption.UseKey is not null).GroupBy(redemption => (redemption.Partition, redemption.UseKey!)))
        {
            var redemptions = member.Count(redemption => !redemption.RolledBack);
            if (!uses.Remove(member.Key, out var counted) || counted != redemptions)
            {
                yield return $"Member {member.First().Member} in {member.Key.Partition}: counts {counted} uses, but {redemptions} live redemptions.";
            }
        }

        // What is left is of erased members, whose redemptions stay and name nobody any more.
        var unnamed = Redemptions.Where(redemption => redemption.UseKey is null).ToLookup(redemption => redemption.Partition);
        foreach (var left in uses.GroupBy(use => use.Key.Partition))
        {
            var (counted, redemptions) = (left.Sum(use => use.Value), unnamed[left.Key].Count());
            if (counted > redemptions)
            {
                yield return $"Campaign shard {left.Key}: counts {counted} uses of members it does not name, but there are {redemptions} such redemptions.";
            }
        }
    }

    private IEnumerable<string> RedemptionsAgainstPromises() => Exactly(
            "redemption",
            Redemptions.Select(redemption => (redemption.Partition, redemption.Id)),
            Promises.Where(promise => promise.Redeemed is not null).Select(promise => (promise.Partition, promise.Redeemed!)))
        .Concat(Exactly(
            "rollback of redemption",
            Redemptions.Where(redemption => redemption.RolledBack).Select(redemption => (redemption.Partition, redemption.Id)),
            Promises.Where(promise => promise.RolledBack is not null).Select(promise => (promise.Partition, promise.RolledBack!))));

    /// <summary>What is there has one accepted operation that promises it, and what is promised is there.</summary>
    private static IEnumerable<string> Exactly(string what, IEnumerable<(string Partition, string Id)> there, IEnumerable<(string Partition, string Id)> promised)
    {
        var found = there.ToHashSet();
        foreach (var promise in promised.CountBy(each => each))
        {
            if (promise.Value > 1)
            {
                yield return $"{promise.Value} accepted operations promise the {what} {promise.Key.Id}.";
            }

            if (!found.Remove(promise.Key))
            {
                yield return $"An accepted operation promises the {what} {promise.Key.Id} in {promise.Key.Partition}, which is not there.";
            }
        }

        foreach (var (partition, id) in found)
        {
            yield return $"No accepted operation promises the {what} {id} in {partition}.";
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

        var imported = Coupons.Where(coupon => coupon.IsImported).Select(coupon => (coupon.Member!, coupon.Campaign, coupon.Code));
        foreach (var (member, campaign, code) in owned.Except(claimed).Except(imported))
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
