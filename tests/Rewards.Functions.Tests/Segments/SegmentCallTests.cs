using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Segments;

public sealed class SegmentCallTests(TestStorage storage)
{
    [Fact]
    public async Task A_segment_is_defined_changed_read_and_listed()
    {
        await using var app = await TestApp.StartAsync(storage);
        Assert.Equal("unknown-segment", (await app.GetAsync("segments/loyal")).Expect(HttpStatusCode.NotFound).Reason);

        var first = await app.DefineSegmentAsync("loyal");
        Assert.Equal($$"""{"id":"loyal","version":1,"name":"Loyal regulars","rule":{{SegmentShop.Vip}}}""", first.Text);
        var second = await app.DefineSegmentAsync("loyal", SegmentShop.EveryRule);
        Assert.Equal(2, second.Json["version"]!.GetValue<int>());
        Assert.Equal(second, await app.DefineSegmentAsync("loyal", SegmentShop.EveryRule));
        await app.DefineSegmentAsync("all-who-bought", """{ "field": "purchases", "atLeast": 1 }""");
        (await app.PutAsync("segments/loyal", SegmentShop.Segment("""{ "all": [] }"""))).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(second, await app.GetAsync("segments/loyal"));
        var listed = (await app.GetAsync("segments")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(["all-who-bought", "loyal"], listed["segments"]!.AsArray().Select(segment => segment!["id"]!.GetValue<string>()));
        Assert.Equal(second.Text, listed["segments"]![1]!.ToJsonString());
        Assert.Null(listed["next"]);
        Assert.Equal(
            ["segment:all-who-bought", "segment:loyal", "version:segment:all-who-bought:000001", "version:segment:loyal:000001", "version:segment:loyal:000002"],
            (await app.RowsAsync("Campaigns", "PartitionKey eq 'segment'")).Select(row => row.RowKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_campaign_names_a_segment_that_there_is_and_has_unique_codes()
    {
        await using var app = await TestApp.StartAsync(storage);
        await AssertRefusedAsync(app, body => body["conditions"]!["segment"] = "loyal");
        await app.DefineSegmentAsync("loyal");
        await AssertRefusedAsync(app, body => body["conditions"]!["segment"] = "a@b");
        await AssertRefusedAsync(app, body =>
        {
            body["conditions"]!["segment"] = "loyal";
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" };
        });

        await app.DefineForAsync("loyal", "for-some");
        var campaign = (await app.GetAsync("campaigns/for-some")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("""{"segment":"loyal"}""", campaign["conditions"]!.ToJsonString());
        Assert.Equal("members-only", (await app.PostAsync("campaigns/for-some/coupons", new { count = 1 })).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task Who_is_not_in_the_segment_gets_no_coupon_by_call_and_no_reward()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.OpenCatalogueAsync(500, "m-1");
        await app.DefineSegmentAsync("loyal");
        await app.DefineForAsync("loyal", "mug");
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 1);

        Assert.Equal("not-in-segment", (await IssueAsync(app, "m-2", "of-nobody")).Expect(HttpStatusCode.Conflict).Reason);
        (await app.GetAsync("members/m-2")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("not-in-segment", (await IssueAsync(app, "m-1", "before")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("not-in-segment", (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal((500, 1), (await app.BalanceAsync("m-1"), await app.StockLeftAsync("mug")));

        await app.EnrolAsync("m-1", new { tags = new[] { "vip" } });
        Assert.Equal("not-in-segment", (await IssueAsync(app, "m-1", "before")).Expect(HttpStatusCode.Conflict).Reason);
        var issued = (await IssueAsync(app, "m-1", "now")).Expect(HttpStatusCode.Created);
        (await app.ClaimAsync("mug", "m-1")).Expect(HttpStatusCode.Created);

        await app.EnrolAsync("m-1", new { tags = Array.Empty<string>() });
        Assert.Equal(Code(issued), Code((await IssueAsync(app, "m-1", "again")).Expect(HttpStatusCode.Created)));
    }

    [Fact]
    public async Task A_changed_segment_walks_only_where_a_campaign_that_issues_by_itself_names_it()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineSegmentAsync("loyal");
        await app.DefineSegmentAsync("loyal", SegmentShop.EveryRule);
        await app.DefineForAsync("loyal", "by-call");
        await app.DefineSegmentAsync("loyal");
        Assert.Equal(0, await WalksAsync(app));

        await app.DefineAsync("by-itself", body =>
        {
            body["conditions"] = new JsonObject { ["segment"] = "loyal" };
            body["trigger"] = Shop.Dormant();
        });
        Assert.Equal(1, await WalksAsync(app));
        await app.DefineSegmentAsync("loyal");
        Assert.Equal(1, await WalksAsync(app));
        await app.DefineSegmentAsync("loyal", SegmentShop.EveryRule);
        Assert.Equal(2, await WalksAsync(app));
    }

    private static async Task<int> WalksAsync(TestApp app) => (await app.Queue("walks").GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private static async Task AssertRefusedAsync(TestApp app, Action<JsonObject> change)
    {
        var refused = await app.PutAsync("campaigns/for-some", Shop.Campaign(body =>
        {
            body["conditions"] = new JsonObject();
            change(body);
        }));
        Assert.Equal("conditions.segment", refused.Expect(HttpStatusCode.BadRequest).Field);
        (await app.GetAsync("campaigns/for-some")).Expect(HttpStatusCode.NotFound);
    }

    private static Task<Answer> IssueAsync(TestApp app, string member, string key) =>
        app.PostAsync("campaigns/mug/coupons", new { memberId = member }, key);

    private static string Code(Answer issued) => issued.Json["coupons"]![0]!["code"]!.GetValue<string>();
}
