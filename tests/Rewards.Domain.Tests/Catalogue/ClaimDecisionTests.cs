using System.Collections.Immutable;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Catalogue;

public sealed class ClaimDecisionTests
{
    /// <summary>Noon in Berlin on 15 April 2026.</summary>
    private const string Noon = "2026-04-15T10:00:00Z";

    private static readonly ClaimState InOrder = new(SampleReward.Mug, SampleCampaign.Spring, With(500), Affiliation.None, Tally.Empty, StockStanding.Unlimited);

    /// <summary>Everything that can be wrong, in order of precedence: each row mends what the row before was refused for.</summary>
    [Fact]
    public void The_first_reason_that_applies_is_the_answer()
    {
        var state = new ClaimState(
            null, null, Tombstone, Affiliation.None, Tally.Empty.Add(1, Sample.Day("2026-05-15")), StockStanding.LimitReached);
        Assert.Equal(ClaimRefusal.UnknownReward, RefusedAt("2026-03-31T10:00:00Z", state));

        state = state with { Reward = Broken, Campaign = SampleCampaign.Spring with { Disabled = true, ValidTo = Sample.Day("2026-04-30") } };
        Assert.Equal(ClaimRefusal.MemberErased, RefusedAt("2026-03-31T10:00:00Z", state));
        state = state with { Member = null };
        Assert.Equal(ClaimRefusal.UnknownMember, RefusedAt("2026-03-31T10:00:00Z", state));
        state = state with { Member = With(0) };
        Assert.Equal(ClaimRefusal.RewardNotActive, RefusedAt("2026-03-31T10:00:00Z", state));
        Assert.Equal(ClaimRefusal.Expired, RefusedAt("2026-05-15T10:00:00Z", state));
        Assert.Equal(ClaimRefusal.Disabled, RefusedAt(Noon, state));
        state = state with { Reward = Broken with { Disabled = false }, Campaign = SampleCampaign.Spring };
        Assert.Equal(ClaimRefusal.WrongTier, RefusedAt(Noon, state));
        state = state with { Affiliation = Gold, Campaign = SampleCampaign.Spring with { Conditions = Conditions.None with { Tiers = ["silver"], Clubs = ["tea"] } } };
        Assert.Equal(ClaimRefusal.WrongTier, RefusedAt(Noon, state));
        state = state with { Affiliation = new("silver", []), Reward = state.Reward! with { PricesByTier = Prices.Add("silver", new PointCount(400)) } };
        Assert.Equal(ClaimRefusal.WrongClub, RefusedAt(Noon, state));
        state = state with { Affiliation = new("silver", ["tea"]), InSegment = false };
        Assert.Equal(ClaimRefusal.NotInSegment, RefusedAt(Noon, state));
        state = state with { InSegment = true };
        Assert.Equal(ClaimRefusal.MemberLimitReached, RefusedAt(Noon, state));
        state = state with { Claimed = Tally.Empty };
        Assert.Equal(ClaimRefusal.RewardLimitReached, RefusedAt(Noon, state));
        state = state with { Stock = StockStanding.Out };
        Assert.Equal(ClaimRefusal.OutOfStock, RefusedAt(Noon, state));
        state = state with { Stock = StockStanding.NotAsked };
        Assert.Equal(ClaimRefusal.InsufficientPoints, RefusedAt(Noon, state));
        state = state with { Member = With(400) };
        Assert.IsType<ClaimDecision.NeedsStock>(DecideAt(Noon, state));
        Assert.Equal(new PointCount(400), Accepted(DecideAt(Noon, state with { Stock = StockStanding.SetAside })).Price);
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
        var reward = SampleReward.Mug with { PricesByTier = Prices };

        Assert.True(Accepted(DecideAt(Noon, InOrder with { Reward = reward, Affiliation = new Affiliation(tier, []) })).Price == new PointCount(price), why);
    }

    [Theory]
    [InlineData(499, ClaimRefusal.InsufficientPoints, "one short")]
    [InlineData(500, null, "just enough")]
    [InlineData(0, ClaimRefusal.InsufficientPoints, "none")]
    [InlineData(-10, ClaimRefusal.InsufficientPoints, "a deficit")]
    public void The_balance_must_cover_the_price(long spendable, ClaimRefusal? expected, string why) =>
        Assert.True(expected == RefusedAt(Noon, InOrder with { Member = With(spendable) }), why);

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

