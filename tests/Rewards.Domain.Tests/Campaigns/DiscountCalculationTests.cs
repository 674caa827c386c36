using System.Diagnostics;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class DiscountCalculationTests
{
    private const string MinimumNotMet = "minimum-not-met";

    private const string NoEligibleLines = "no-eligible-lines";

    private static readonly Discount.Tiered BySpend = new(TierBasis.Amount,
        [new(1000, new MinorUnits(100), null), new(2000, null, new Percent(1000)), new(5000, new MinorUnits(900), null)]);

    private static readonly Discount.Tiered ByPieces = new(TierBasis.Quantity, [new(3, null, new Percent(1000)), new(6, null, new Percent(2000))]);

    [Theory]
    [InlineData(299, "1x4300,1x1400,1x2300", "1:161 2:52 3:86", "by largest remainder")]
    [InlineData(299, "1x500,1x500,1x500", "1:100 2:100 3:99", "three equal lines")]
    [InlineData(10, "1x0,1x0", NoEligibleLines, "lines that cost nothing")]
    [InlineData(10, "", NoEligibleLines, "no lines at all")]
    [InlineData(500, "1x300,1x100", "1:300 2:100", "never more than the lines cost")]
    [InlineData(1, "1x500,1x500", "1:1", "a line that gets nothing is not listed")]
    [InlineData(100, "1x0,1x500", "2:100", "a line that costs nothing gets nothing")]
    public void An_amount_off_is_spread_over_the_lines(long amount, string lines, string expected, string why) =>
        Expect(expected, new Discount.AmountOff(new MinorUnits(amount)), Conditions.None, lines, why);

    [Theory]
    [InlineData(1000, null, "1x1005", "1:101", "half a unit is rounded up")]
    [InlineData(1000, null, "1x1004", "1:100", "less than half is not")]
    [InlineData(1250, null, "1x333,1x333", "1:42 2:41", "12.5 % of the sum, 83.25, not of each line")]
    [InlineData(2000, 150L, "1x500,1x500", "1:75 2:75", "the cap")]
    [InlineData(2000, 200L, "1x500,1x500", "1:100 2:100", "a cap that is just reached")]
    [InlineData(10_000, null, "1x500,1x1", "1:500 2:1", "everything")]
    [InlineData(1, null, "1x100", NoEligibleLines, "a discount that comes to nothing")]
    public void A_percentage_is_of_the_eligible_sum(int basisPoints, long? max, string lines, string expected, string why)
    {
        var discount = new Discount.PercentOff(new Percent(basisPoints), max is { } cap ? new MinorUnits(cap) : null);

        Expect(expected, discount, Conditions.None, lines, why);
    }

    [Theory]
    [InlineData(2, 1, 10_000, "3x3000", "1:1000", "the third of three equal pieces")]
    [InlineData(2, 1, 10_000, "2x3000", MinimumNotMet, "a piece short of a set")]
    [InlineData(2, 1, 10_000, "5x5000", "1:1000", "a set and a half is one set")]
    [InlineData(2, 1, 10_000, "6x6000", "1:2000", "two sets")]
    [InlineData(1, 1, 10_000, "1x900,1x300", "2:300", "the cheaper piece")]
    [InlineData(1, 1, 10_000, "1x900,1x300,1x800,1x100", "2:300 4:100", "the cheapest of all sets, not one of each pair")]
    [InlineData(1, 1, 10_000, "1x500,1x500", "1:500", "of equal prices the earlier line")]
    [InlineData(1, 1, 5_000, "1x501,1x501", "1:251", "half of it, rounded half up")]
    [InlineData(2, 1, 10_000, "3x100", "1:33", "100 over 3 pieces is 34, 33, 33, and the cheapest goes")]
    [InlineData(1, 2, 10_000, "3x100", "1:66", "the two cheapest of 34, 33, 33")]
    [InlineData(1, 1, 10_000, "2x101,2x100", "1:50 2:50", "pieces of 51, 50 and 50, 50: the first two of 50")]
    [InlineData(1, 1, 10_000, "2x0", NoEligibleLines, "pieces that cost nothing")]
    [InlineData(1, 1, 10_000, "", NoEligibleLines, "no pieces at all")]
    [InlineData(99, 1, 10_000, "99x9900,1x50", "2:50", "as many pieces as the set has")]
    [InlineData(1, 1, 3_300, "1x100,1x100,1x100,1x100", "1:33 2:33", "a share of several pieces is spread over their lines")]
    public void Of_every_set_of_pieces_the_cheapest_are_discounted(int buy, int get, int basisPoints, string lines, string expected, string why) =>
        Expect(expected, new Discount.BuyXGetY(buy, get, new Percent(basisPoints)), Conditions.None, lines, why);

    [Theory]
    [InlineData("1x999", MinimumNotMet, "below the first step")]
    [InlineData("1x1000", "1:100", "on the first step")]
    [InlineData("1x1999", "1:100", "below the second")]
    [InlineData("1x2000", "1:200", "on the second, 10 %")]
    [InlineData("1x4999", "1:500", "below the third")]
    [InlineData("1x5000", "1:900", "on the third")]
    [InlineData("1x0", MinimumNotMet, "a sum of nothing is below the first step")]
    [InlineData("", NoEligibleLines, "no lines at all")]
    public void The_highest_step_of_spend_counts(string lines, string expected, string why) =>
        Expect(expected, BySpend, Conditions.None, lines, why);

    [Theory]
    [InlineData("2x2000", MinimumNotMet, "a piece short")]
    [InlineData("2x2000,1x500", "1:200 2:50", "three pieces over two lines")]
    [InlineData("5x5000", "1:500", "below the second step")]
    [InlineData("6x6000", "1:1200", "on the second step")]
    public void The_highest_step_of_quantity_counts(string lines, string expected, string why) =>
        Expect(expected, ByPieces, Conditions.None, lines, why);

    [Fact]
    public void A_step_from_zero_needs_no_spend() =>
        Expect("1:5", new Discount.Tiered(TierBasis.Amount, [new(0, new MinorUnits(5), null)]), Conditions.None, "1x5", "a first step of zero");

    [Theory]
    [InlineData("coffee", null, null, "1:300 3:200", "only what is included")]
    [InlineData(null, "coffee", null, "2:500", "everything but what is excluded")]
    [InlineData("COFFEE", null, null, "1:300 3:200", "compared without case")]
    [InlineData("coffee", "coffee", null, NoEligibleLines, "excluding wins over including")]
    [InlineData("wine", null, null, NoEligibleLines, "nothing of the category")]
    [InlineData("wine", null, 1L, MinimumNotMet, "the minimum stands before the missing lines")]
    [InlineData("coffee", null, 500L, "1:300 3:200", "the minimum is just met by the eligible lines")]
    [InlineData("coffee", null, 501L, MinimumNotMet, "the minimum counts the eligible lines alone")]
    [InlineData("wine", null, 0L, NoEligibleLines, "a minimum of nothing is always met")]
    public void Only_eligible_lines_count(string? include, string? exclude, long? minimum, string expected, string why)
    {
        var conditions = Conditions.None with
        {
            Include = include is null ? null : SampleCampaign.Category(include),
            Exclude = exclude is null ? null : SampleCampaign.Category(exclude),
            MinimumAmount = minimum is { } amount ? new MinorUnits(amount) : null,
        };

        Expect(expected, new Discount.AmountOff(new MinorUnits(500)), conditions, "1x300 coffee,1x600 tea,1x200 coffee", why);
    }

    [Theory]
    [InlineData("sku-2", "", "2:100", "by sku")]
    [InlineData("SKU-2", "", "2:100", "a sku without case")]
    [InlineData("", "bio", "1:100", "by tag")]
    [InlineData("sku-2", "bio", "1:50 2:50", "either is enough")]
    public void Products_are_named_by_sku_and_tag_too(string sku, string tag, string expected, string why)
    {
        var basket = SampleCampaign.Basket("1x500", "1x500");
        basket = basket with { Lines = basket.Lines.SetItem(0, basket.Lines[0] with { Tags = ["Bio"] }) };
        var filter = new ProductFilter([.. new[] { sku }.Where(s => s != "")], [], [.. new[] { tag }.Where(t => t != "")]);

        var outcome = DiscountCalculation.Of(new Discount.AmountOff(new MinorUnits(100)), Conditions.None with { Include = filter }, basket);

        Assert.True(expected == Describe(outcome), $"{why}: {Describe(outcome)}");
    }

    [Fact]
    public void Two_million_pieces_are_reckoned_in_groups()
    {
        var basket = SampleCampaign.Basket([.. Enumerable.Range(1, 200).Select(i => $"10000x{i * 10_000L}")]);
        var clock = Stopwatch.StartNew();

        var outcome = DiscountCalculation.Of(new Discount.BuyXGetY(1, 1, Percent.Hundred), Conditions.None, basket);

        // The cheaper half: lines 1 to 100 whole.
        var given = Assert.IsType<DiscountOutcome.Given>(outcome).Discount;
        Assert.Equal(Enumerable.Range(1, 100).Sum(i => i * 10_000L), given.Amount.Value);
        Assert.Equal(100, given.Lines.Length);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
    }

    private static void Expect(string expected, Discount discount, Conditions conditions, string lines, string why)
    {
        var basket = SampleCampaign.Basket(lines.Split(',', StringSplitOptions.RemoveEmptyEntries));

        var outcome = DiscountCalculation.Of(discount, conditions, basket);

        Assert.True(expected == Describe(outcome), $"{why}: {Describe(outcome)}");
        if (outcome is DiscountOutcome.Given given)
        {
            Assert.Equal(given.Discount.Amount.Value, given.Discount.Lines.Sum(line => line.Amount.Value));
        }
    }

    private static string Describe(DiscountOutcome outcome) => outcome switch
    {
        DiscountOutcome.Given given => string.Join(' ', given.Discount.Lines.Select(line => $"{line.LineId}:{line.Amount}")),
        DiscountOutcome.MinimumNotMet => MinimumNotMet,
        _ => NoEligibleLines,
    };
}
