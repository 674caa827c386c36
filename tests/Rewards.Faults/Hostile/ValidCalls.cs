using System.Text;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.OpenApi;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>For every operation, the calls that the app must accept: where the mutations start from.</summary>
internal sealed class ValidCalls(HostileShop shop)
{
    /// <summary>The first one is sent as it is and must be accepted; the others show what else a body may hold.</summary>
    public IReadOnlyList<HostileCall> Of(OpenApiOperation operation)
    {
        var needsKey = (operation.Node["parameters"]?.AsArray() ?? []).Any(parameter => parameter!["$ref"]?.GetValue<string>() == "#/components/parameters/IdempotencyKey");
        return [.. BodiesOf(operation).Select(body => new HostileCall(operation, "", operation.Verb, PathOf(operation), BytesOf(body), [needsKey ? $"k-{HostileCall.Salt}" : null])
        {
            ContentType = body is string ? "text/csv" : body is null ? null : "application/json",
        })];
    }

    private static byte[]? BytesOf(object? body) => body switch
    {
        null => null,
        string text => Encoding.UTF8.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(((JsonNode)body).ToJsonString()),
    };

    private string PathOf(OpenApiOperation operation)
    {
        var path = string.Join('/', operation.Path[1..].Split('/').Select(segment => segment[0] == '{' ? IdOf(operation, segment[1..^1]) : segment));
        return operation.Id switch
        {
            "ExportCodes" => $"{path}?campaignId=spring-coffee",
            "GetCampaignReport" => $"{path}?from=2026-05-01&to=2026-05-31",
            "GetCustomerReport" => $"{path}?from=2026-04&to=2026-05",
            _ => path,
        };
    }

    private string IdOf(OpenApiOperation operation, string parameter) =>
        shop.Ids.GetValueOrDefault($"{parameter} of {operation.Id}") ?? shop.Ids.GetValueOrDefault(parameter) ?? (operation.Id, parameter) switch
        {
            ("PreviewCampaign", _) => "birthday",
            ("ReportCardLoss", _) => HostileShop.LostCard,
            ("ReplaceCard", _) => HostileShop.OldCard,
            ("EraseMember", _) => "m-erased-soon",
            ("PostReferral", _) => "m-friend",
            ("GetReferralCode", _) => "m-referrer",
            (_, "campaignId") => "spring-coffee",
            (_, "number") => OpenApiSamples.CardNumber,
            (_, "club") => "coffee-club",
            (_, "queue") => "purchases",
            _ => operation.Path.Split('/')[1] switch
            {
                "campaigns" => "spring-coffee",
                "segments" => "loyal",
                "rewards" => "mug",
                "purchases" => HostileShop.EarlierPurchase,
                _ => "m-1",
            },
        };

