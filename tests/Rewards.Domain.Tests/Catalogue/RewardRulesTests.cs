using System.Collections.Immutable;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Catalogue;

public sealed class RewardRulesTests
{
    [Theory]
    [InlineData("", "name", "no name")]
    [InlineData("A\nmug", "name", "a control character")]
    [InlineData("A mug", null, "one that is in order")]
    public void A_reward_has_a_name(string name, string? field, string why) => Check(SampleReward.Mug with { Name = name }, field, why);

    [Theory]
    [InlineData(null, "pricePoints", "no price at all")]
    [InlineData(0L, "pricePoints", "for nothing")]
    [InlineData(-1L, "pricePoints", "less than nothing")]
    [InlineData(1L, null, "the least")]
    [InlineData(1_000_000_000L, null, "the most")]
    [InlineData(1_000_000_001L, "pricePoints", "one more than the most")]
    public void A_price_has_a_range(long? points, string? field, string why) => Check(SampleReward.Mug with { PricePoints = Points(points) }, field, why);

    [Theory]
    [InlineData("gold", 1L, null, "a tier's price in place of one for everybody")]
    [InlineData("gold", 0L, "pricesByTier.gold", "a tier that has it for nothing")]
    [InlineData("gold", 1_000_000_001L, "pricesByTier.gold", "one more than the most")]
    [InlineData("g@ld", 1L, "pricesByTier", "no tier's id")]
    public void A_tier_may_have_a_price_of_its_own(string tier, long points, string? field, string why) =>
        Check(SampleReward.Mug with { PricePoints = null, PricesByTier = Prices((tier, points)) }, field, why);

    [Theory]
    [InlineData(50, null, "the most")]
    [InlineData(51, "pricesByTier", "one more")]
    public void A_reward_has_prices_for_so_many_tiers(int tiers, string? field, string why) =>
        Check(SampleReward.Mug with { PricesByTier = Prices([.. Enumerable.Range(0, tiers).Select(i => ($"tier-{i}", 1L))]) }, field, why);

    [Theory]
    [InlineData(null, null, "unlimited")]
    [InlineData(-1L, "stock", "less than none")]
    [InlineData(0L, null, "none, such as one that is sold out")]
    [InlineData(1_000_000_000L, null, "the most")]
    [InlineData(1_000_000_001L, "stock", "one more than the most")]
    public void A_stock_has_a_range(long? stock, string? field, string why) => Check(SampleReward.Mug with { Stock = stock }, field, why);

    [Theory]
    [InlineData(0L, true, "none at all is no limit but a disabled reward")]
    [InlineData(1L, false, "the least")]
    [InlineData(1_000_000_000L, false, "the most")]
    [InlineData(1_000_000_001L, true, "one more than the most")]
    public void A_limit_has_a_range(long max, bool wrong, string why)
    {
        Check(SampleReward.Mug with { LimitPerMember = new Limit(max, LimitPeriod.Month) }, wrong ? "limitPerMember.max" : null, why);
        Check(SampleReward.Mug with { LimitTotal = new Limit(max, LimitPeriod.Whole) }, wrong ? "limitTotal.max" : null, why);
    }

    [Theory]
    [InlineData(null, null, null, "always")]
    [InlineData("2026-04-01", "2026-04-01", null, "one day")]
    [InlineData("2026-04-02", "2026-04-01", "validTo", "the end before the start")]
    [InlineData("2026-04-02", null, null, "without end")]
    [InlineData(null, "2026-04-01", null, "without start")]
    [InlineData("1969-12-31", null, "validFrom", "a day too early")]
    [InlineData(null, "2200-01-01", "validTo", "a day too late")]
    public void Its_days_are_in_order(string? from, string? to, string? field, string why) =>
        Check(SampleReward.Mug with { ValidFrom = Sample.DayOrNull(from), ValidTo = Sample.DayOrNull(to) }, field, why);

    private static void Check(Reward reward, string? field, string why) =>
        Assert.True(RewardRules.Check(reward).Select(error => error.Field).SequenceEqual(field is null ? [] : [field]), why);

    private static PointCount? Points(long? points) => points is { } count ? new PointCount(count) : null;

    private static ImmutableSortedDictionary<string, PointCount> Prices(params (string Tier, long Points)[] prices) =>
        prices.ToImmutableSortedDictionary(price => price.Tier, price => new PointCount(price.Points));
}
