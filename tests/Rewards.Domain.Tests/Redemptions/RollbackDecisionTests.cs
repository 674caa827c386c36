using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;
using static Rewards.Domain.Tests.Redemptions.SampleRedemption;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class RollbackDecisionTests
{
    private static readonly Instant Later = Now + Duration.FromHours(1);

    [Fact]
    public void A_rollback_gives_back_exactly_what_was_consumed()
    {
        var it = new Case { MemberUses = Used(2), Usage = CampaignUsage.None with { Redemptions = Used(7), Money = Used(700) } };
        var redeemed = Accepted(it.Decide());

        var rolledBack = Accept(Rollback(redeemed, redeemed.Redemption));

        Assert.Equal(redeemed.Redemption with { RolledBackAt = Later }, rolledBack.Redemption);
        Assert.Equal(it.Coupon! with { Uses = Used(0), Sequence = 2 }, rolledBack.Coupon);
        Assert.Equal(it.MemberUses, rolledBack.MemberUses);
        Assert.Equal(it.Usage, rolledBack.Usage);
    }

    [Fact]
    public void What_is_rolled_back_can_be_redeemed_again_and_no_more_than_that()
    {
        var limit = new Limit(1, LimitPeriod.Whole);
        var it = new Case { Campaign = SampleCampaign.Spring with { Limits = new(limit, limit, limit, new(500, LimitPeriod.Whole)) } };
        var redeemed = Accepted(it.Decide());
        Assert.Equal(Refusal.AlreadyRedeemed, Refused((it with { Coupon = redeemed.Coupon, MemberUses = redeemed.MemberUses, Usage = redeemed.Usage }).Decide()));

        var back = Accept(Rollback(redeemed, redeemed.Redemption));

        var again = Accepted((it with { Coupon = back.Coupon, MemberUses = back.MemberUses, Usage = back.Usage }).Decide());
        Assert.Equal(Refusal.AlreadyRedeemed, Refused((it with { Coupon = again.Coupon, MemberUses = again.MemberUses, Usage = again.Usage }).Decide()));
    }

    [Fact]
    public void A_second_rollback_is_refused()
    {
        var redeemed = Accepted(new Case().Decide());
        var first = Accept(Rollback(redeemed, redeemed.Redemption));

        Assert.IsType<RollbackDecision.AlreadyRolledBack>(Rollback(redeemed, first.Redemption));
    }

    [Fact]
    public void A_redemption_that_is_not_there_is_unknown() =>
        Assert.IsType<RollbackDecision.UnknownRedemption>(RollbackDecision.Decide(null, null, Tally.Empty, CampaignUsage.None, Later));

    [Fact]
    public void A_redemption_whose_coupon_is_not_there_is_a_fault()
    {
        var redeemed = Accepted(new Case().Decide());

        Assert.Throws<ArgumentNullException>(() => RollbackDecision.Decide(redeemed.Redemption, null, Tally.Empty, CampaignUsage.None, Later));
    }

    [Fact]
    public void A_guests_redemption_leaves_the_members_uses_alone()
    {
        var redeemed = Accepted(new Case { Member = null }.Decide()) with { MemberUses = Used(4) };

        Assert.Equal(Used(4), Accept(Rollback(redeemed, redeemed.Redemption)).MemberUses);
    }

    [Fact]
    public void A_later_period_gets_nothing_back()
    {
        var tomorrow = Today.PlusDays(1);
        var redeemed = Accepted(new Case().Decide());
        redeemed = redeemed with
        {
            Usage = redeemed.Usage with
            {
                Redemptions = redeemed.Usage.Redemptions.Add(1, tomorrow),
                Money = redeemed.Usage.Money.Add(300, tomorrow),
            },
        };

        var usage = Accept(Rollback(redeemed, redeemed.Redemption)).Usage;

        Assert.Equal((1, 1), (usage.Redemptions.Whole, usage.Redemptions.In(LimitPeriod.Day, tomorrow)));
        Assert.Equal((300, 300), (usage.Money.Whole, usage.Money.In(LimitPeriod.Day, tomorrow)));
    }

    [Theory]
    [InlineData(LimitPeriod.Whole, 0, 1, "what was used goes back to the account, not to the shard")]
    [InlineData(LimitPeriod.Day, 0, 1, "within the day too")]
    [InlineData(LimitPeriod.Day, 1, 0, "a later day holds nothing of it")]
    public void What_is_rolled_back_returns_to_the_account(LimitPeriod period, int daysLater, long returned, string why)
    {
        var limit = new Limit(1_000, period);
        var it = new Case { Campaign = SampleCampaign.Spring with { Shards = 2, Limits = new(null, null, limit, limit) } };
        it = it with
        {
            Usage = CampaignUsage.None with
            {
                RedemptionsAllotment = new(1, AllotmentTerm.Of(limit, Today), Granted: 1, Returned: 0),
                MoneyAllotment = new(1, AllotmentTerm.Of(limit, Today), Granted: 600, Returned: 100),
            },
        };
        var redeemed = Accepted(it.Decide());
        var later = AllotmentTerm.Of(limit, Today.PlusDays(daysLater));
        redeemed = redeemed with
        {
            Usage = redeemed.Usage with
            {
                RedemptionsAllotment = redeemed.Usage.RedemptionsAllotment! with { Term = later },
                MoneyAllotment = redeemed.Usage.MoneyAllotment! with { Term = later },
            },
        };

        var usage = Accept(Rollback(redeemed, redeemed.Redemption)).Usage;

        Assert.True(returned == usage.RedemptionsAllotment!.Returned, why);
        Assert.True(100 + (500 * returned) == usage.MoneyAllotment!.Returned, why);
    }

    private static RollbackDecision Rollback(RedemptionDecision.Accepted state, Redemption redemption) =>
        RollbackDecision.Decide(redemption, state.Coupon, state.MemberUses, state.Usage, Later);

    private static RollbackDecision.Accepted Accept(RollbackDecision decision) => Assert.IsType<RollbackDecision.Accepted>(decision);
}
