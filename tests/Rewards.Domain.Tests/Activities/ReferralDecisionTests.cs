using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Activities;

public sealed class ReferralDecisionTests
{
    private static readonly Instant Now = Sample.At("2026-05-04T10:00:00Z");

    private static readonly ReferralCode Code = ReferralCode.Of(new byte[10]);

    private static readonly ReferralRule Rule = new(new PointCount(100), new PointCount(50), new MinorUnits(2500), 30, null);

    private static readonly Programme Offering = Programme.Default with { Referral = Rule };

    private static readonly Referred Open = new(Code, Sample.Day("2026-05-01"), ReferredState.Open);

    private static Member Friend(string joinedOn = "2026-05-01") => Sample.Member() with { JoinedOn = Sample.Day(joinedOn) };

    [Fact]
    public void A_new_member_registers_a_code_once()
    {
        var registered = Assert.IsType<ReferralDecision.Registered>(Register(Friend(), ReferralStanding.None));

        Assert.Equal(new Referred(Code, Sample.Day("2026-05-04"), ReferredState.Open), registered.Standing.Referred);
        Assert.Equal(ReferralRefusal.AlreadyReferred, Reason(Register(Friend(), registered.Standing)));
    }

    [Theory]
    [InlineData("2026-04-04", true, "the last day")]
    [InlineData("2026-04-03", false, "a day too late")]
    [InlineData("9999-12-31", true, "a day of joining that lies as far ahead as a day can")]
    public void Who_joined_too_long_ago_is_no_new_member(string joinedOn, bool isNew, string why) =>
        Assert.True(Register(Friend(joinedOn), ReferralStanding.None) is ReferralDecision.Registered == isNew, why);

    [Theory]
    [InlineData(0, ReferralRefusal.MemberErased)]
    [InlineData(1, ReferralRefusal.UnknownMember)]
    [InlineData(2, ReferralRefusal.ReferralNotOffered)]
    [InlineData(3, ReferralRefusal.UnknownReferralCode)]
    [InlineData(4, ReferralRefusal.SelfReferral)]
    [InlineData(5, ReferralRefusal.AlreadyReferred)]
    [InlineData(6, ReferralRefusal.NotANewMember)]
    public void The_first_reason_that_applies_is_the_answer(int mended, ReferralRefusal expected)
    {
        var bought = Friend() with { Purchases = 1 };
        var friend = mended switch { 0 => bought.Tombstone(Now), 1 => null, _ => bought };
        var owner = mended switch { <= 3 => ReferralCodeOwner.Nobody, 4 => ReferralCodeOwner.Oneself, _ => ReferralCodeOwner.AnotherMember };
        var standing = new ReferralStanding(Code, mended > 5 ? null : Open, 0);

        var decision = ReferralDecision.Register(friend, standing, mended > 2 ? Offering : Programme.Default, Code, owner, Now);

        Assert.Equal(expected, Reason(decision));
    }

    [Theory]
    [InlineData(2499, "2026-05-31", false, "a cent too little")]
    [InlineData(2500, "2026-05-31", true, "just enough, on the last day")]
    [InlineData(2500, "2026-06-01", false, "a day too late")]
    [InlineData(99999, "2026-04-01", true, "a till that sends late what was bought before")]
    public void The_first_purchase_rewards_if_it_is_big_enough_and_in_time(long amount, string day, bool isRewarded, string why)
    {
        var outcome = AtPurchase(Friend(), new(null, Open, 0), amount, day);

        Assert.True((outcome.Reward == new ReferralReward(Code, new PointCount(50), new PointCount(100))) == isRewarded, why);
        Assert.Equal(isRewarded ? ReferredState.Rewarded : ReferredState.Lapsed, outcome.Standing.Referred!.State);
    }

    [Theory]
    [InlineData(ReferredState.Rewarded, "rewarded before")]
    [InlineData(ReferredState.Lapsed, "the first was too small")]
    public void No_later_purchase_rewards(ReferredState state, string why)
    {
        var standing = new ReferralStanding(null, Open with { State = state }, 0);

        var outcome = AtPurchase(Friend() with { Purchases = 1 }, standing, 10_000, "2026-05-04");

        Assert.True(outcome.Reward is null, why);
        Assert.Equal(standing, outcome.Standing);
    }

    [Fact]
    public void Who_came_by_nobody_is_rewarded_for_nothing() =>
        Assert.Equal(new ReferralOutcome(ReferralStanding.None, null), AtPurchase(Friend(), ReferralStanding.None, 10_000, "2026-05-04"));

    [Fact]
    public void A_programme_that_has_stopped_rewarding_ends_the_referral_with_the_first_purchase()
    {
        var outcome = ReferralOutcome.AtPurchase(Friend(), new(null, Open, 0), null, new MinorUnits(10_000), Sample.Day("2026-05-04"));

        Assert.Null(outcome.Reward);
        Assert.Equal(ReferredState.Lapsed, outcome.Standing.Referred!.State);
    }

