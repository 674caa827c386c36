using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>The sentences in which tests speak to the app.</summary>
public static class Shop
{
    /// <summary>A campaign as DESIGN's wire format has it: 5 euros off, unique codes, the whole of 2026.</summary>
    public static JsonObject Campaign(Action<JsonObject>? change = null)
    {
        var campaign = new JsonObject
        {
            ["name"] = "Coffee in spring",
            ["aim"] = "retain",
            ["currency"] = "EUR",
            ["timeZone"] = "Europe/Berlin",
            ["validFrom"] = "2026-01-01",
            ["validTo"] = "2026-12-31",
            ["discount"] = new JsonObject { ["kind"] = "amountOff", ["amount"] = 500 },
            ["codes"] = new JsonObject { ["kind"] = "unique", ["length"] = 12 },
        };
        change?.Invoke(campaign);
        return campaign;
    }

    /// <summary>A trigger that wakes who has been silent so long.</summary>
    public static JsonObject Dormant(int afterDays = 90, decimal controlShare = 0, int frequencyCapDays = 0, string? channel = "email")
    {
        var trigger = new JsonObject
        {
            ["kind"] = "dormant",
            ["dormantAfterDays"] = afterDays,
            ["controlShare"] = controlShare,
            ["frequencyCapDays"] = frequencyCapDays,
        };
        if (channel is not null)
        {
            trigger["channel"] = channel;
        }

        return trigger;
    }

    public static JsonObject Basket(string? receipt = null, long amount = 2598, string store = "0042", string till = "3")
    {
        var basket = new JsonObject
        {
            ["currency"] = "EUR",
            ["storeId"] = store,
            ["tillId"] = till,
            ["lines"] = new JsonArray(new JsonObject
            {
                ["lineId"] = "1",
                ["sku"] = "arabica-1kg",
                ["category"] = "coffee",
                ["tags"] = new JsonArray("bio"),
                ["quantity"] = 2,
                ["amount"] = amount,
            }),
        };
        if (receipt is not null)
        {
            basket["receiptId"] = receipt;
        }

        return basket;
    }

    public static JsonObject Redemption(string? member = null, JsonObject? basket = null)
    {
        var body = new JsonObject { ["basket"] = basket ?? Basket() };
        if (member is not null)
        {
            body["memberId"] = member;
        }

        return body;
    }

    public static JsonObject Purchase(string id, string member, string at, JsonObject? basket = null) => new()
    {
        ["purchaseId"] = id,
        ["memberId"] = member,
        ["at"] = at,
        ["basket"] = basket ?? Basket(receipt: id),
    };

    /// <summary>Puts a programme whose points never lapse, so that nothing but campaigns asks for a look.</summary>
    public static Task LastingPointsAsync(this TestApp app) => app.ProgrammeAsync("""{ "expiry": { "kind": "never" } }""");

    /// <summary>Puts a programme in euros and Berlin with these parts.</summary>
    public static async Task ProgrammeAsync(this TestApp app, string parts)
    {
        var programme = JsonNode.Parse(parts)!.AsObject();
        programme["currency"] = "EUR";
        programme["timeZone"] = "Europe/Berlin";
        (await app.PutAsync("programme", programme)).Expect(HttpStatusCode.OK);
    }

    public static async Task DefineAsync(this TestApp app, string id, Action<JsonObject>? change = null) =>
        (await app.PutAsync($"campaigns/{id}", Campaign(change))).Expect(HttpStatusCode.OK);

    public static async Task<string> IssueAsync(this TestApp app, string campaign, string? member = null)
    {
        object body = member is null ? new { count = 1 } : new { memberId = member };
        var answer = (await app.PostAsync($"campaigns/{campaign}/coupons", body)).Expect(HttpStatusCode.Created);
        return answer.Json["coupons"]![0]!["code"]!.GetValue<string>();
    }

    public static Task<Answer> RedeemAsync(this TestApp app, string code, JsonObject? body = null, string? key = null) =>
        app.PostAsync($"coupons/{code}/redemptions", body ?? Redemption(), key);

    public static async Task EnrolAsync(this TestApp app, string member, object? body = null) =>
        (await app.PutAsync($"members/{member}", body ?? new { consents = new { email = true } })).Expect(HttpStatusCode.OK);

    /// <summary>A campaign that wakes by itself; the walk it starts has ended when this returns.</summary>
    public static async Task WakeAfterAsync(this TestApp app, string campaign, JsonObject trigger, Action<JsonObject>? change = null)
    {
        await app.DefineAsync(campaign, body =>
        {
            body["aim"] = "reactivate";
            body["trigger"] = trigger;
            change?.Invoke(body);
        });
        await app.WhenIdleAsync();
    }

    /// <summary>As a till does that writes to the queue itself.</summary>
    public static async Task SendAsync(this TestApp app, string queue, string body) =>
        await app.Queue(queue).SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)));

    /// <summary>The member's ledger, replayed, explains the account that is written down.</summary>
    public static async Task BooksAddUpAsync(this TestApp app, string member) =>
        Assert.Empty((await app.GetAsync($"members/{member}/points/explanation")).Expect(HttpStatusCode.OK).Json["findings"]!.AsArray());

    public static async Task BuyAsync(this TestApp app, string id, string member, string at, JsonObject? basket = null) =>
        (await app.PostAsync("purchases", Purchase(id, member, at, basket), key: "")).Expect(HttpStatusCode.Accepted);
}
