using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Tiers;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Points;

public sealed class EarnRuleTests
{
    private static readonly LocalDate Monday = new(2026, 3, 2);

    [Theory]
    [InlineData(1, 100, 99, 0, "a cent short of the first euro")]
    [InlineData(1, 100, 100, 1, "a whole euro")]
    [InlineData(1, 100, 199, 1, "what is left over earns nothing")]
    [InlineData(1, 100, 0, 0, "an empty basket")]
    [InlineData(3, 250, 750, 9, "three points for each whole 2.50")]
    [InlineData(3, 250, 749, 6, "points come by whole steps")]
    [InlineData(0, 100, 10_000, 0, "a programme that earns nothing")]
    [InlineData(1, 1, long.MaxValue, long.MaxValue, "the largest amount there is")]
    public void Every_whole_step_earns_the_points(long points, long perAmount, long amount, long expected, string why) =>
        Assert.True(Rule(points, perAmount).PointsFor(Basket(("1", null, amount)), Monday) == new PointCount(expected), why);

    [Fact]
    public void Lines_are_summed_before_steps_are_counted() =>
        Assert.Equal(new PointCount(3), Rule(1, 100).PointsFor(Basket(("1", null, 150), ("2", null, 150)), Monday));

    [Theory]
    [InlineData(150, "coffee", null, null, 15, "one and a half times on coffee, once on the rest")]
    [InlineData(150, "COFFEE", null, null, 15, "categories are compared without case")]
    [InlineData(150, "tea", null, null, 12, "another category")]
    [InlineData(200, null, "0042", null, 24, "in this store")]
    [InlineData(200, null, "0043", null, 12, "in another store")]
    [InlineData(200, null, null, IsoDayOfWeek.Monday, 24, "on this day")]
    [InlineData(200, null, null, IsoDayOfWeek.Tuesday, 12, "on another day")]
    [InlineData(200, "coffee", "0042", IsoDayOfWeek.Monday, 18, "all conditions hold, for the coffee")]
    [InlineData(200, "coffee", "0042", IsoDayOfWeek.Tuesday, 12, "one condition does not")]
    [InlineData(0, "coffee", null, null, 6, "a factor of 0 takes the coffee out")]
    [InlineData(50, null, null, null, 6, "without conditions it holds for all")]
    public void A_multiplier_weighs_the_lines_that_it_matches(
        int factor, string? category, string? store, IsoDayOfWeek? day, long expected, string why)
    {
        var multiplier = new EarnMultiplier(factor, List(category), List(store), day is { } d ? [d] : []);

        var points = Rule(1, 100, multiplier).PointsFor(Basket(("1", "coffee", 600), ("2", "bread", 600)), Monday);

        Assert.True(points == new PointCount(expected), why);
    }

    [Fact]
    public void A_line_without_category_and_a_basket_without_store_match_only_what_names_none()
    {
        var basket = Basket(("1", null, 1_000)) with { StoreId = null };

        var points = Rule(1, 100, new(200, ["coffee"], [], []), new(300, [], ["0042"], []), new(400, [], [], [])).PointsFor(basket, Monday);

        Assert.Equal(new PointCount(40), points);
    }

    [Fact]
    public void Factors_multiply() =>
        Assert.Equal(
            new PointCount(30),
            Rule(1, 100, new(150, [], [], []), new(200, ["coffee"], [], [])).PointsFor(Basket(("1", "coffee", 1_000)), Monday));

    [Theory]
    [InlineData(305, 0, "a hair less than a step")]
    [InlineData(306, 1, "a hair more")]
    public void Products_of_factors_are_never_rounded(long amount, long expected, string why)
    {
        // 0.99^20 = 0.8179069375972307..., so 306 weighs 250.28 and 305 weighs 249.46.
        var multipliers = Enumerable.Repeat(new EarnMultiplier(99, [], [], []), 20).ToArray();

        Assert.True(Rule(1, 250, multipliers).PointsFor(Basket(("1", null, amount)), Monday) == new PointCount(expected), why);
    }

    [Fact]
    public void A_weighted_sum_that_is_exactly_a_step_earns_it()
    {
        // 10 * 0.01^20 * 100^20 = 10: any rounding on the way would lose it.
        var tiny = Enumerable.Repeat(new EarnMultiplier(1, [], [], []), 20);
        var large = Enumerable.Repeat(new EarnMultiplier(10_000, [], [], []), 20);

        Assert.Equal(new PointCount(1), Rule(1, 10, [.. tiny, .. large]).PointsFor(Basket(("1", null, 10)), Monday));
    }