    [Theory]
    [InlineData(null, 1_000_000, true, "no limit")]
    [InlineData(2L, 1, true, "one is left")]
    [InlineData(2L, 2, false, "none is left")]
    [InlineData(2L, 3, false, "the limit was lowered")]
    public void A_referrer_earns_for_so_many_friends(long? most, long friends, bool isCredited, string why)
    {
        var programme = Offering with { Referral = Rule with { MaxPerReferrer = most } };

        var decision = ReferrerDecision.Decide(Referrer(friends), programme, new PointCount(100), Now);

        Assert.True(decision is ReferrerDecision.Credited == isCredited, why);
    }

    [Fact]
    public void A_referrer_gets_one_entry_that_says_nothing_of_the_friend()
    {
        var posting = Credited(ReferrerDecision.Decide(Referrer(4), Offering, new PointCount(100), Now));

        var entry = Assert.Single(posting.Entries);
        Assert.Equal(new EntrySource(EntryKinds.Referral) { RedemptionIds = entry.Source.RedemptionIds }, entry.Source);
        Assert.Equal(new PointCount(100), posting.Next.Account.Balance);
        Assert.Equal(5, posting.Next.Standing.Referral.RewardedFriends);
    }

    [Fact]
    public void A_referrer_who_gets_no_points_has_a_friend_counted_all_the_same()
    {
        var posting = Credited(ReferrerDecision.Decide(Referrer(4), Offering, PointCount.Zero, Now));

        Assert.Empty(posting.Entries);
        Assert.Equal(5, posting.Next.Standing.Referral.RewardedFriends);
    }

    [Fact]
    public void A_reward_that_is_on_its_way_when_the_programme_stops_still_arrives() =>
        Credited(ReferrerDecision.Decide(Referrer(0), Programme.Default, new PointCount(100), Now));

    [Fact]
    public void Who_has_left_gets_nothing()
    {
        var gone = Referrer(0);

        Assert.IsType<ReferrerDecision.Nothing>(ReferrerDecision.Decide(gone with { Member = gone.Member.Tombstone(Now) }, Offering, new PointCount(100), Now));
        Assert.IsType<ReferrerDecision.Nothing>(ReferrerDecision.Decide(null, Offering, new PointCount(100), Now));
    }

    [Fact]
    public void Who_has_all_the_points_that_can_be_counted_gets_no_more()
    {
        var rich = Referrer(0);
        rich = rich with { Account = rich.Account with { Balance = new PointCount(long.MaxValue), Lots = [new Lot(new LotKey(null), new PointCount(long.MaxValue))] } };

        Assert.IsType<ReferrerDecision.Nothing>(ReferrerDecision.Decide(rich, Offering, new PointCount(1), Now));
    }

    [Theory]
    [InlineData(0, 0, 0, null, null, "", "nothing for anybody, from the first cent")]
    [InlineData(-1, 0, 0, null, null, "referral.referrerPoints", "less than nothing")]
    [InlineData(0, ReferralRule.MaxPoints + 1, 0, null, null, "referral.friendPoints", "too much")]
    [InlineData(0, 0, -1, null, null, "referral.minimumAmount", "less than nothing")]
    [InlineData(0, 0, ReferralRule.MaxMinimumAmount + 1, null, null, "referral.minimumAmount", "too much")]
    [InlineData(0, 0, 0, 0, null, "referral.withinDays", "no day at all")]
    [InlineData(0, 0, 0, ReferralRule.MaxWithinDays + 1, null, "referral.withinDays", "too many")]
    [InlineData(0, 0, 0, null, 0L, "referral.maxPerReferrer", "nobody")]
    [InlineData(0, 0, 0, null, ReferralRule.MaxFriends + 1, "referral.maxPerReferrer", "too many")]
    public void A_rule_out_of_range_is_named_by_its_path(
        long referrer, long friend, long minimum, int? within, long? most, string field, string why)
    {
        var rule = new ReferralRule(new PointCount(referrer), new PointCount(friend), new MinorUnits(minimum), within, most);

        var fields = string.Join(' ', Programme.Check(Programme.Default with { Referral = rule }).Select(error => error.Field));

        Assert.True(field == fields, $"{why}: {fields}");
    }

    private static ReferralDecision Register(Member friend, ReferralStanding standing) =>
        ReferralDecision.Register(friend, standing, Offering, Code, ReferralCodeOwner.AnotherMember, Now);

    private static ReferralOutcome AtPurchase(Member friend, ReferralStanding standing, long amount, string day) =>
        ReferralOutcome.AtPurchase(friend, standing, Rule, new MinorUnits(amount), Sample.Day(day));

    private static MemberState Referrer(long friends) =>
        new(Sample.Member(), PointsAccount.Empty, Standing.Empty with { Referral = new ReferralStanding(Code, null, friends) });

    private static Posting Credited(ReferrerDecision decision) => Assert.IsType<ReferrerDecision.Credited>(decision).Posting;

    private static ReferralRefusal? Reason(ReferralDecision decision) => (decision as ReferralDecision.Refused)?.Reason;
}
