using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Audit;

/// <summary>
/// Sums a shard of a campaign up, row by row and in any order. Only what happened before a day counts: of a redemption the day in
/// whose limits it counts, and each tally tells its latest day apart. So the shard may go on redeeming meanwhile.
/// </summary>
/// <param name="Before">That day, in the campaign's zone; null: everything counts, and nothing may change meanwhile.</param>
public sealed record ShardAudit(CampaignLimits Limits, LocalDate? Before)
{
    /// <param name="useKey">Of the member's uses; null: it names nobody.</param>
    public ShardSums Add(ShardSums sums, Redemption redemption, string? useKey)
    {
        if (IsPast(redemption.RedeemedAt))
        {
            sums = sums with { Made = sums.Made.With(redemption.Id.Value) };
        }

        if (redemption.RolledBackAt is { } rolledBack && IsPast(rolledBack))
        {
            sums = sums with { RolledBack = sums.RolledBack.With(redemption.Id.Value) };
        }

        return redemption.Day >= Before ? sums : AddUse(sums, redemption, useKey);
    }

    public ShardSums Add(ShardSums sums, Coupon coupon) => sums with
    {
        CouponUses = sums.CouponUses.With(coupon.Code.Value, Past(coupon.Uses)),
        Overused = sums.Overused + (Limits.IsOverused(coupon.Uses) ? 1 : 0),
    };

    public ShardSums AddUses(ShardSums sums, string useKey, Tally uses) => sums with
    {
        MemberUses = sums.MemberUses.With(useKey, Past(uses)),
        Overusing = sums.Overusing + (Limits.IsOverusing(uses) ? 1 : 0),
    };

    public ShardSums Add(ShardSums sums, Promise promise) => promise switch
    {
        { At: { } at } when !IsPast(at) => sums,
        { Redeemed: { } made } => sums with { PromisedMade = sums.PromisedMade.With(made) },
        { RolledBack: { } undone } => sums with { PromisedRolledBack = sums.PromisedRolledBack.With(undone) },
        _ => sums,
    };

    /// <summary>What a tally counted before the day.</summary>
    public long Past(Tally tally) => tally.Day == Before ? tally.Whole - tally.In(LimitPeriod.Day, tally.Day) : tally.Whole;

    /// <summary>Where the rows disagree, a sentence each; empty: they add up.</summary>
    /// <param name="usage">What the shard counts as consumed.</param>
    public IReadOnlyList<string> Findings(ShardSums sums, CampaignUsage usage)
    {
        List<string> findings = [];
        var (redemptions, money) = (Past(usage.Redemptions), Past(usage.Money));
        Require(
            redemptions == sums.Live.Count && money == sums.MoneyMinor,
            $"It counts {redemptions} redemptions of {money}, but there are {sums.Live.Count} live ones of {sums.MoneyMinor}.");
        RequireSame("uses that its coupons count", sums.CouponUses, "live redemptions", sums.Live);
        RequireSame("redemptions that accepted operations promise", sums.PromisedMade, "redemptions", sums.Made);
        RequireSame("rollbacks that accepted operations promise", sums.PromisedRolledBack, "redemptions that are rolled back", sums.RolledBack);
        if (sums.Unnamed == 0)
        {
            RequireSame("uses that its members count", sums.MemberUses, "live redemptions of members", sums.LiveOfMembers);
        }
        else
        {
            // The uses of an erased member stay, the redemptions name nobody any more.
            var most = sums.LiveOfMembers.Count + sums.Unnamed;
            Require(
                sums.MemberUses.Count >= sums.LiveOfMembers.Count && sums.MemberUses.Count <= most,
                $"{sums.MemberUses.Count} uses that its members count, but {sums.LiveOfMembers.Count} to {most} live redemptions of members.");
        }

        Require(sums.Overused == 0, $"{sums.Overused} of its coupons were used more often than ever allowed.");
        Require(sums.Overusing == 0, $"{sums.Overusing} of its members have used it more often than ever allowed.");
        return findings;

        void RequireSame(string what, Digest one, string than, Digest other) =>
            Require(one == other, one.Count == other.Count ? $"The {what} are others than the {than}." : $"{one.Count} {what}, but {other.Count} {than}.");

        void Require(bool holds, string finding)
        {
            if (!holds)
            {
                findings.Add(finding);
            }
        }
    }

    private static ShardSums AddUse(ShardSums sums, Redemption redemption, string? useKey)
    {
        if (useKey is null)
        {
            sums = sums with { Unnamed = sums.Unnamed + 1 };
        }

        return redemption.RolledBackAt is not null ? sums : sums with
        {
            Live = sums.Live.With(redemption.Code.Value),
            MoneyMinor = sums.MoneyMinor + redemption.Discount.Amount.Value,
            LiveOfMembers = useKey is null ? sums.LiveOfMembers : sums.LiveOfMembers.With(useKey),
        };
    }

    private bool IsPast(Instant at) => Before is not { } day || at < day.AtStartOfDayInZone(Limits.Newest.TimeZone).ToInstant();
}
