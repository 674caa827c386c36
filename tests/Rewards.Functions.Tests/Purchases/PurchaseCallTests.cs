using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

/// <summary>A purchase that cannot be is refused before it comes to the queue.</summary>
public sealed class PurchaseCallTests(TestStorage storage)
{
    [Theory]
    [InlineData("purchaseId", "\"\"", "purchaseId", "an empty id")]
    [InlineData("memberId", "\"anna@example.com\"", "memberId", "an e-mail address as a member")]
    [InlineData("memberId", "null", "memberId", "nobody's")]
    [InlineData("at", "\"2026-05-04\"", "at", "a day, not a time")]
    [InlineData("at", "\"2026-05-05T10:00:01Z\"", "at", "more than a day ahead")]
    [InlineData("at", "\"1969-12-31T23:59:59Z\"", "at", "before there were tills")]
    [InlineData("at", "\"-9998-01-01T00:00:00Z\"", "at", "before our era: its days would be written with a sign")]
    [InlineData("basket", "null", "basket", "without a basket")]
    [InlineData("redemptionIds", "[\"\"]", "redemptionIds", "an empty id of a redemption")]
    public async Task A_purchase_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(string member, string json, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.EnrolAsync("m-1");
        var purchase = Shop.Purchase("p-1", "m-1", "2026-05-04T09:30:00Z");
        purchase[member] = JsonNode.Parse(json);

        var answer = (await app.PostAsync("purchases", purchase, "")).Expect(HttpStatusCode.BadRequest);
        await app.WhenIdleAsync();

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Equal("unknown-purchase", (await app.GetAsync("purchases/p-1")).Reason);
        Assert.Empty(await app.RowsOfKindAsync("Members", "entry"));
    }
}
