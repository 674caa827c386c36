using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Messages;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Messages;

public sealed class SendDecisionTests
{
    private static readonly Programme NightsAreQuiet = Programme.Default with
    {
        Messages = MessageRules.None with { QuietFrom = new LocalTime(21, 0), QuietTo = new LocalTime(8, 0) },
    };

    private static readonly Instant Noon = Sample.At("2026-06-10T10:00:00Z");

    private static readonly Instant Night = Sample.At("2026-06-10T22:00:00Z");

    private static readonly SendDecision Goes = new SendDecision.Send();

    private static readonly SendDecision Never = new SendDecision.Suppress();

    private static readonly SendDecision InTheMorning = new SendDecision.Wait(Sample.At("2026-06-11T06:00:00Z"));

    [Theory]
    [InlineData("email", true, "the channel that is allowed")]
    [InlineData("sms", false, "another one")]
    [InlineData(null, true, "any that is allowed")]
    public void A_message_goes_out_where_consent_stands_when_it_is_sent(string? channel, bool goes, string why) =>
        Assert.True(Decide(Sample.Member("email"), Noon, channel) == (goes ? Goes : Never), why);

    [Fact]
    public void Without_any_consent_nothing_goes_out() =>
        Assert.Equal(Never, Decide(Sample.Member(), Noon, channel: null));

    [Fact]
    public void In_the_quiet_hours_it_waits_for_their_end() =>
        Assert.Equal(InTheMorning, Decide(Sample.Member("email"), Night));

    [Fact]
    public void Consent_is_asked_when_the_quiet_hours_are_over_and_may_be_given_until_then() =>
        Assert.Equal(InTheMorning, Decide(Sample.Member(), Night));

    [Fact]
    public void What_is_meant_for_an_erased_member_does_not_wait()
    {
        var erased = Sample.Member("email").Tombstone(Noon);

        Assert.Equal(Never, Decide(erased, Noon));
        Assert.Equal(Never, Decide(erased, Night));
    }

    [Fact]
    public void What_is_meant_for_nobody_does_not_wait() => Assert.Equal(Never, Decide(null, Night));

    [Fact]
    public void A_coupon_that_was_taken_out_is_not_told_of()
    {
        var coupon = new Coupon(
            CouponCode.Parse("SUMMER20"), CampaignId.Parse("summer"), 1, Sample.Anna, Noon, Disabled: false, Tally.Empty, 0);

        Assert.Equal(Goes, Decide(Sample.Member("email"), Noon, coupon: coupon));
        Assert.Equal(Never, Decide(Sample.Member("email"), Noon, coupon: coupon with { Disabled = true }));
    }

    private static SendDecision Decide(Member? member, Instant now, string? channel = "email", Coupon? coupon = null) =>
        SendDecision.Decide(member, channel, coupon, NightsAreQuiet, now);
}
