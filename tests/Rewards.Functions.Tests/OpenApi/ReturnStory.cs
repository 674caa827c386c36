using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about what happens to purchases after they were paid.</summary>
internal sealed class ReturnStory(TestApp app, CheckedCalls calls)
{
    private const string At = "2026-05-04T09:00:00Z";

    public async Task TellAsync()
    {
        await app.PutProgrammeAsync("""{ "kind": "onEvent", "event": "delivered", "daysAtLatest": 30 }""");
        await app.DefineAsync("from-20", campaign => campaign["conditions"] = new JsonObject { ["minimumAmount"] = 2_000 });
        var redeemed = (await app.RedeemAsync(await app.IssueAsync("from-20"), Shop.Redemption("m-back", ReturnShop.BasketOf("b-1", "2x2000", "1x500"))))
            .Expect(HttpStatusCode.Created);
        var purchase = Shop.Purchase("b-1", "m-back", At, ReturnShop.BasketOf("b-1", "2x1600", "1x400"));
        purchase["redemptionIds"] = new JsonArray(redeemed.Json["redemptionId"]!.GetValue<string>());
        await calls.PostAsync(202, "purchases", purchase, "");
        await app.WhenIdleAsync();
        await EventsAsync();
        await ReturnsAsync();
    }

    private async Task EventsAsync()
    {
        var delivered = new JsonObject { ["event"] = "delivered" };
        Assert.Equal(20, (await calls.PostAsync(200, "purchases/b-1/events", delivered, "an-event")).Json["activatedPoints"]!.GetValue<long>());
        await calls.PostAsync(400, "purchases/b-1/events", new JsonObject { ["event"] = "out for delivery" });
        await calls.PostAsync(404, "purchases/unknown/events", delivered);
        await calls.PostAsync(409, "purchases/b-1/events", new JsonObject { ["event"] = "collected" });
        await calls.PostAsync(422, "purchases/b-1/events", new JsonObject { ["event"] = "collected" }, "an-event");
    }

    private async Task ReturnsAsync()
    {
        var back = ReturnShop.Return("back-1", "1:1/800");
        var returned = await calls.PostAsync(201, "purchases/b-1/returns", back, "a-return");
        Assert.NotEmpty(returned.Json["chargeBacks"]!.AsArray());
        Assert.NotEmpty(returned.Json["remaining"]!.AsArray());
        await calls.PostAsync(400, "purchases/b-1/returns", ReturnShop.Return("back-2"));
        await calls.PostAsync(404, "purchases/unknown/returns", back);
        await calls.PostAsync(409, "purchases/b-1/returns", ReturnShop.Return("back-2", "9"));
        await calls.PostAsync(422, "purchases/b-1/returns", ReturnShop.Return("back-1", "2"), "a-return");
    }
}
