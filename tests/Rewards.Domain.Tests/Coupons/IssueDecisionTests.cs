using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Coupons;

public sealed class IssueDecisionTests
{
    private static readonly Affiliation Gold = new("gold", ["coffee"]);

    /// <summary>Each row breaks one more condition than the one below; the reason is always the first.</summary>
    [Theory]
    [InlineData(8, IssueRefusal.SharedCode)]
    [InlineData(7, IssueRefusal.Disabled)]
    [InlineData(6, IssueRefusal.Expired)]
    [InlineData(5, IssueRefusal.MemberErased)]
    [InlineData(4, IssueRefusal.UnknownMember)]
    [InlineData(3, IssueRefusal.WrongTier)]
    [InlineData(2, IssueRefusal.WrongClub)]
    [InlineData(1, IssueRefusal.NotInSegment)]
    [InlineData(0, null)]
    public void The_reason_for_refusing_a_member_is_the_first_that_applies(int broken, IssueRefusal? expected)
    {
        var campaign = SampleCampaign.Spring with
        {
            Codes = broken >= 8 ? new CodePolicy.Shared("SPRING") : new CodePolicy.Unique(12),
            Disabled = broken >= 7,
            Conditions = Conditions.None with { Tiers = [broken >= 3 ? "silver" : "gold"], Clubs = [broken >= 2 ? "tea" : "coffee"] },
        };
        Member? member = broken == 4 ? null : Sample.Member() with { ErasedAt = broken >= 5 ? Sample.At("2026-01-01T00:00:00Z") : null };
        var now = Sample.At(broken >= 6 ? "2026-05-31T22:00:00Z" : "2026-05-31T21:59:59Z");

        var decision = IssueDecision.ToMember(
            campaign, member, Sample.Anna, Gold, inSegment: broken == 0, Programme.Default with { AutoEnrol = false }, claimed: false, card: null, now);

        Assert.Equal(expected, (decision as IssueDecision.Refused)?.Reason);
    }

    [Fact]
    public void Who_has_the_coupon_keeps_it_whatever_becomes_of_tier_and_segment()
    {
        var campaign = SampleCampaign.Spring with { Conditions = Conditions.None with { Tiers = ["platinum"] } };

        Assert.IsType<IssueDecision.SameAgain>(IssueDecision.ToMember(
            campaign, Sample.Member(), Sample.Anna, Gold, inSegment: false, Programme.Default, claimed: true, card: null, Sample.At("2026-05-01T00:00:00Z")));
    }

    [Fact]
    public void There_is_nothing_to_issue_of_a_campaign_that_only_reminds() => Assert.Equal(
        IssueRefusal.NoCodes,
        Assert.IsType<IssueDecision.Refused>(IssueDecision.ToNobody(
            SampleCampaign.Spring with { Codes = new CodePolicy.None() }, Sample.At("2026-05-01T00:00:00Z"))).Reason);

    [Theory]
    [InlineData(100, false, "hold", null, "the whole shop is the control group")]
    [InlineData(100, true, "issue", null, "what a campaign holds back that issues by itself, somebody may give by hand")]
    [InlineData(0, false, "issue", "only", "a variant that all are in")]
    public void Who_asks_is_in_an_arm_of_the_campaigns_experiment(int controlPercent, bool hasTrigger, string expected, string? arm, string why)
    {
        var campaign = SampleCampaign.Spring with
        {
            Trigger = hasTrigger ? Sample.DormantTrigger(90) : null,
            Experiment = Experiment.None with { ControlShare = new Percent(controlPercent * 100), Variants = [new Variant("only", 1, null)] },
        };

        var decision = IssueDecision.ToMember(
            campaign, Sample.Member(), Sample.Anna, Gold, inSegment: true, Programme.Default, claimed: false, card: null, Sample.At("2026-05-01T00:00:00Z"));

        Assert.True(expected == (decision is IssueDecision.Hold ? "hold" : decision is IssueDecision.Issue ? "issue" : "refused"), why);
        Assert.Equal(arm, (decision as IssueDecision.Issue)?.Arm?.Id);
    }

    [Theory]
    [InlineData("gold", null, null)]
    [InlineData(null, "coffee", null)]
    [InlineData(null, null, "loyal")]
    public void What_is_for_some_members_is_issued_to_members_only(string? tier, string? club, string? segment)
    {
        var conditions = Conditions.None with
        {
            Tiers = tier is null ? [] : [tier],
            Clubs = club is null ? [] : [club],
            Segment = segment is null ? null : SegmentId.Parse(segment),
        };

        var decision = IssueDecision.ToNobody(SampleCampaign.Spring with { Conditions = conditions }, Sample.At("2026-05-01T00:00:00Z"));

        Assert.Equal(IssueRefusal.MembersOnly, Assert.IsType<IssueDecision.Refused>(decision).Reason);
    }
}
