using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.OpenApi;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>A shop that is open for every operation: whatever a call leads to is there.</summary>
internal sealed class HostileShop(HostProcess host)
{
    public const string EarlierPurchase = "p-1";

    public const string LostCard = "QR-to-be-lost";

    public const string OldCard = "QR-to-be-replaced";

    private static readonly string[] Members = ["m-1", "m-2", "m-referrer", "m-erased-soon"];

    /// <summary>What stands for the parameters of a path, by operation where it matters and else by name.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    public string ReferralCode { get; private set; } = "";

    public async Task OpenAsync()
    {
        await PutAsync("programme", OpenApiSamples.Programme());
        await PutAsync("programme", Programme());
        await PutAsync("segments/loyal", SegmentShop.Segment());
        await PutAsync("tills/m-1", new JsonObject { ["storeId"] = "0042" });
        Ids["keyId"] = await IdAsync("tills/m-1/keys", new JsonObject(), "keyId");
        foreach (var (campaign, change) in Campaigns)
        {
            await PutAsync($"campaigns/{campaign}", Shop.Campaign(change));
        }

        await PutAsync("rewards/mug", Reward());
        foreach (var member in Members)
        {
            await PutAsync($"members/{member}", Member());
        }

        await PutAsync("members/m-friend", new JsonObject());
        await PostAsync("members/m-1/points/adjustments", """{ "points": 10000000, "reason": "welcome", "by": "clerk-7" }""");
        await PostAsync("purchases", Shop.Purchase(EarlierPurchase, "m-1", "2026-05-04T09:00:00Z", ReturnShop.BasketOf(EarlierPurchase, "3x3000", "1x500", "5x5000")));
        await CardsAsync();
        await CouponsAsync();
        await PointsAsync();
        Ids["cancellationId"] = await IdAsync("members/m-1/cancellations", """{ "reason": "too-expensive" }""", "cancellationId");
        Ids["batch"] = await IdAsync("campaigns/spring-coffee/batches", """{ "count": 5 }""", "batchId");
        Ids["import"] = await IdAsync("imports/members", "memberId\nm-7\n", "importId");
        ReferralCode = (await GetAsync("members/m-referrer/referral-code"))["code"]!.GetValue<string>();
        await host.WhenIdleAsync();
    }

    /// <summary>The definition that an operation may have changed, as it was.</summary>
    public async Task RestoreAsync(string operation)
    {
        switch (operation)
        {
            case "PutProgramme":
                await PutAsync("programme", Programme());
                break;
            case "PutSegment":
                await PutAsync("segments/loyal", SegmentShop.Segment());
                break;
            case "PutReward":
                await PutAsync("rewards/mug", Reward());
                break;
            case "PutCampaign":
                await PutAsync($"campaigns/{Campaigns[0].Id}", Shop.Campaign(Campaigns[0].Change));
                break;
        }
    }

    /// <summary>Everything that a programme may have, and points that wait for an event.</summary>
    public static JsonObject Programme()
    {
        var programme = OpenApiSamples.Programme();
        programme["pending"] = JsonNode.Parse("""{ "kind": "onEvent", "event": "delivered", "daysAtLatest": 30 }""");
        programme["expiry"] = JsonNode.Parse("""{ "kind": "endOfMonth", "months": 12 }""");
        programme["exchange"] = JsonNode.Parse("""{ "points": 1, "amount": 1 }""");
        programme["returns"] = JsonNode.Parse("""{ "takeBack": "negative" }""");
        programme["reminderDays"] = 30;
        programme["activities"]![0]!["cooldownSeconds"] = 0;
        programme["activities"]![0]!["capPoints"] = 1_000_000;
        programme["stampCards"] = JsonNode.Parse("""
            [{ "id": "coffee", "name": "Ten coffees", "by": "units", "products": { "skus": ["arabica-1kg"], "categories": ["coffee"], "tags": ["bio"] },
               "maxStampsPerPurchase": 9, "stampsPerCard": 10, "campaignId": "spring-coffee", "validDays": 365, "validFrom": "2026-01-01", "validTo": "2026-12-31" }]
            """);
        return programme;
    }

