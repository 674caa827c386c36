using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Catalogue;

public sealed class ClaimDecisionTests
{
    /// <summary>Noon in Berlin on 15 April 2026.</summary>
    private const string Noon = "2026-04-15T10:00:00Z";

    private static readonly ClaimState InOrder =
        new(SampleReward.Mug, SampleCampaign.Spring, Sample.Member(), null, new PointCount(500), Tally.Empty, ClaimStock.Unlimited);

    /// <summary>Everything that can be wrong, in order of precedence: each row mends what the row before was refused for.</summary>
    [Fact]
    public void The_first_reason_that_applies_is_the_answer()
    {
        var state = new ClaimState(
            null, null, Sample.Member().Tombstone(Sample.At(Noon)), null, PointCount.Zero, Tally.Empty.Add(1, Sample.Day("2026-05-15")), ClaimStock.LimitReached);
        Assert.Equal(ClaimRefusal.UnknownReward, RefusedAt("2026-03-31T10:00:00Z", state));

        state = state with { Reward = Broken, Campaign = SampleCampaign.Spring with { Disabled = true, ValidTo = Sample.Day("2026-04-30") } };
        Assert.Equal(ClaimRefusal.MemberErased, RefusedAt("2026-03-31T10:00:00Z", state));
        state = state with { Member = null };
        Assert.Equal(ClaimRefusal.UnknownMember, RefusedAt("2026-03-31T10:00:00Z", state));
        state = state with { Member = Sample.Member() };
        Assert.Equal(ClaimRefusal.RewardNotActive, RefusedAt("2026-03-31T10:00:00Z", state));
        Assert.Equal(ClaimRefusal.Expired, RefusedAt("2026-05-15T10:00:00Z", state));
        Assert.Equal(ClaimRefusal.Disabled, RefusedAt(Noon, state));
        state = state with { Reward = Broken with { Disabled = false }, Campaign = SampleCampaign.Spring };
        Assert.Equal(ClaimRefusal.WrongTier, RefusedAt(Noon, state));
        state = state with { Tier = "gold" };
        Assert.Equal(ClaimRefusal.MemberLimitReached, RefusedAt(Noon, state));
        state = state with { Claimed = Tally.Empty };
        Assert.Equal(ClaimRefusal.RewardLimitReached, RefusedAt(Noon, state));
        state = state with { Stock = ClaimStock.Out };
        Assert.Equal(ClaimRefusal.OutOfStock, RefusedAt(Noon, state));
        state = state with { Stock = ClaimStock.NotAsked };
        Assert.Equal(ClaimRefusal.InsufficientPoints, RefusedAt(Noon, state));
        state = state with { Spendable = new PointCount(400) };
        Assert.IsType<ClaimDecision.NeedsStock>(DecideAt(Noon, state));
        Assert.Equal(new PointCount(400), Accepted(DecideAt(Noon, state with { Stock = ClaimStock.SetAside })).Price);
    }

    [Theory]
    [InlineData("2026-03-31T21:59:59Z", ClaimRefusal.RewardNotActive, "a second before the first day begins in Berlin")]
    [InlineData("2026-03-31T22:00:00Z", null, "the first day begins")]
    [InlineData("2026-04-30T21:59:59Z", null, "the last second of the last day, which counts whole")]
    [InlineData("2026-04-30T22:00:00Z", ClaimRefusal.Expired, "the last day is over")]
    public void A_reward_is_claimed_on_its_days_in_the_programmes_zone(string at, ClaimRefusal? expected, string why) =>
        Assert.True(expected == RefusedAt(at, InOrder), why);

    [Theory]
    [InlineData("2026-05-31T21:59:59Z", null, "the campaign's last second")]
    [InlineData("2026-05-31T22:00:00Z", ClaimRefusal.Expired, "the campaign whose coupon it issues has ended")]
    public void A_reward_without_end_ends_with_its_campaign(string at, ClaimRefusal? expected, string why) =>
        Assert.True(expected == RefusedAt(at, InOrder with { Reward = SampleReward.Mug with { ValidFrom = null, ValidTo = null } }), why);

