using System.Net;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>The sentences in which tests speak of segments.</summary>
public static class SegmentShop
{
    /// <summary>Who has the tag vip.</summary>
    public const string Vip = """{"field":"tags","in":["vip"]}""";

    /// <summary>Every kind of rule, field and operator.</summary>
    public const string EveryRule =
        """{"all":[{"field":"recencyDays","atMost":30},{"field":"spend","atLeast":10000},{"any":[{"field":"tier","in":["gold"]},{"not":{"field":"tags","in":["staff","press"]}},{"field":"clubs","in":["coffee-club"]}]},{"field":"probabilityActive","below":0.5},{"field":"purchases","above":2},{"field":"memberForDays","equals":365},{"field":"expectedPurchases","atLeast":1.25},{"field":"lifetimeValue","above":1000000000000},{"field":"costToServe","below":500},{"field":"rfmRecency","equals":5},{"field":"rfmFrequency","atLeast":4},{"field":"rfmMonetary","atMost":3}]}""";

    public static JsonObject Segment(string rule = Vip) => new() { ["name"] = "Loyal regulars", ["rule"] = JsonNode.Parse(rule) };

    public static async Task<Answer> DefineSegmentAsync(this TestApp app, string id, string rule = Vip) =>
        (await app.PutAsync($"segments/{id}", Segment(rule))).Expect(HttpStatusCode.OK);

    /// <summary>Defines a campaign for who is in a segment.</summary>
    public static Task DefineForAsync(this TestApp app, string segment, string campaign) =>
        app.DefineAsync(campaign, body => body["conditions"] = new JsonObject { ["segment"] = segment });
}
