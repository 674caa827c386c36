using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;
using static Rewards.Domain.Tests.Redemptions.SampleRedemption;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class RedemptionLimitTests
{
    [Theory]
    [InlineData(true, null, 0, null, "a unique code without a limit: its first use")]
    [InlineData(true, null, 1, Refusal.AlreadyRedeemed, "a unique code without a limit is good for one")]
    [InlineData(true, 3L, 2, null, "the last of three")]
    [InlineData(true, 3L, 3, Refusal.AlreadyRedeemed, "all of three")]
    [InlineData(false, null, 1_000_000, null, "a shared code without a limit is good for ever")]
    [InlineData(false, 5L, 4, null, "the last of a shared code's five")]
    [InlineData(false, 5L, 5, Refusal.AlreadyRedeemed, "all of a shared code's five")]
    public void A_code_has_its_limit(bool isUnique, long? perCode, long used, Refusal? expected, string why)
    {
        var it = WithLimits(new Limits(perCode is { } max ? new Limit(max, LimitPeriod.Whole) : null, null, null, null));
        it = it with
        {
            Campaign = it.Campaign with { Codes = isUnique ? new CodePolicy.Unique(12) : new CodePolicy.Shared("SUMMER20") },
            Coupon = it.Coupon! with { Uses = Used(used) },
        };

        Assert.True(expected == RefusedOrNull(it.Decide()), why);
    }

    [Theory]
    [InlineData(LimitPeriod.Day, "2026-04-01", true, "the same day")]
    [InlineData(LimitPeriod.Day, "2026-03-31", false, "the day before")]
    [InlineData(LimitPeriod.Week, "2026-03-30", true, "Monday of this week, a month earlier")]
    [InlineData(LimitPeriod.Week, "2026-03-29", false, "Sunday of the week before")]
    [InlineData(LimitPeriod.Month, "2026-03-31", false, "the month before")]
    [InlineData(LimitPeriod.Whole, "2026-03-01", true, "ever")]
    [InlineData(LimitPeriod.Day, "2026-04-02", true, "a row written by a clock that is a day ahead")]
    public void Each_limit_counts_in_its_period(LimitPeriod period, string usedOn, bool reached, string why)
    {
        var used = Tally.Empty.Add(1000, Sample.Day(usedOn));
        var limit = new Limit(1000, period);
        var it = new Case();

        Check(WithLimits(new(limit, null, null, null)) with { Coupon = it.Coupon! with { Uses = used } }, Refusal.AlreadyRedeemed);
        Check(WithLimits(new(null, limit, null, null)) with { MemberUses = used }, Refusal.MemberLimitReached);
        Check(WithLimits(new(null, null, limit, null)) with { Usage = it.Usage with { Redemptions = used } }, Refusal.CampaignLimitReached);
        Check(WithLimits(new(null, null, null, limit)) with { Usage = it.Usage with { Money = used } }, Refusal.BudgetExhausted);

        void Check(Case limited, Refusal refusal) => Assert.True((reached ? refusal : null) == RefusedOrNull(limited.Decide()), $"{refusal}: {why}");
    }

    [Fact]
    public void The_local_day_counts_not_that_of_UTC()
    {
        // 23:30 UTC on 31 March is 01:30 on 1 April in Berlin.
        var it = WithLimits(new(null, null, new(1, LimitPeriod.Day), null)) with { At = Sample.At("2026-03-31T23:30:00Z") };

        Assert.Equal(Today, Accepted(it.Decide()).Redemption.Day);
        Assert.Equal(Refusal.CampaignLimitReached, Refused((it with { Usage = it.Usage with { Redemptions = Used(1) } }).Decide()));
    }

    [Fact]
    public void A_redemption_counts_on_the_latest_day_that_any_of_its_rows_has_seen()
    {
        var tomorrow = Today.PlusDays(1);
        var it = WithLimits(Limits.None) with { Usage = CampaignUsage.None with { Money = Tally.Empty.Add(1, tomorrow) } };

        var accepted = Accepted(it.Decide());

        Assert.Equal(tomorrow, accepted.Redemption.Day);
        Assert.All([accepted.Coupon.Uses, accepted.MemberUses, accepted.Usage.Redemptions], tally => Assert.Equal((tomorrow, 1), (tally.Day, tally.OfDay)));
    }

    [Theory]
    [InlineData(10_000, 9_500, null, "the budget just covers the discount")]
    [InlineData(10_000, 9_501, Refusal.BudgetExhausted, "a unit short")]
    [InlineData(499, 0, Refusal.BudgetExhausted, "a budget smaller than the discount")]
    public void A_budget_must_cover_the_discount_at_hand(long budget, long used, Refusal? expected, string why) =>
        Assert.True(expected == RefusedOrNull(WithBudget(budget, used).Decide()), why);

    [Theory]
    [InlineData(10_000, 9_999, Refusal.MinimumNotMet, "something is left, so the budget is not the reason")]
    [InlineData(10_000, 10_000, Refusal.BudgetExhausted, "nothing is left")]
    [InlineData(10_000, 12_000, Refusal.BudgetExhausted, "more is used than a lowered budget allows")]
    public void A_basket_without_a_discount_meets_only_an_empty_budget(long budget, long used, Refusal expected, string why)
    {
        var it = WithBudget(budget, used);
        it = it with { Campaign = it.Campaign with { Conditions = Conditions.None with { MinimumAmount = new MinorUnits(99_999) } } };

        Assert.True(expected == Refused(it.Decide()), why);
    }

    [Theory]
    [InlineData(null, null, false, 1L, "no allotment yet")]
    [InlineData(3L, 2L, false, null, "one left")]
    [InlineData(3L, 3L, false, 1L, "none left")]
    [InlineData(3L, 4L, false, 1L, "more used than allotted, after a clock or limit changed")]
    [InlineData(null, null, true, 0L, "none, and everybody was asked")]
    [InlineData(3L, 3L, true, 0L, "none left, and everybody was asked")]
    [InlineData(3L, 2L, true, null, "one has come back since everybody was asked")]
    public void With_several_shards_a_use_needs_an_allotment(long? granted, long? used, bool exhausted, long? need, string why)
    {
        var limit = new Limit(10, LimitPeriod.Whole);
        var it = WithLimits(new(null, null, limit, null), shards: 4) with
        {
            Usage = new(Used(used ?? 0), Tally.Empty, granted is { } g ? new Allotment(1, new(limit, null), g, 0) : null, null, RedemptionsExhausted: exhausted),
        };

        ExpectShare(it.Decide(), Resource.Redemptions, new AllotmentTerm(limit, null), need, Refusal.CampaignLimitReached, why);
    }

    [Theory]
    [InlineData(500L, 0L, false, null, "it just covers the discount")]
    [InlineData(600L, 200L, false, 500L, "it covers a part of what is needed")]
    [InlineData(600L, 200L, true, 0L, "and cannot be had")]
    public void With_several_shards_money_needs_an_allotment(long granted, long used, bool exhausted, long? need, string why)
    {
        var limit = new Limit(10_000, LimitPeriod.Month);
        var term = AllotmentTerm.Of(limit, Today);
        var it = WithLimits(new(null, null, null, limit), shards: 4) with
        {
            Usage = new(Tally.Empty, Used(used), null, new Allotment(1, term, granted, 0), MoneyExhausted: exhausted),
        };

        ExpectShare(it.Decide(), Resource.Money, term, need, Refusal.BudgetExhausted, why);
    }

    [Theory]
    [InlineData(10, LimitPeriod.Month, "2026-03-31", "of last month")]
    [InlineData(11, LimitPeriod.Month, "2026-04-01", "of another limit")]
    [InlineData(10, LimitPeriod.Week, "2026-04-01", "of another period")]
    public void An_allotment_of_another_term_counts_for_nothing(long max, LimitPeriod period, string day, string why)
    {
        var limit = new Limit(10, LimitPeriod.Month);
        var other = new Allotment(1, AllotmentTerm.Of(new Limit(max, period), Sample.Day(day)), 10, 0);
        var it = WithLimits(new(null, null, limit, null), shards: 4) with { Usage = CampaignUsage.None with { RedemptionsAllotment = other } };

        ExpectShare(it.Decide(), Resource.Redemptions, AllotmentTerm.Of(limit, Today), 1, Refusal.CampaignLimitReached, why);
    }

    [Fact]
    public void A_clock_that_is_behind_counts_in_the_period_its_shard_is_in()
    {
        var limit = new Limit(10, LimitPeriod.Day);
        var tomorrow = Today.PlusDays(1);
        var it = WithLimits(new(null, null, limit, null), shards: 4) with
        {
            Usage = CampaignUsage.None with { RedemptionsAllotment = new Allotment(2, AllotmentTerm.Of(limit, tomorrow), 1, 0) },
        };

        Assert.Equal(tomorrow, Accepted(it.Decide()).Redemption.Day);
    }

    [Fact]
    public void An_allotment_is_asked_for_in_its_reasons_place()
    {
        var limits = new Limits(null, null, new(10, LimitPeriod.Whole), new(10_000, LimitPeriod.Whole));
        var it = WithLimits(limits, shards: 4);

        Assert.Equal(Refusal.AlreadyRedeemed, Refused((it with { Coupon = it.Coupon! with { Uses = Used(1) } }).Decide()));
        Assert.Equal(Resource.Redemptions, Assert.IsType<RedemptionDecision.NeedsAllotment>(it.Decide()).Resource);
        it = it with { Usage = it.Usage with { RedemptionsAllotment = new(1, new(limits.Total!, null), 1, 0) } };
        Assert.Equal(Resource.Money, Assert.IsType<RedemptionDecision.NeedsAllotment>(it.Decide()).Resource);
    }

    [Theory]
    [InlineData(1, 0, 0, Refusal.AlreadyRedeemed, Counts.Code, "the code's own count tells")]
    [InlineData(0, 1, 0, Refusal.MemberLimitReached, Counts.Code | Counts.Member, "and that the code has a use left")]
    [InlineData(0, 0, 1, Refusal.CampaignLimitReached, Counts.Code | Counts.Member | Counts.Campaign, "and that the member has one left")]
    public void A_refusal_rests_on_every_count_that_was_asked_before_it(int ofCode, int ofMember, int ofCampaign, Refusal reason, Counts counts, string why)
    {
        var it = WithLimits(new(null, new(1, LimitPeriod.Whole), new(1, LimitPeriod.Whole), null));
        it = it with
        {
            Coupon = it.Coupon! with { Uses = Used(ofCode) },
            MemberUses = Used(ofMember),
            Usage = CampaignUsage.None with { Redemptions = Used(ofCampaign) },
        };

        var refused = Assert.IsType<RedemptionDecision.Refused>(it.Decide());
        Assert.True((reason, counts) == (refused.Reason, refused.RestsOn), why);
    }

    private static void ExpectShare(RedemptionDecision decision, Resource resource, AllotmentTerm term, long? need, Refusal refusal, string why)
    {
        switch (need)
        {
            case null:
                Assert.True(decision is RedemptionDecision.Accepted, why);
                break;
            case 0:
                Assert.True(refusal == RefusedOrNull(decision), why);
                break;
            default:
                Assert.True(new RedemptionDecision.NeedsAllotment(resource, term, need.Value) == decision, $"{why}: {decision}");
                break;
        }
    }

    private static Case WithLimits(Limits limits, int shards = 1) =>
        new() { Campaign = SampleCampaign.Spring with { Limits = limits, Shards = shards } };

    private static Case WithBudget(long budget, long used) => WithLimits(new(null, null, null, new(budget, LimitPeriod.Whole))) with
    {
        Usage = CampaignUsage.None with { Money = Used(used) },
    };
}
