using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Stamps;

/// <summary>A shop in which five coffees fill a card.</summary>
internal static class StampShop
{
    public const string At = "2026-05-04T09:30:00Z";

    public static JsonObject Card(string id = "coffee", int stampsPerCard = 5, string campaign = "free-coffee", int? validDays = null) => new()
    {
        ["id"] = id,
        ["name"] = $"A card of {id}",
        ["by"] = "units",
        ["products"] = new JsonObject { ["categories"] = new JsonArray("coffee") },
        ["stampsPerCard"] = stampsPerCard,
        ["campaignId"] = campaign,
        ["validDays"] = validDays,
    };

    public static async Task PutCardsAsync(this TestApp app, params JsonObject[] cards)
    {
        var programme = new JsonObject { ["currency"] = "EUR", ["timeZone"] = "Europe/Berlin", ["stampCards"] = new JsonArray([.. cards]) };
        (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.OK);
    }

    /// <summary>With the card's campaign; a card of coffees if none is named.</summary>
    public static async Task OpenAsync(this TestApp app, params JsonObject[] cards)
    {
        await app.DefineAsync("free-coffee");
        await app.PutCardsAsync(cards.Length == 0 ? [Card()] : cards);
    }

    public static JsonObject Cups(int count, string receipt, string category = "coffee")
    {
        var basket = Shop.Basket(receipt, amount: count * 200);
        basket["lines"]![0]!["quantity"] = count;
        basket["lines"]![0]!["category"] = category;
        return basket;
    }

    public static JsonObject Purchase(string id, int cups, string member = "m-1", string at = At) => Shop.Purchase(id, member, at, Cups(cups, id));

    public static async Task BuyCupsAsync(this TestApp app, string id, int cups, string member = "m-1", string at = At, string category = "coffee")
    {
        await app.BuyAsync(id, member, at, Cups(cups, id, category));
        await app.WhenIdleAsync();
    }

    /// <summary>As "number: stamps/of how many", one of each kind.</summary>
    public static async Task<string> CardsAsync(this TestApp app, string member = "m-1")
    {
        var cards = (await app.GetAsync($"members/{member}/stamp-cards")).Expect(HttpStatusCode.OK).Json["stampCards"]!.AsArray();
        return string.Join(", ", cards.Select(card => $"{card!["number"]}: {card["stamps"]}/{card["stampsPerCard"]}"));
    }

    /// <summary>The occasions of the member's coupons, whose own rows are there too.</summary>
    public static async Task<IReadOnlyList<string>> OccurrencesAsync(this TestApp app, string member = "m-1")
    {
        var coupons = (await app.GetAsync($"members/{member}")).Expect(HttpStatusCode.OK).Json["coupons"]!.AsArray();
        foreach (var coupon in coupons)
        {
            (await app.GetAsync($"coupons/{coupon!["code"]}")).Expect(HttpStatusCode.OK);
        }

        return [.. coupons.Select(coupon => coupon!["occurrence"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many facts of that kind were written down, and that each was published.</summary>
    public static async Task<int> ToldAsync(this TestApp app, string type)
    {
        var facts = await app.RowsAsync("Facts", $"Type eq 'Rewards.{type}'");
        Assert.Equal(facts.Count, app.Topic.Events.Where(received => received.Type == $"Rewards.{type}").Select(received => received.Id).Distinct().Count());
        return facts.Count;
    }
}