    /// <summary>JSON, the text of a file, or null where the operation takes none.</summary>
    private IEnumerable<object?> BodiesOf(OpenApiOperation operation) => operation.Id switch
    {
        "PutCampaign" => Campaigns(),
        "PutProgramme" => Programmes(),
        "PutSegment" => [SegmentShop.Segment(), SegmentShop.Segment(SegmentShop.EveryRule)],
        "PutReward" => [HostileShop.Reward()],
        "PutMember" => [HostileShop.Member()],
        "IssueCoupons" => [Json("""{ "count": 1 }"""), Json("""{ "memberId": "m-1", "occurrence": "o-~salt~" }"""), Json($$"""{ "cardNumber": "{{OpenApiSamples.CardNumber}}" }""")],
        "PreviewCampaign" => [Json("""{ "asOf": "2026-05-10" }""")],
        "ValidateCoupon" or "RedeemCoupon" => [Redemption(), Json($$"""{ "cardNumber": "{{OpenApiSamples.CardNumber}}", "basket": {{Shop.Basket("r-~salt~").ToJsonString()}} }""")],
        "DisableCoupon" or "RollBackRedemption" or "RollBackSpend" or "ReleaseHold" => [Json("""{ "reason": "returned" }""")],
        "PostCancellation" => [Json("""{ "reason": "too-expensive" }""")],
        "PostComplaint" => [Json("""{ "category": "late-delivery", "reference": "order-~salt~" }""")],
        "PostActivity" => [Json("""{ "kind": "review", "quantity": 1, "reference": "product-~salt~" }""")],
        "PostReferral" => [Json($$"""{ "code": "{{shop.ReferralCode}}" }""")],
        "SpendPoints" => [Json("""{ "points": 1, "reference": "r-1" }"""), Json("""{ "amount": 1, "currency": "EUR", "reference": "r-1" }""")],
        "HoldPoints" => [Json("""{ "points": 1, "expiresInSeconds": 1, "reference": "r-1" }"""), Json("""{ "amount": 1, "currency": "EUR" }""")],
        "CaptureHold" => [Json("""{ "points": 1, "keepOpen": true }""")],
        "AdjustPoints" => [Json("""{ "points": 1, "reason": "goodwill", "by": "clerk-7", "expiresOn": "2027-12-31" }""")],
        "TransferPoints" => [Json("""{ "toMemberId": "m-2", "points": 1, "reason": "birthday" }""")],
        "RenewMembership" => [Json("""{ "from": "2026-05-01", "until": "2026-12-31", "cancel": false }"""), Json("""{ "until": "2026-12-31", "cancel": true }""")],
        "AssignCard" or "ReplaceCard" => [Json("""{ "number": "QR-~salt~" }""")],
        "PostPurchase" => [Purchase()],
        "ReturnPurchase" => [Json("""{ "returnId": "back-~salt~", "lines": [{ "lineId": "3", "quantity": 1, "amount": 1 }] }""")],
        "TellPurchaseEvent" => [Json("""{ "event": "delivered" }""")],
        "ReplayPoison" => [Json("""{ "ids": ["unknown"] }""")],
        "ImportMembers" => ["memberId,joinedOn,lastPurchaseOn,purchases,spendMinor,balances,cardNumbers\nm-~salt~,2020-01-02,2026-04-01,12,123450,2027-01-31:500;never:50,\n"],
        "ImportCodes" => ["code,campaignId,memberId\nW~salt~,spring-coffee,m-1\n"],
        _ => [OpenApiSamples.BodyOf(operation)],
    };

    /// <summary>A purchase as tills post it, or write it to the queue themselves.</summary>
    public static JsonObject Purchase()
    {
        var purchase = Shop.Purchase("p-~salt~", "m-1", "2026-05-04T09:00:00Z");
        purchase["redemptionIds"] = new JsonArray();
        return purchase;
    }

    private static JsonObject Redemption() => Shop.Redemption("m-1", Shop.Basket("r-~salt~"));

    private static IEnumerable<object?> Campaigns()
    {
        yield return Shop.Campaign(campaign => campaign["limits"] = new JsonObject { ["perCode"] = 100_000 });
        yield return OpenApiSamples.FullCampaign();
        yield return Json("""{ "template": "birthday", "validFor": "P14D" }""");
        foreach (var discount in new[]
        {
            """{ "kind": "buyXGetY", "buy": 2, "get": 1, "percent": 50 }""",
            """{ "kind": "tiered", "by": "quantity", "steps": [{ "from": 2, "percent": 5 }, { "from": 5, "amount": 700 }] }""",
        })
        {
            yield return Shop.Campaign(campaign => campaign["discount"] = Json(discount));
        }

        foreach (var trigger in OpenApiSamples.Triggers)
        {
            yield return Shop.Campaign(campaign => campaign["trigger"] = Json(trigger));
        }
    }

    private static IEnumerable<object?> Programmes()
    {
        yield return HostileShop.Programme();
        foreach (var (part, json) in new[]
        {
            ("expiry", """{ "kind": "fixedDate", "on": "--12-31" }"""), ("expiry", """{ "kind": "rollingDays", "days": 365 }"""),
            ("pending", """{ "kind": "afterDays", "days": 14 }"""),
            ("tiers", """{ "by": "spend", "period": { "kind": "calendarYear" }, "levels": [{ "id": "gold", "name": "Gold", "from": 500 }] }"""),
        })
        {
            yield return new JsonObject { ["currency"] = "EUR", ["timeZone"] = "Europe/Berlin", [part] = Json(json) };
        }
    }

    private static JsonNode Json(string json) => JsonNode.Parse(json)!;
}
