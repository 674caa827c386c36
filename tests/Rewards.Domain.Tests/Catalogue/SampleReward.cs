using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Catalogue;

/// <summary>A mug for 500 points in April 2026: what the tests of the catalogue vary.</summary>
internal static class SampleReward
{
    public static readonly Reward Mug = new()
    {
        Id = RewardId.Parse("mug"),
        Version = 2,
        Name = "A mug",
        PricePoints = new PointCount(500),
        Campaign = SampleCampaign.Spring.Id,
        ValidFrom = Sample.Day("2026-04-01"),
        ValidTo = Sample.Day("2026-04-30"),
    };
}
