using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

public sealed class RedemptionTests(TestStorage storage)
{
    [Fact]
    public async Task A_coupon_is_issued_redeemed_once_rolled_back_and_redeemed_again()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring-coffee");
        var code = await app.IssueAsync("spring-coffee");

        var first = (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        Assert.Equal(500, first.Json["discount"]!["amount"]!.GetValue<long>());
        Assert.Equal("already-redeemed", (await app.RedeemAsync(code)).Expect(HttpStatusCode.Conflict).Reason);

        var id = first.Json["redemptionId"]!.GetValue<string>();
        (await app.PostAsync($"redemptions/{id}/rollback", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal("already-rolled-back", (await app.PostAsync($"redemptions/{id}/rollback", new { })).Expect(HttpStatusCode.Conflict).Reason);
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        Assert.Equal(4, app.Topic.Received);
    }
}
