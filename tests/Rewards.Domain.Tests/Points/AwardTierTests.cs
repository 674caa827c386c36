using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;
using Rewards.Domain.Tests.Tiers;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Points;

/// <summary>What tier and club make of an award, and an award of them.</summary>
public sealed class AwardTierTests
{
    private static readonly Programme Programme = Programme.Default with
    {
        Points = PointsRules.Default with { Expiry = new ExpiryPolicy.Never() },
        Tiers = TierStory.Rules("year", graceDays: 60),
        Clubs = [new Club("coffee", "Coffee club", 300)],
    };

    [Theory]
    [InlineData("", "2026-06-10", 10_000, 100, "silver", "2027-01-01", "the upgrade holds for the next purchase")]
    [InlineData("2026-06-01 +100", "2026-06-10", 1_000, 12, "silver", "2027-01-01", "12.5 points, rounded down")]
    [InlineData("2026-06-01 +500", "2026-06-10", 1_000, 15, "gold", "2027-01-01", "one and a half times")]
    [InlineData("2026-06-01 +500", "2026-06-01", 1_000, 45, "gold", "2027-01-01", "and three times in the club, on its last day")]
    [InlineData("2025-06-01 +500", "2026-06-10", 1_000, 10, null, null, "a year that is over, and a midnight that never came")]
    [InlineData("2025-06-01 +500, 2026-03-01 +60", "2026-06-10", 4_000, 40, "silver", "2027-01-01", "fallen, and up again with this purchase")]
    public void The_tier_multiplies_and_is_counted_up(
        string before, string day, long amount, long points, string? tier, string? look, string why)
    {
        var awarded = Award(before, day, amount);

        Assert.True(awarded.Entry.Points == new PointCount(points), $"{why}: {awarded.Entry.Points}");
        Assert.True(awarded.Next.Standing.Tier.Tier == tier, why);
        Assert.True(awarded.FileLookOn == Sample.DayOrNull(look), $"{why}: {awarded.FileLookOn}");
        Assert.Equal(awarded.Entry.Points.Value + Total(before), awarded.Next.Standing.Tier.SinceJoining.Points.Value);
    }

    [Fact]
    public void What_a_return_works_out_anew_is_worked_out_with_the_same_factors() =>
        Assert.Equal(new PointFactor(150, 300), Award("2026-06-01 +500", "2026-06-01", 1_000).Kept.Factor);

    [Fact]
    public void Changes_that_nobody_has_written_down_yet_come_before_the_awards_own() =>
        Assert.Equal(
            [new TierChange("gold", null, Sample.Day("2026-03-02")), new TierChange(null, "silver", Sample.Day("2026-06-10"))],
            Award("2025-06-01 +500", "2026-06-10", 10_000).TierChanges);

    [Fact]
    public void Without_tiers_nothing_is_counted()
    {
        var awarded = Award("", "2026-06-10", 10_000, Programme with { Tiers = null });

        Assert.Equal(TierStanding.Empty, awarded.Next.Standing.Tier);
        Assert.Empty(awarded.TierChanges);
    }

    [Theory]
    [InlineData(null, 50, "a part of it: nothing whole is left to multiply")]
    [InlineData("1", 100, "all of it comes back, and with it what was multiplied")]
    public void A_return_takes_off_in_the_month_of_the_purchase(string? line, long refunded, string why)
    {
        var awarded = Award("2026-06-01 +500", "2026-05-31", 100);
        var lines = ImmutableArray.Create(new ReturnLine("1", null, line is null ? new MinorUnits(refunded) : null));
        var context = new ReturnContext(Programme, Programme, [], Sample.At("2026-07-10T12:00:00Z"));

        var decision = ReturnDecision.Decide(awarded.Next, awarded.Kept, new ReturnRequest("r-1", lines), context);

        var returned = Assert.IsType<ReturnDecision.Accepted>(decision);
        var may = returned.Posting.Next.Standing.Tier.Months[new YearMonth(2026, 5)];
        Assert.True(may == new TierTally(returned.Kept.Earned, new MinorUnits(100 - refunded)), $"{why}: {may}");
        Assert.Equal(new TierTally(new PointCount(500), new MinorUnits(5_000)), returned.Posting.Next.Standing.Tier.Months[new YearMonth(2026, 6)]);
    }

    private static AwardDecision.Awarded Award(string before, string day, long amount, Programme? programme = null)
    {
        var rules = Programme.Tiers!;
        var standing = new Standing
        {
            Tier = before.Length == 0 ? TierStanding.Empty : TierStory.Live(rules, before).Standing,
            Clubs = [new ClubMembership("coffee", Sample.Day("2026-05-01"), Sample.Day("2026-06-01"))],
        };
        var state = new MemberState(Sample.Member(), PointsAccount.Empty, standing);
        var purchase = new Purchase(
            PurchaseId.Parse("p-1"), Sample.Anna, Sample.At($"{day}T10:00:00Z"), SampleCampaign.Basket($"1x{amount}"));
        var context = new AwardContext(programme ?? Programme, TimedCampaigns.None, false, false, "p-1", Sample.At("2026-06-10T12:00:00Z"));
        return Assert.IsType<AwardDecision.Awarded>(AwardDecision.Decide(state, purchase, context));
    }

    private static long Total(string story) =>
        story.Split(", ", StringSplitOptions.RemoveEmptyEntries).Sum(step => long.Parse(step[12..]));
}
