using System.Text.Json.Nodes;
using Rewards.Domain.Coupons;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>A request for every operation that the app understands.</summary>
internal static class OpenApiSamples
{
    public const string Campaign = "spring-coffee";

    private static readonly string UnknownRedemption = $"R{new string('0', 25)}";

    public const string CardNumber = "4006381333931";

    public static string UnknownCode { get; } = CouponCode.Unique("0000", 0, new byte[8]).ToDisplay();

    public static string PathOf(OpenApiOperation operation)
    {
        var id = operation.Path.Split('/')[1] switch
        {
            "campaigns" => Campaign,
            "redemptions" => UnknownRedemption,
            _ => "m-1",
        };
        return operation.Path[1..].Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{code}", UnknownCode, StringComparison.Ordinal)
            .Replace("{number}", CardNumber, StringComparison.Ordinal)
            .Replace("{queue}", "purchases", StringComparison.Ordinal)
            .Replace("{spendId}", $"S{new string('0', 25)}", StringComparison.Ordinal)
            .Replace("{holdId}", $"H{new string('0', 25)}", StringComparison.Ordinal)
            .Replace("{cancellationId}", $"C{new string('0', 25)}", StringComparison.Ordinal)
            .Replace("{club}", "coffee-club", StringComparison.Ordinal)
            .Replace("{keyId}", "k-1", StringComparison.Ordinal)
            .Replace("{batch}", "b-1", StringComparison.Ordinal)
            .Replace("{import}", "i-1", StringComparison.Ordinal)
            .Replace("{campaignId}", Campaign, StringComparison.Ordinal)
            + QueryOf(operation.Id);
    }

    /// <summary>What a call must say behind its path.</summary>
    private static string QueryOf(string operation) => operation switch
    {
        "ExportCodes" => $"?campaignId={Campaign}",
        "GetCampaignReport" => "?from=2026-05-01&to=2026-05-31",
        "GetCustomerReport" => "?from=2026-04&to=2026-05",
        _ => "",
    };

    /// <summary>A JSON object, or the text of a file.</summary>
    public static object? BodyOf(OpenApiOperation operation) => operation.Id switch
    {
        "PutCampaign" => Shop.Campaign(),
        "IssueCoupons" or "StartBatch" => new JsonObject { ["count"] = 1 },
        "ValidateCoupon" or "RedeemCoupon" => Shop.Redemption("m-1"),
        "AssignCard" or "ReplaceCard" => new JsonObject { ["number"] = CardNumber },
        "PutTill" => new JsonObject { ["storeId"] = "0042" },
        "SpendPoints" or "HoldPoints" => new JsonObject { ["points"] = 1 },
        "AdjustPoints" => new JsonObject { ["points"] = 1, ["reason"] = "goodwill", ["by"] = "clerk-7" },
        "TransferPoints" => new JsonObject { ["toMemberId"] = "m-2", ["points"] = 1 },
        "PutProgramme" => Programme(),
        "RenewMembership" => new JsonObject { ["until"] = "2026-12-31" },
        "PutSegment" => SegmentShop.Segment(),
        "PutReward" => RewardShop.Reward(),
        "ClaimReward" => new JsonObject { ["memberId"] = "m-1" },
        "PostActivity" => new JsonObject { ["kind"] = "review" },
        "PostCancellationOutcome" => new JsonObject { ["outcome"] = "stayed" },
        "PostComplaint" => new JsonObject { ["category"] = "late-delivery", ["reference"] = "order-1" },
        "PostReferral" => new JsonObject { ["code"] = "00000000000" },
        "ReturnPurchase" => new JsonObject { ["lines"] = new JsonArray(new JsonObject { ["lineId"] = "1" }) },
        "TellPurchaseEvent" => new JsonObject { ["event"] = "delivered" },
        "PostPurchase" => Shop.Purchase("m-1", "m-1", "2026-05-04T09:00:00Z"),
        "ImportMembers" => "memberId\nm-1\n",
        "ImportCodes" => $"code,campaignId\nWELCOME-1,{Campaign}\n",
        _ => operation.BodySchema is null ? null : new JsonObject(),
    };

