using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;
using static Rewards.Domain.Tests.Redemptions.SampleRedemption;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class RedemptionDecisionTests
{
    /// <summary>Each makes one reason apply and touches nothing that another needs, so that they may be combined.</summary>
    private static readonly (Refusal Reason, Func<Case, Case> Break)[] Reasons =
    [
        (Refusal.UnknownCode, it => it with { Coupon = null }),
        (Refusal.UnknownCard, it => it with { CardIsUnknown = true }),
        (Refusal.CardLost, it => it with { Card = CardState.Lost }),
        (Refusal.CardReplaced, it => it with { Card = CardState.Replaced }),
        (Refusal.NotActiveYet, it => it with { Campaign = it.Campaign with { ValidFrom = new LocalDate(2026, 4, 2) } }),
        (Refusal.Expired, it => it with { Campaign = it.Campaign with { ValidTo = new LocalDate(2026, 3, 31) } }),
        (Refusal.Disabled, it => it with { Campaign = it.Campaign with { Disabled = true } }),
        (Refusal.WrongMember, it => it with { Coupon = it.Coupon! with { Member = MemberId.Parse("ben") } }),
        (Refusal.WrongStore, it => it with { Campaign = it.Campaign with { Conditions = it.Campaign.Conditions with { Stores = ["0001"] } } }),
        (Refusal.WrongTime, it => it with { Campaign = it.Campaign with { Conditions = it.Campaign.Conditions with { Hours = [Hours("12:00", "13:00")] } } }),
        (Refusal.CurrencyMismatch, it => it with { Campaign = it.Campaign with { Currency = Currency.Parse("CHF") } }),
        (Refusal.MemberRequired, it => it with { Member = null, Campaign = it.Campaign with { Limits = it.Campaign.Limits with { PerMember = new(1, LimitPeriod.Whole) } } }),
        (Refusal.AlreadyRedeemed, it => it with { Coupon = it.Coupon! with { Uses = Used(1) } }),
        (Refusal.MemberLimitReached, it => it with { MemberUses = Used(1), Campaign = it.Campaign with { Limits = it.Campaign.Limits with { PerMember = new(1, LimitPeriod.Whole) } } }),
        (Refusal.CampaignLimitReached, it => it with { Usage = it.Usage with { Redemptions = Used(10) }, Campaign = it.Campaign with { Limits = it.Campaign.Limits with { Total = new(10, LimitPeriod.Whole) } } }),
        (Refusal.BudgetExhausted, it => it with { Usage = it.Usage with { Money = Used(100) }, Campaign = it.Campaign with { Limits = it.Campaign.Limits with { Budget = new(100, LimitPeriod.Whole) } } }),
        (Refusal.MinimumNotMet, it => it with { Campaign = it.Campaign with { Conditions = it.Campaign.Conditions with { MinimumAmount = new MinorUnits(100_000) } } }),
        (Refusal.NoEligibleLines, it => it with { Campaign = it.Campaign with { Conditions = it.Campaign.Conditions with { Include = SampleCampaign.Category("wine") } } }),
    ];

    public static TheoryData<Refusal> EachReason => [.. Enum.GetValues<Refusal>()];

    [Fact]
    public void Every_reason_has_its_case_in_the_order_of_precedence() =>
        Assert.Equal(Enum.GetValues<Refusal>(), Reasons.Select(reason => reason.Reason));

    [Theory]
    [MemberData(nameof(EachReason))]
    public void A_reason_that_applies_alone_is_the_answer(Refusal reason) =>
        Assert.Equal(reason, Refused(Break(new Case(), reason).Decide()));

    [Theory]
    [MemberData(nameof(EachReason))]
    public void Of_two_reasons_the_first_in_order_is_the_answer(Refusal first)
    {
        foreach (var second in Enum.GetValues<Refusal>().Where(second => second > first))
        {
            Assert.True(first == Refused(Break(Break(new Case(), second), first).Decide()), $"{first} before {second}");
        }
    }

    [Fact]
    public void The_first_that_applies_wins_when_all_of_the_rest_apply()
    {
        for (var first = 0; first < Reasons.Length; first++)
        {
            var broken = Reasons.Skip(first).Reverse().Where(reason => IsCompatible(Reasons[first].Reason, reason.Reason)).Aggregate(new Case(), (it, reason) => reason.Break(it));
            Assert.Equal(Reasons[first].Reason, Refused(broken.Decide()));
        }

        // Without a member MemberRequired applies, which would stand before what comes after it.
        static bool IsCompatible(Refusal first, Refusal other) => other != Refusal.MemberRequired || first <= Refusal.MemberRequired;
    }

    [Fact]
    public void An_accepted_redemption_moves_every_tally_by_what_it_consumed()
    {
        var it = new Case { MemberUses = Used(2), Usage = CampaignUsage.None with { Redemptions = Used(7), Money = Used(700) } };

        var accepted = Accepted(it.Decide());

        var redemption = accepted.Redemption;
        Assert.Equal((Id, it.Code, it.Campaign.Id, 3), (redemption.Id, redemption.Code, redemption.Campaign, redemption.CampaignVersion));
        Assert.Equal((Anna, new Receipt("0042", "3", "r-1"), Now, Today), (redemption.Member, redemption.Receipt, redemption.RedeemedAt, redemption.Day));
        Assert.Equal(new MinorUnits(500), redemption.Discount.Amount);
        Assert.Equal([new DiscountLine("1", new MinorUnits(375)), new DiscountLine("2", new MinorUnits(125))], redemption.Discount.Lines);
        Assert.Equal(new MinorUnits(4000), redemption.BasketTotal);
        Assert.Null(redemption.RolledBackAt);
        Assert.Equal(it.Coupon! with { Uses = Used(1), Sequence = 1 }, accepted.Coupon);
        Assert.Equal(Used(3), accepted.MemberUses);
        Assert.Equal(it.Usage with { Redemptions = Used(8), Money = Used(1200) }, accepted.Usage);
    }

    [Fact]
    public void Without_a_member_no_members_uses_are_counted()
    {
        var accepted = Accepted(new Case { Member = null }.Decide());

        Assert.Null(accepted.Redemption.Member);
        Assert.Equal(Tally.Empty, accepted.MemberUses);
    }

    [Theory]
    [InlineData("2026-02-28T22:59:59.999999999Z", Refusal.NotActiveYet, "the last nanosecond before the first day in Berlin")]
    [InlineData("2026-02-28T23:00:00Z", null, "the first instant of the first day")]
    [InlineData("2026-05-31T21:59:59.999999999Z", null, "the last nanosecond of the last day, in summer time")]
    [InlineData("2026-05-31T22:00:00Z", Refusal.Expired, "the first instant after it")]
    public void The_window_is_half_open(string now, Refusal? expected, string why) =>
        Assert.True(expected == RefusedOrNull(new Case { At = Sample.At(now) }.Decide()), why);

    [Theory]
    [InlineData("2026-04-01T05:59:59Z", Refusal.WrongTime, "a second before 08:00 in Berlin")]
    [InlineData("2026-04-01T06:00:00Z", null, "08:00")]
    [InlineData("2026-04-01T08:59:59Z", null, "a second before 11:00")]
    [InlineData("2026-04-01T09:00:00Z", Refusal.WrongTime, "11:00, which is exclusive")]
    [InlineData("2026-04-02T06:00:00Z", Refusal.WrongTime, "the right hour of a Thursday")]
    [InlineData("2026-04-01T20:00:00Z", null, "22:00, in the second entry")]
    [InlineData("2026-04-01T21:59:59Z", null, "a second before midnight, which ends the day")]
    [InlineData("2026-03-25T07:00:00Z", null, "08:00 in winter time")]
    public void Hours_are_of_the_local_wall_clock(string now, Refusal? expected, string why)
    {
        var hours = ImmutableArray.Create(Hours("08:00", "11:00"), Hours("22:00", "00:00"));
        var campaign = SampleCampaign.Spring with { Conditions = Conditions.None with { Hours = hours } };

        Assert.True(expected == RefusedOrNull(new Case { Campaign = campaign, At = Sample.At(now) }.Decide()), why);
    }

    [Theory]
    [InlineData("0042", null, "a store of the list")]
    [InlineData("0043", Refusal.WrongStore, "another one")]
    [InlineData(null, Refusal.WrongStore, "none named")]
    public void Stores_are_those_of_the_newest_version(string? store, Refusal? expected, string why)
    {
        var it = new Case { Terms = SampleCampaign.Spring with { Version = 1 } };
        it = it with
        {
            Campaign = it.Campaign with { Conditions = Conditions.None with { Stores = ["0041", "0042"] } },
            Basket = it.Basket with { StoreId = store },
        };

        Assert.True(expected == RefusedOrNull(it.Decide()), why);
    }

    [Fact]
    public void A_coupon_keeps_the_terms_of_its_version_but_not_its_limits()
    {
        var terms = SampleCampaign.Spring with { Version = 1, Discount = new Discount.AmountOff(new MinorUnits(200)), Disabled = true, Limits = new(null, null, new(1, LimitPeriod.Whole), null) };
        var newest = SampleCampaign.Spring with { ValidTo = new LocalDate(2026, 3, 1), Conditions = Conditions.None with { MinimumAmount = new MinorUnits(99_999) } };

        var accepted = Accepted(new Case { Campaign = newest, Terms = terms, Usage = CampaignUsage.None with { Redemptions = Used(1) } }.Decide());

        Assert.Equal((1, new MinorUnits(200)), (accepted.Redemption.CampaignVersion, accepted.Redemption.Discount.Amount));
    }

    [Theory]
    [InlineData(true, false, "the coupon itself")]
    [InlineData(false, true, "a shared code taken out")]
    public void A_code_may_be_disabled_by_itself(bool coupon, bool code, string why)
    {
        var it = new Case { CodeDisabled = code };

        Assert.True(Refusal.Disabled == Refused((it with { Coupon = it.Coupon! with { Disabled = coupon } }).Decide()), why);
    }

    [Theory]
    [InlineData("anna", "anna", null, "its owner")]
    [InlineData("anna", "ben", Refusal.WrongMember, "another")]
    [InlineData("anna", null, Refusal.WrongMember, "nobody named")]
    [InlineData(null, "ben", null, "a coupon that belongs to whoever presents it")]
    public void A_members_coupon_is_the_members(string? owner, string? presenter, Refusal? expected, string why)
    {
        var it = new Case { Member = presenter is null ? null : MemberId.Parse(presenter) };
        it = it with { Coupon = it.Coupon! with { Member = owner is null ? null : MemberId.Parse(owner) } };

        Assert.True(expected == RefusedOrNull(it.Decide()), why);
    }

    [Fact]
    public void A_member_may_be_named_by_a_card_that_is_active() => Accepted(new Case { Card = CardState.Active }.Decide());

    [Fact]
    public void A_coupon_lives_as_long_as_its_own_terms_say()
    {
        var it = new Case { Terms = SampleCampaign.Spring with { ValidFor = Period.FromDays(7) } };

        Assert.Equal(Refusal.Expired, Refused((it with { Coupon = it.Coupon! with { IssuedAt = Sample.At("2026-03-20T12:00:00Z") } }).Decide()));
        Accepted((it with { Coupon = it.Coupon! with { IssuedAt = Sample.At("2026-03-25T12:00:00Z") } }).Decide());
    }

    [Fact]
    public void A_state_without_its_campaign_or_terms_knows_no_code()
    {
        var state = new RedemptionState(null, SampleCampaign.Spring, new Case().Coupon, false, Tally.Empty, CampaignUsage.None);

        Assert.Equal(Refusal.UnknownCode, Refused(RedemptionDecision.Decide(state, new Case().Request, Now)));
        Assert.Equal(Refusal.UnknownCode, Refused(RedemptionDecision.Decide(state with { Newest = SampleCampaign.Spring, Terms = null }, new Case().Request, Now)));
    }

    private static Case Break(Case it, Refusal reason) => Reasons.Single(entry => entry.Reason == reason).Break(it);
}