    [Fact]
    public void A_disabled_campaign_takes_its_reward_out_too()
    {
        Assert.Equal(ClaimRefusal.Disabled, RefusedAt(Noon, InOrder with { Campaign = SampleCampaign.Spring with { Disabled = true } }));
        Assert.Equal(ClaimRefusal.Disabled, RefusedAt(Noon, InOrder with { Reward = SampleReward.Mug with { Disabled = true } }));
    }

    [Theory]
    [InlineData(null, 500L, "in no tier: the price for everybody")]
    [InlineData("silver", 500L, "a tier without a price of its own")]
    [InlineData("gold", 400L, "a tier with one")]
    [InlineData("Gold", 500L, "ids are told apart by case")]
    public void A_tier_pays_its_own_price(string? tier, long price, string why)
    {
        var reward = SampleReward.Mug with { PricesByTier = Gold };

        Assert.True(Accepted(DecideAt(Noon, InOrder with { Reward = reward, Tier = tier })).Price == new PointCount(price), why);
    }

    [Theory]
    [InlineData(499, ClaimRefusal.InsufficientPoints, "one short")]
    [InlineData(500, null, "just enough")]
    [InlineData(0, ClaimRefusal.InsufficientPoints, "none")]
    [InlineData(-10, ClaimRefusal.InsufficientPoints, "a deficit")]
    public void The_balance_must_cover_the_price(long spendable, ClaimRefusal? expected, string why) =>
        Assert.True(expected == RefusedAt(Noon, InOrder with { Spendable = new PointCount(spendable) }), why);

    [Theory]
    [InlineData(LimitPeriod.Day, "2026-04-15", ClaimRefusal.MemberLimitReached, "the same day")]
    [InlineData(LimitPeriod.Day, "2026-04-14", null, "the day before")]
    [InlineData(LimitPeriod.Week, "2026-04-13", ClaimRefusal.MemberLimitReached, "Monday of this week")]
    [InlineData(LimitPeriod.Month, "2026-03-31", null, "the month before")]
    [InlineData(LimitPeriod.Whole, "2025-01-01", ClaimRefusal.MemberLimitReached, "ever")]
    public void A_members_limit_counts_in_its_period(LimitPeriod period, string claimedOn, ClaimRefusal? expected, string why)
    {
        var state = InOrder with
        {
            Reward = SampleReward.Mug with { LimitPerMember = new Limit(2, period) },
            Claimed = Tally.Empty.Add(2, Sample.Day(claimedOn)),
        };

        Assert.True(expected == RefusedAt(Noon, state), why);
    }

    [Fact]
    public void A_claim_counts_on_the_local_day()
    {
        var claimed = Accepted(DecideAt("2026-04-15T22:30:00Z", InOrder)).Claimed;

        Assert.Equal((1L, Sample.Day("2026-04-16")), (claimed.Whole, claimed.Day));
    }

    private static Reward Broken => SampleReward.Mug with
    {
        PricePoints = null,
        PricesByTier = Gold,
        LimitPerMember = new Limit(1, LimitPeriod.Whole),
        Stock = 0,
        Disabled = true,
    };

    private static ImmutableSortedDictionary<string, PointCount> Gold =>
        ImmutableSortedDictionary<string, PointCount>.Empty.Add("gold", new PointCount(400));

    private static ClaimDecision DecideAt(string at, ClaimState state) => ClaimDecision.Decide(state, Programme.Default, Sample.At(at));

    private static ClaimRefusal? RefusedAt(string at, ClaimState state) => (DecideAt(at, state) as ClaimDecision.Refused)?.Reason;

    private static ClaimDecision.Accepted Accepted(ClaimDecision decision) => Assert.IsType<ClaimDecision.Accepted>(decision);
}