    public static JsonObject Programme(string currency = "EUR", bool autoEnrol = true) => new()
    {
        ["currency"] = currency,
        ["timeZone"] = "Europe/Berlin",
        ["autoEnrol"] = autoEnrol,
        ["activities"] = JsonNode.Parse("""
            [{ "kind": "review", "points": 50, "perUnit": true, "cooldownSeconds": 60, "maxPerTransaction": 100, "capPoints": 120,
               "capPeriod": "month", "oncePerReference": true }]
            """),
        ["referral"] = JsonNode.Parse("""
            { "referrerPoints": 100, "friendPoints": 50, "minimumAmount": 2500, "withinDays": 30, "maxPerReferrer": 10 }
            """),
        ["tiers"] = JsonNode.Parse("""
            { "by": "points", "period": { "kind": "rolling", "months": 12 }, "graceDays": 30, "noDowngrade": false,
              "levels": [{ "id": "silver", "name": "Silver", "from": 20, "factor": 1.25 }, { "id": "gold", "name": "Gold", "from": 500 }] }
            """),
        ["messages"] = JsonNode.Parse("""{ "cap": { "count": 2, "days": 7 }, "quietHours": { "from": "21:00", "to": "08:00" } }"""),
        ["clubs"] = JsonNode.Parse("""[{ "id": "coffee-club", "name": "Coffee club", "factor": 1.5 }]"""),
        ["earn"] = new JsonObject
        {
            ["points"] = 1,
            ["perAmount"] = 100,
            ["multipliers"] = new JsonArray(new JsonObject
            {
                ["factor"] = 1.5,
                ["categories"] = new JsonArray("coffee"),
                ["stores"] = new JsonArray("0042"),
                ["days"] = new JsonArray("monday"),
            }),
        },
    };

    /// <summary>One of each kind.</summary>
    public static readonly string[] Triggers =
    [
        """{ "kind": "dormant", "steps": [{ "afterDays": 60 }, { "afterDays": 90, "discount": { "kind": "amountOff", "amount": 1000 } }] }""",
        """{ "kind": "rhythm", "probabilityBelow": 0.3, "singleAfterDays": 120 }""",
        """{ "kind": "birthday", "daysBefore": 7 }""",
        """{ "kind": "anniversary" }""",
        """{ "kind": "onboarding", "steps": [{ "afterDays": 0 }, { "afterDays": 3, "goal": "firstPurchase" }, { "afterDays": 10, "goal": "secondPurchase" }] }""",
        """{ "kind": "afterPurchase", "purchase": 1, "afterDays": 14 }""",
        """{ "kind": "volume", "everyAmount": 10000 }""",
        """{ "kind": "pointsExpiring", "daysBefore": 14, "minimumPoints": 100 }""",
        """{ "kind": "couponExpiring", "daysBefore": 3 }""",
        """{ "kind": "activity", "activity": "review" }""",
        """{ "kind": "referral", "side": "referrer" }""",
        """{ "kind": "cancellation", "cooldownDays": 365, "offers": 100, "offersPeriod": "month" }""",
        """{ "kind": "complaint", "categories": ["late"], "cooldownDays": 90, "offers": 50 }""",
    ];

    /// <summary>Every member that a campaign may have.</summary>
    public static JsonObject FullCampaign() => Shop.Campaign(campaign =>
    {
        campaign["validFor"] = "P30D";
        campaign["discount"] = JsonNode.Parse("""{ "kind": "percentOff", "percent": 12.5, "maxAmount": 1000 }""");
        campaign["conditions"] = JsonNode.Parse("""
            { "minimumAmount": 100, "include": { "skus": ["arabica-1kg"], "categories": ["coffee"], "tags": ["bio"] },
              "exclude": { "skus": ["gift-card"] }, "stores": ["0042"], "hours": [{ "days": ["monday"], "from": "08:00", "to": "00:00" }], "tiers": ["silver", "gold"],
              "clubs": ["coffee-club"], "segment": "loyal" }
            """);
        campaign["limits"] = JsonNode.Parse("""
            { "perCode": 1, "perCodePeriod": "day", "perMember": 2, "perMemberPeriod": "week", "total": 1000, "totalPeriod": "month",
              "budget": 500000, "budgetPeriod": "month" }
            """);
        campaign["shards"] = 2;
        campaign["trigger"] = JsonNode.Parse("""
            { "kind": "dormant", "dormantAfterDays": 90, "controlShare": 0.1, "frequencyCapDays": 30, "channel": "email" }
            """);
        campaign["experiment"] = JsonNode.Parse("""
            { "controlShare": 0.1, "outcomeDays": 14,
              "variants": [{ "id": "small" }, { "id": "large", "weight": 2, "discount": { "kind": "amountOff", "amount": 700 } }] }
            """);
        campaign["disabled"] = false;
    });
}
