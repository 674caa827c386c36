using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Segments;

public sealed class SegmentProfileTests
{
    /// <summary>23 days of silence are in the second best fifth here, two purchases in the second and 1,000 in the third.</summary>
    private static readonly CustomerModel Fitted = CustomerModel.Default with { RfmBoundaries = new([10, 30, 60, 90], [1, 2, 3, 4], [100, 999, 1_000, 2_000]) };

    [Fact]
    public void It_tells_what_the_member_is_and_has_done()
    {
        var member = Sample.Member().Bought(Sample.Day("2026-03-01"), new MinorUnits(700)).Bought(Sample.Day("2026-03-08"), new MinorUnits(300)) with
        {
            Tags = Member.NoTags.Add("vip"),
            CostToServe = new MinorUnits(120),
        };

        var profile = SegmentProfile.Of(member, new Affiliation("gold", ["wine"]), CustomerModel.Default, Sample.Day("2026-03-31"));

        Assert.Equal((23, 2, 1_000, 454, 120), (profile.RecencyDays, profile.Purchases, profile.Spend.Value, profile.MemberForDays, profile.CostToServe.Value));
        Assert.Equal("gold", profile.Tier);
        Assert.Equal(["wine"], profile.Clubs);
        Assert.Equal(["vip"], profile.Tags);
    }

    [Fact]
    public void Of_who_never_bought_it_knows_nothing_that_a_purchase_tells()
    {
        var profile = SegmentProfile.Of(Sample.Member(), Affiliation.None, Fitted, Sample.Day("2025-01-01"));

        Assert.Equal((null, 0, 0, null), (profile.RecencyDays, profile.Purchases, profile.MemberForDays, profile.Tier));
        Assert.Equal((null, null, null), (profile.ProbabilityActive, profile.ExpectedPurchases, profile.LifetimeValue));
        Assert.Equal((null, null, null), (profile.RfmRecency, profile.RfmFrequency, profile.RfmMonetary));
    }

    [Fact]
    public void It_tells_what_the_model_expects_and_the_quintiles_once_there_are_some()
    {
        var member = Sample.Member().Bought(Sample.Day("2026-03-01"), new MinorUnits(700)).Bought(Sample.Day("2026-03-08"), new MinorUnits(300));
        var day = Sample.Day("2026-03-31");

        var before = SegmentProfile.Of(member, Affiliation.None, CustomerModel.Default, day);
        var after = SegmentProfile.Of(member, Affiliation.None, Fitted, day);

        Assert.Equal(
            CustomerModel.Default.OutlookOf(member, day),
            new CustomerOutlook(before.ProbabilityActive!.Value, before.ExpectedPurchases!.Value, before.LifetimeValue!.Value));
        Assert.Equal((null, null, null), (before.RfmRecency, before.RfmFrequency, before.RfmMonetary));
        Assert.Equal((4, 2, 3), (after.RfmRecency, after.RfmFrequency, after.RfmMonetary));
    }

    [Fact]
    public void Days_are_never_below_zero_where_a_day_is_still_to_come()
    {
        var profile = SegmentProfile.Of(
            Sample.Member().Bought(Sample.Day("2025-01-03"), new MinorUnits(1)), Affiliation.None, CustomerModel.Default, Sample.Day("2024-12-31"));

        Assert.Equal((0, 0), (profile.RecencyDays, profile.MemberForDays));
    }
}
