using Rewards.Domain.Baskets;
using Rewards.Domain.Money;
using Rewards.Domain.Stamps;

namespace Rewards.Domain.Tests.Stamps;

public sealed class StampProgrammeTests
{
    private static readonly ProductFilter SkuOne = new(["SKU-1"], [], []);

    [Theory]
    [InlineData("1x200 coffee", 1, "a piece")]
    [InlineData("3x600 coffee,2x500 coffee", 5, "pieces of several lines")]
    [InlineData("3x600 COFFEE", 3, "categories are compared without case")]
    [InlineData("3x600 coffee,9x900 tea", 3, "other products do not count")]
    [InlineData("9x900 tea", 0, "nothing that counts")]
    [InlineData("9x900", 0, "no category")]
    [InlineData("2x0 coffee,1x1 coffee", 1, "what is free gives no stamps")]
    [InlineData("10000x1 coffee,10000x1 coffee", 20_000, "as many as there are")]
    public void A_card_by_units_counts_the_pieces_that_match(string lines, long expected, string why) =>
        Assert.True(SampleStamps.Coffees.StampsFor(SampleStamps.Basket(lines.Split(',')), Sample.Day("2026-03-01")) == expected, why);

    [Theory]
    [InlineData(1, 1, 1, "one of one")]
    [InlineData(2, 2, 2, "as many as the cap")]
    [InlineData(3, 2, 2, "one more than the cap")]
    public void A_cap_holds_for_each_purchase(int cups, int cap, long expected, string why)
    {
        var capped = SampleStamps.Coffees with { MaxStampsPerPurchase = cap };

        Assert.True(capped.StampsFor(SampleStamps.Cups(cups), Sample.Day("2026-03-01")) == expected, why);
    }

    [Theory]
    [InlineData("9x900 tea,2x500 coffee", null, 1, "one stamp, however much was bought")]
    [InlineData("1x1 tea", null, 1, "the smallest amount")]
    [InlineData("1x0 tea", null, 0, "nothing was paid")]
    [InlineData("1x0 tea", 0L, 0, "nothing was paid, and nothing is asked for")]
    [InlineData("1x499 tea", 500L, 0, "a cent short")]
    [InlineData("1x500 tea", 500L, 1, "the minimum to the cent")]
    [InlineData("1x250 tea,1x250 tea", 500L, 1, "several lines together")]
    public void A_card_by_purchases_gives_one_stamp_from_the_minimum_on(string lines, long? minimum, long expected, string why)
    {
        var visits = SampleStamps.Visits with { MinimumAmount = minimum is { } amount ? new MinorUnits(amount) : null };

        Assert.True(visits.StampsFor(SampleStamps.Basket(lines.Split(',')), Sample.Day("2026-03-01")) == expected, why);
    }

    [Fact]
    public void The_minimum_counts_only_the_lines_that_match()
    {
        var visits = SampleStamps.Visits with { MinimumAmount = new MinorUnits(500), Products = SkuOne };

        Assert.Equal(0, visits.StampsFor(SampleStamps.Basket("1x499", "1x9000"), Sample.Day("2026-03-01")));
        Assert.Equal(1, visits.StampsFor(SampleStamps.Basket("1x500", "1x9000"), Sample.Day("2026-03-01")));
    }

    [Theory]
    [InlineData("2026-02-28", 0, "the day before")]
    [InlineData("2026-03-01", 1, "the first day")]
    [InlineData("2026-03-31", 1, "the last day counts whole")]
    [InlineData("2026-04-01", 0, "the day after")]
    public void Only_purchases_of_its_days_are_stamped(string day, long expected, string why)
    {
        var limited = SampleStamps.Visits with { ValidFrom = Sample.Day("2026-03-01"), ValidTo = Sample.Day("2026-03-31") };

        Assert.True(limited.StampsFor(SampleStamps.Basket("1x100"), Sample.Day(day)) == expected, why);
    }

    [Theory]
    [InlineData("", "", "nothing is wrong")]
    [InlineData("id=a", "id", "a blank in the id")]
    [InlineData("id=visits", "id", "an id that another has")]
    [InlineData("id=Visits", "", "ids are told apart by case")]
    [InlineData("name=", "name", "no name")]
    [InlineData("products=", "products", "a filter of nothing")]
    [InlineData("per=1", "stampsPerCard", "one stamp is no card")]
    [InlineData("per=2", "", "the smallest card")]
    [InlineData("per=100", "", "the largest card")]
    [InlineData("per=101", "stampsPerCard", "one stamp too many")]
    [InlineData("days=0", "validDays", "no day")]
    [InlineData("days=1", "", "a day")]
    [InlineData("days=3651", "validDays", "more than ten years")]
    [InlineData("max=0", "maxStampsPerPurchase", "a cap that lets nothing through")]
    [InlineData("max=10001", "maxStampsPerPurchase", "a cap beyond what a line may have")]
    [InlineData("minimum=100", "minimumAmount", "a minimum that units do not have")]
    [InlineData("by=purchases", "", "purchases without a minimum")]
    [InlineData("by=purchases minimum=0", "", "the smallest minimum")]
    [InlineData("by=purchases minimum=-1", "minimumAmount", "less than nothing")]
    [InlineData("by=purchases minimum=1000000000001", "minimumAmount", "more than any line may cost")]
    [InlineData("by=purchases max=1", "maxStampsPerPurchase", "a cap that purchases do not have")]
    [InlineData("from=2026-03-02 to=2026-03-02", "", "one day")]
    [InlineData("from=2026-03-02 to=2026-03-01", "validTo", "ends before it begins")]
    [InlineData("from=1969-12-31", "validFrom", "before all days")]
    [InlineData("to=2200-01-01", "validTo", "after all days")]
    public void What_is_out_of_range_is_named_by_its_path(string changes, string field, string why)
    {
        var programme = changes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(SampleStamps.Coffees, (draft, change) => Change(draft, change.Split('=')[0], change.Split('=')[1]));

        var errors = StampRules.Check([SampleStamps.Visits, programme]).Select(error => error.Field);

        Assert.True(string.Join(' ', errors) == (field == "" ? "" : $"stampCards[1].{field}"), why);
    }

    [Fact]
    public void There_are_at_most_twenty_kinds()
    {
        var many = Enumerable.Range(0, 21).Select(i => SampleStamps.Visits with { Id = $"card-{i}" }).ToList();

        Assert.Empty(StampRules.Check([.. many.Take(20)]));
        Assert.Equal("stampCards", Assert.Single(StampRules.Check([.. many])).Field);
    }

    private static StampProgramme Change(StampProgramme draft, string what, string value) => what switch
    {
        "id" => draft with { Id = value == "a" ? "a b" : value },
        "name" => draft with { Name = value },
        "products" => draft with { Products = new ProductFilter([], [], []) },
        "per" => draft with { StampsPerCard = int.Parse(value) },
        "days" => draft with { ValidDays = int.Parse(value) },
        "max" => draft with { MaxStampsPerPurchase = int.Parse(value) },
        "minimum" => draft with { MinimumAmount = new MinorUnits(long.Parse(value)) },
        "by" => draft with { By = StampBasis.Purchases },
        "from" => draft with { ValidFrom = Sample.Day(value) },
        "to" => draft with { ValidTo = Sample.Day(value) },
        _ => throw new ArgumentOutOfRangeException(what),
    };
}
