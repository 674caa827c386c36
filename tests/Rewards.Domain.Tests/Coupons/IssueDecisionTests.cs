using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Coupons;

public sealed class IssueDecisionTests
{
    private static readonly Affiliation Gold = new("gold", ["coffee"]);

    /// <summary>Each row breaks one more condition than the one below; the reason is always the first.</summary>
    [Theory]
    [InlineData(7, IssueRefusal.SharedCode)]
    [InlineData(6, IssueRefusal.Disabled)]
    [InlineData(5, IssueRefusal.Expired)]
    [InlineData(4, IssueRefusal.MemberErased)]
    [InlineData(3, IssueRefusal.UnknownMember)]
    [InlineData(2, IssueRefusal.WrongTier)]
    [InlineData(1, IssueRefusal.WrongClub)]
    [InlineData(0, null)]
    public void The_reason_for_refusing_a_member_is_the_first_that_applies(int broken, IssueRefusal? expected)
    {
        var campaign = SampleCampaign.Spring with
        {
            Codes = broken >= 7 ? new CodePolicy.Shared("SPRING") : new CodePolicy.Unique(12),
            Disabled = broken >= 6,
            Conditions = Conditions.None with { Tiers = [broken >= 2 ? "silver" : "gold"], Clubs = [broken >= 1 ? "tea" : "coffee"] },
        };
        Member? member = broken == 3 ? null : Sample.Member() with { ErasedAt = broken >= 4 ? Sample.At("2026-01-01T00:00:00Z") : null };
        var now = Sample.At(broken >= 5 ? "2026-05-31T22:00:00Z" : "2026-05-31T21:59:59Z");

        var decision = IssueDecision.ToMember(
            campaign, member, Sample.Anna, Gold, Programme.Default with { AutoEnrol = false }, claimed: false, card: null, now);

        Assert.Equal(expected, (decision as IssueDecision.Refused)?.Reason);
    }

    [Fact]
    public void Who_has_the_coupon_keeps_it_whatever_becomes_of_the_tier()
    {
        var campaign = SampleCampaign.Spring with { Conditions = Conditions.None with { Tiers = ["platinum"] } };

        Assert.IsType<IssueDecision.SameAgain>(IssueDecision.ToMember(
            campaign, Sample.Member(), Sample.Anna, Gold, Programme.Default, claimed: true, card: null, Sample.At("2026-05-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("gold", null)]
    [InlineData(null, "coffee")]
    public void What_is_for_some_members_is_issued_to_members_only(string? tier, string? club)
    {
        var conditions = Conditions.None with { Tiers = tier is null ? [] : [tier], Clubs = club is null ? [] : [club] };

        var decision = IssueDecision.ToNobody(SampleCampaign.Spring with { Conditions = conditions }, Sample.At("2026-05-01T00:00:00Z"));

        Assert.Equal(IssueRefusal.MembersOnly, Assert.IsType<IssueDecision.Refused>(decision).Reason);
    }
}
