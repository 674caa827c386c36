using System.Collections.Immutable;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Stamps;

/// <summary>A card of five coffees, valid for 30 days, which the tests of stamps vary.</summary>
internal static class SampleStamps
{
    public static readonly StampProgramme Coffees = new()
    {
        Id = "coffee",
        Name = "Five coffees",
        By = StampBasis.Units,
        Products = SampleCampaign.Category("coffee"),
        StampsPerCard = 5,
        Campaign = CampaignId.Parse("free-coffee"),
        ValidDays = 30,
    };

    public static readonly StampProgramme Visits = new()
    {
        Id = "visits",
        Name = "Ten visits",
        By = StampBasis.Purchases,
        StampsPerCard = 10,
        Campaign = CampaignId.Parse("ten-visits"),
    };

    public static Basket Basket(params string[] lines) => SampleCampaign.Basket(lines);

    /// <summary>So many coffees; none is an empty basket.</summary>
    public static Basket Cups(int count) => count == 0 ? Basket() : Basket($"{count}x{count * 200} coffee");

    public static Stamped Stamp(ImmutableArray<StampCard> cards, int cups, string day = "2026-03-01", bool issues = true) =>
        Stamping.Stamp(cards, [Coffees], Cups(cups), Sample.Day(day), _ => issues);

    /// <summary>As "number: stamps startedOn..expiresOn".</summary>
    public static string Text(StampCard card) => card.StartedOn is null
        ? $"{card.Number}: {card.Stamps}"
        : $"{card.Number}: {card.Stamps} {Short(card.StartedOn)}..{Short(card.ExpiresOn)}";

    private static string Short(NodaTime.LocalDate? day) => day is { } known ? $"{known.Month:D2}-{known.Day:D2}" : "";
}