    [Theory]
    [InlineData(199, 1, 100, 100, 1, "once")]
    [InlineData(199, 1, 150, 100, 1, "base points are whole before they are multiplied")]
    [InlineData(300, 1, 150, 100, 4, "and the product is rounded down")]
    [InlineData(300, 1, 150, 150, 6, "3 times 1.5 times 1.5 is 6.75: rounded once, at the end")]
    [InlineData(100, 7, 101, 101, 7, "7.1407")]
    [InlineData(100, 49, 101, 102, 50, "50.4798")]
    [InlineData(100, 10_000, 101, 101, 10_201, "to the last point")]
    [InlineData(100, 1, 10_000, 10_000, 10_000, "the largest factors")]
    public void Tier_and_club_multiply_the_base_points(long amount, long points, int tier, int club, long expected, string why) =>
        Assert.True(
            Rule(points, 100).PointsFor(Basket(("1", null, amount)), Monday, new PointFactor(tier, club)) == new PointCount(expected), why);

    [Theory]
    [InlineData("gold", "2026-06-15", 150, 300, "both")]
    [InlineData(null, "2026-06-16", 100, 100, "no tier, and the day after the last one in the club")]
    [InlineData("gone", "2026-06-15", 100, 300, "a level that is no more")]
    public void The_tier_counts_as_it_is_and_the_club_as_it_was_on_the_day_of_the_purchase(
        string? tier, string day, int tierFactor, int clubFactor, string why)
    {
        var programme = Programme.Default with { Tiers = TierStory.Rules("year"), Clubs = [new Club("tea", "Tea", 300)] };
        var memberships = ImmutableArray.Create(new ClubMembership("tea", Sample.Day("2026-06-01"), Sample.Day("2026-06-15")));

        var factor = PointFactor.For(new Affiliation(tier, []), Sample.Day(day), programme, memberships);

        Assert.True(factor == new PointFactor(tierFactor, clubFactor), why);
    }

    [Fact]
    public void A_product_of_factors_beyond_64_bits_overflows() =>
        Assert.Throws<OverflowException>(() => Rule(1, 1).PointsFor(Basket(("1", null, long.MaxValue)), Monday, new PointFactor(101, 100)));

    [Fact]
    public void Points_beyond_64_bits_overflow() =>
        Assert.Throws<OverflowException>(() => Rule(2, 1).PointsFor(Basket(("1", null, long.MaxValue)), Monday));

    [Theory]
    [InlineData(0, 1, null, "the least")]
    [InlineData(1_000_000, 1_000_000_000, null, "the most")]
    [InlineData(-1, 1, "earn.points", "fewer than none")]
    [InlineData(1_000_001, 1, "earn.points", "too many")]
    [InlineData(1, 0, "earn.perAmount", "no step")]
    [InlineData(1, 1_000_000_001, "earn.perAmount", "too large a step")]
    public void The_figures_of_a_programme_have_bounds(long points, long perAmount, string? field, string why) =>
        AssertFields(Rule(points, perAmount), why, field);

    [Fact]
    public void What_is_wrong_with_a_multiplier_is_named_by_its_path() =>
        AssertFields(
            Rule(
                1,
                100,
                new(10_000, ["coffee"], ["0042"], [IsoDayOfWeek.Monday]),
                new(10_001, ["", "tea"], ["0042", "a\nb"], [IsoDayOfWeek.Monday, IsoDayOfWeek.Monday]),
                new(-1, [.. Enumerable.Repeat("c", 101)], [], [])),
            "each once",
            "earn.multipliers[1].factor",
            "earn.multipliers[1].categories[0]",
            "earn.multipliers[1].stores[1]",
            "earn.multipliers[1].days",
            "earn.multipliers[2].factor",
            "earn.multipliers[2].categories");

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void There_are_at_most_100_multipliers(int count, bool refused)
    {
        var rule = Rule(1, 100, [.. Enumerable.Repeat(new EarnMultiplier(100, [], [], []), count)]);

        AssertFields(rule, "the number", refused ? ["earn.multipliers"] : []);
    }

    private static void AssertFields(EarnRule rule, string why, params string?[] fields)
    {
        var errors = Programme.Check(Programme.Default with { Earn = rule }).Select(error => error.Field);

        Assert.True(errors.SequenceEqual(fields.OfType<string>()), $"{why}: {string.Join(", ", errors)}");
    }

    private static EarnRule Rule(long points, long perAmount, params EarnMultiplier[] multipliers) =>
        new(new PointCount(points), new MinorUnits(perAmount), [.. multipliers]);

    private static ImmutableArray<string> List(string? name) => name is null ? [] : [name];

    private static Basket Basket(params (string Id, string? Category, long Amount)[] lines) =>
        new(
            Currency.Parse("EUR"),
            "0042",
            "3",
            "r-1",
            [.. lines.Select(line => new BasketLine(line.Id, $"sku-{line.Id}", line.Category, [], 1, new MinorUnits(line.Amount)))]);
}
