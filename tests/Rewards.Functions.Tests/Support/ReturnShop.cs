using System.Net;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>The sentences in which tests speak of what happens to a purchase after it was paid.</summary>
public static class ReturnShop
{
    /// <summary>Lines named 1, 2, …, each given as pieces x minor units: <c>3x1000</c>.</summary>
    public static JsonObject BasketOf(string receipt, params string[] lines)
    {
        var basket = Shop.Basket(receipt);
        basket["lines"] = new JsonArray([.. lines.Select((line, i) => (JsonNode)new JsonObject
        {
            ["lineId"] = $"{i + 1}",
            ["sku"] = $"sku-{i + 1}",
            ["quantity"] = int.Parse(line.Split('x')[0]),
            ["amount"] = long.Parse(line.Split('x')[1]),
        })]);
        return basket;
    }

    /// <summary>Lines as <c>2</c> (whole), <c>1:2</c> (two pieces) or <c>4/150</c> (for so much money).</summary>
    public static JsonObject Return(string? returnId, params string[] lines)
    {
        var body = new JsonObject { ["lines"] = new JsonArray([.. lines.Select(line => (JsonNode)Line(line))]) };
        if (returnId is not null)
        {
            body["returnId"] = returnId;
        }

        return body;
    }

    /// <summary>A programme whose points wait for something, and that lets a member owe points.</summary>
    public static async Task PutProgrammeAsync(this TestApp app, string? pending = null, string takeBack = "clamp")
    {
        var programme = new JsonObject
        {
            ["currency"] = "EUR",
            ["timeZone"] = "Europe/Berlin",
            ["returns"] = new JsonObject { ["takeBack"] = takeBack },
        };
        if (pending is not null)
        {
            programme["pending"] = JsonNode.Parse(pending);
        }

        (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.OK);
    }

    /// <summary>A purchase that has earned when this returns.</summary>
    public static async Task BoughtAsync(this TestApp app, string id, string member, string at, params string[] lines)
    {
        await app.BuyAsync(id, member, at, BasketOf(id, lines));
        await app.WhenIdleAsync();
    }

    public static Task<Answer> ReturnAsync(this TestApp app, string purchase, JsonObject body, string? key = null) =>
        app.PostAsync($"purchases/{purchase}/returns", body, key);

    public static Task<Answer> TellAsync(this TestApp app, string purchase, string happened, string? key = null) =>
        app.PostAsync($"purchases/{purchase}/events", new JsonObject { ["event"] = happened }, key);

    /// <summary>Balance, pending and deficit.</summary>
    public static async Task<(long Balance, long Pending, long Deficit)> AccountAsync(this TestApp app, string member)
    {
        var statement = (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json;
        return (statement["balance"]!.GetValue<long>(), statement["pending"]!.GetValue<long>(), statement["deficit"]!.GetValue<long>());
    }

    /// <summary>The kinds of a member's entries, oldest first.</summary>
    public static async Task<string> KindsAsync(this TestApp app, string member)
    {
        var entries = (await app.GetAsync($"members/{member}/points/entries")).Expect(HttpStatusCode.OK).Json["entries"]!.AsArray();
        return string.Join(' ', entries.Reverse().Select(entry => entry!["kind"]!.GetValue<string>()));
    }

    private static JsonObject Line(string line)
    {
        var parts = line.Split(':', '/');
        var body = new JsonObject { ["lineId"] = parts[0] };
        if (line.Contains(':'))
        {
            body["quantity"] = int.Parse(parts[1]);
        }

        if (line.Contains('/'))
        {
            body["amount"] = long.Parse(parts[^1]);
        }

        return body;
    }
}