    public static JsonObject Member() => JsonNode.Parse("""
        { "birthday": "--05-17", "joinedOn": "2025-05-01", "email": "anna@example.com", "consents": { "email": true, "sms": false },
          "consentSource": "web-form", "tags": ["vip"], "costToServe": 100 }
        """)!.AsObject();

    public static JsonObject Reward() => RewardShop.Reward(reward =>
    {
        reward["pricePoints"] = 1;
        reward["pricesByTier"] = new JsonObject { ["gold"] = 1 };
        reward["stock"] = 1_000_000;
        reward["limitPerMember"] = new JsonObject { ["max"] = 100_000, ["period"] = "month" };
        reward["limitTotal"] = new JsonObject { ["max"] = 1_000_000, ["period"] = "day" };
        reward["validFrom"] = "2026-01-01";
        reward["validTo"] = "2026-12-31";
        reward["disabled"] = false;
    });

    private static readonly (string Id, Action<JsonObject> Change)[] Campaigns =
    [
        ("spring-coffee", campaign => campaign["limits"] = new JsonObject { ["perCode"] = 100_000 }),
        ("mug", _ => { }),
        ("birthday", campaign => campaign["trigger"] = JsonNode.Parse("""{ "kind": "birthday", "daysBefore": 7 }""")),
        ("save", campaign => campaign["trigger"] = JsonNode.Parse("""{ "kind": "cancellation", "cooldownDays": 90, "offers": 1000 }""")),
        ("sorry", campaign => campaign["trigger"] = JsonNode.Parse("""{ "kind": "complaint", "cooldownDays": 90 }""")),
    ];

    private async Task CardsAsync()
    {
        foreach (var card in new[] { OpenApiSamples.CardNumber, LostCard, OldCard })
        {
            await PostAsync("members/m-1/cards", new JsonObject { ["number"] = card });
        }
    }

    private async Task CouponsAsync()
    {
        var coupons = (await PostAsync("campaigns/spring-coffee/coupons", """{ "count": 3 }"""))["coupons"]!.AsArray();
        var codes = coupons.Select(coupon => coupon!["code"]!.GetValue<string>()).ToList();
        Ids["code"] = codes[0];
        Ids["code of DisableCoupon"] = codes[1];
        foreach (var what in new[] { "id of GetRedemption", "id of RollBackRedemption" })
        {
            Ids[what] = await IdAsync($"coupons/{codes[0]}/redemptions", Shop.Redemption("m-1", Shop.Basket(what[6..])), "redemptionId");
        }
    }

    private async Task PointsAsync()
    {
        foreach (var what in new[] { "spendId", "spendId of RollBackSpend" })
        {
            Ids[what] = await IdAsync("members/m-1/points/spends", """{ "points": 10 }""", "spendId");
        }

        foreach (var what in new[] { "holdId", "holdId of ReleaseHold" })
        {
            Ids[what] = await IdAsync("members/m-1/points/holds", """{ "points": 1000000, "expiresInSeconds": 86400 }""", "holdId");
        }
    }

    private async Task<string> IdAsync(string path, object body, string member) => (await PostAsync(path, body))[member]!.GetValue<string>();

    private Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    private Task PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    private Task<JsonNode> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body)
    {
        var key = $"{method} {path} {body?.GetHashCode()}".Replace(' ', '-');
        var type = path.StartsWith("imports/", StringComparison.Ordinal) ? "text/csv" : "application/json";
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body as string ?? ((JsonNode)body).ToJsonString());
        var (status, text) = await host.Client.SendPatientlyAsync(method, path, bytes, type, key);
        return status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"The shop does not open: {method} {path} {status} {text}");
    }
}