    [Fact]
    public void The_points_go_out_and_the_ledger_names_the_claim()
    {
        var accepted = Accepted(DecideAt(Noon, InOrder with { Member = With(700) }));

        var entry = Assert.Single(accepted.Posting.Entries);
        Assert.Equal((EntryKinds.Claim, "claim-1", -500L, 200L), (entry.Kind, entry.Source.Reference, entry.Points.Value, entry.Balance.Value));
        Assert.Equal(new PointCount(200), accepted.Posting.Balance);
        Assert.Equal(-500, entry.Movements.Sum(movement => movement.Points.Value));
    }

    [Theory]
    [InlineData("2026-04-15", null, "its last day")]
    [InlineData("2026-04-14", ClaimRefusal.InsufficientPoints, "lapsed, though nobody has written it down")]
    public void Points_that_have_lapsed_pay_for_nothing(string expiresOn, ClaimRefusal? expected, string why)
    {
        var member = With(500, new LotKey(Sample.Day(expiresOn)));

        Assert.True(expected == RefusedAt(Noon, InOrder with { Member = member }), why);
    }

    [Theory]
    [InlineData("2026-04-15", null, "their first day")]
    [InlineData("2026-04-16", ClaimRefusal.InsufficientPoints, "still pending")]
    public void Points_that_are_pending_pay_for_nothing(string activatesOn, ClaimRefusal? expected, string why)
    {
        var account = PointsAccount.Empty with { Lots = [new Lot(new LotKey(null, Sample.Day(activatesOn)), new PointCount(500))] };

        Assert.True(expected == RefusedAt(Noon, InOrder with { Member = With(0) with { Account = account } }), why);
    }

    [Fact]
    public void Points_that_a_hold_sets_aside_pay_for_nothing_until_it_has_expired()
    {
        var hold = new OpenHold("hold-1", Sample.At(Noon), [new Lot(new LotKey(null), new PointCount(500))]);
        var state = InOrder with { Member = With(0) with { Account = PointsAccount.Empty with { Holds = [hold] } } };

        Assert.Equal(ClaimRefusal.InsufficientPoints, RefusedAt("2026-04-15T09:59:59Z", state));
        Assert.Equal([EntryKinds.Release, EntryKinds.Claim], Accepted(DecideAt(Noon, state)).Posting.Entries.Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData(999, false, "with the lot that an expired hold gives back they can just be written down")]
    [InlineData(1_000, true, "one more than can be written down")]
    public void Whoever_has_too_many_lots_is_refused_before_anything_is_set_aside(int lots, bool refused, string why)
    {
        var hold = new OpenHold("hold-1", Sample.At(Noon), [new Lot(new LotKey(null), new PointCount(1))]);
        var account = PointsAccount.Empty with
        {
            Balance = new PointCount(1_000L * lots),
            Lots = [.. Enumerable.Range(1, lots).Select(i => new Lot(new LotKey(Sample.Day("2026-05-01").PlusDays(i)), new PointCount(1_000)))],
            Holds = [hold],
        };
        var state = InOrder with { Member = With(0) with { Account = account }, Stock = StockStanding.NotAsked };

        Assert.True((refused ? ClaimRefusal.TooManyLots : null) == RefusedAt(Noon, state), why);
    }

    private static MemberState Tombstone => With(0) with { Member = Sample.Member().Tombstone(Sample.At(Noon)) };

    private static MemberState With(long points, LotKey lot = default) => new(
        Sample.Member(),
        PointsAccount.Empty with
        {
            Balance = new PointCount(points),
            Deficit = new PointCount(Math.Max(0, -points)),
            Lots = points > 0 ? [new Lot(lot, new PointCount(points))] : [],
        },
        Standing.Empty);

    private static Reward Broken => SampleReward.Mug with
    {
        PricePoints = null,
        PricesByTier = Prices,
        LimitPerMember = new Limit(1, LimitPeriod.Whole),
        Stock = 0,
        Disabled = true,
    };

    private static Affiliation Gold => new("gold", []);

    private static ImmutableSortedDictionary<string, PointCount> Prices =>
        ImmutableSortedDictionary<string, PointCount>.Empty.Add("gold", new PointCount(400));

    private static ClaimDecision DecideAt(string at, ClaimState state) => ClaimDecision.Decide(state, "claim-1", Programme.Default, Sample.At(at));

    private static ClaimRefusal? RefusedAt(string at, ClaimState state) => (DecideAt(at, state) as ClaimDecision.Refused)?.Reason;

    private static ClaimDecision.Accepted Accepted(ClaimDecision decision) => Assert.IsType<ClaimDecision.Accepted>(decision);
}
