using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Segments;

public sealed class SegmentProfileTests
{
    [Fact]
    public void It_tells_what_the_member_is_and_has_done()
    {
        var member = Sample.Member().Bought(Sample.Day("2026-03-01"), new MinorUnits(700)).Bought(Sample.Day("2026-03-08"), new MinorUnits(300)) with
        {
            Tags = Member.NoTags.Add("vip"),
            CostToServe = new MinorUnits(120),
        };

        var profile = SegmentProfile.Of(member, new Affiliation("gold", ["wine"]), Sample.Day("2026-03-31"));

        Assert.Equal((23, 2, 1_000, 454, 120), (profile.RecencyDays, profile.Purchases, profile.Spend.Value, profile.MemberForDays, profile.CostToServe.Value));
        Assert.Equal("gold", profile.Tier);
        Assert.Equal(["wine"], profile.Clubs);
        Assert.Equal(["vip"], profile.Tags);
    }

    [Fact]
    public void Of_who_never_bought_it_knows_no_recency()
    {
        var profile = SegmentProfile.Of(Sample.Member(), Affiliation.None, Sample.Day("2025-01-01"));

        Assert.Equal((null, 0, 0, null), (profile.RecencyDays, profile.Purchases, profile.MemberForDays, profile.Tier));
    }

    [Fact]
    public void Days_are_never_below_zero_where_a_day_is_still_to_come()
    {
        var profile = SegmentProfile.Of(
            Sample.Member().Bought(Sample.Day("2025-01-03"), new MinorUnits(1)), Affiliation.None, Sample.Day("2024-12-31"));

        Assert.Equal((0, 0), (profile.RecencyDays, profile.MemberForDays));
    }
}
