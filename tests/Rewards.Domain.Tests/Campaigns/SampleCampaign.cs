using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Campaigns;

/// <summary>5.00 EUR off with unique codes, in spring 2026 in Berlin: what the tests of campaigns and redemptions vary.</summary>
internal static class SampleCampaign
{
    public static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public static readonly CampaignDefinition Spring = new()
    {
        Id = CampaignId.Parse("spring-coffee"),
        Version = 3,
        Tag = "7KQ2",
        Name = "Coffee in spring",
        Aim = Aim.Retain,
        Currency = Currency.Parse("EUR"),
        TimeZone = Berlin,
        ValidFrom = new LocalDate(2026, 3, 1),
        ValidTo = new LocalDate(2026, 5, 31),
        Discount = new Discount.AmountOff(new MinorUnits(500)),
        Conditions = Conditions.None,
        Codes = new CodePolicy.Unique(12),
        Limits = Limits.None,
        Shards = 1,
    };

    /// <summary>A basket of lines named 1, 2, …, each given as quantity x amount and optionally a category: <c>2x2598 coffee</c>.</summary>
    public static Basket Basket(params string[] lines) =>
        new(Currency.Parse("EUR"), "0042", "3", "r-1", [.. lines.Select((line, i) => Line($"{i + 1}", line))]);

    public static ProductFilter Category(string category) => new([], [category], []);

    private static BasketLine Line(string lineId, string line)
    {
        var parts = line.Split('x', ' ');
        var category = parts.Length > 2 ? parts[2] : null;
        return new BasketLine(lineId, $"sku-{lineId}", category, [], int.Parse(parts[0]), new MinorUnits(long.Parse(parts[1])));
    }
}
