using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>What calls cost, counted in the clients' pipelines, on a warm app.</summary>
public sealed class RedemptionCostTests(TestStorage storage)
{
    [Theory]
    [InlineData(null, 4, "a guest: coupon, budget, the follow-up, the batch")]
    [InlineData("m-1", 5, "a member: the same and the member's uses")]
    public async Task An_accepted_redemption_of_a_unique_code_is_two_round_trips_and_at_most_five_operations(string? member, int operations, string why)
    {
        var log = new RequestLog(TimeSpan.FromMilliseconds(30));
        await using var app = await StartAsync(log);
        await app.DefineAsync("spring");
        var codes = new[] { await app.IssueAsync("spring"), await app.IssueAsync("spring") };
        (await app.RedeemAsync(codes[0], Shop.Redemption(member))).Expect(HttpStatusCode.Created);

        var requests = await log.DuringAsync(async () =>
            (await app.RedeemAsync(codes[1], Shop.Redemption(member, Shop.Basket("r-1")))).Expect(HttpStatusCode.Created));

        Assert.True(requests.Count == operations, $"{why}: {string.Join(", ", requests)}");
        Assert.Equal(2, RequestLog.RoundTrips(requests));
        Assert.Single(requests, request => request.IsBatch);
    }

    [Fact]
    public async Task An_issue_is_two_round_trips_and_an_issue_to_a_member_three()
    {
        var log = new RequestLog(TimeSpan.FromMilliseconds(30));
        await using var app = await StartAsync(log);
        await app.DefineAsync("spring");
        await app.IssueAsync("spring");
        await app.IssueAsync("spring", "m-1");

        var toNobody = await log.DuringAsync(() => app.IssueAsync("spring"));
        var toMember = await log.DuringAsync(() => app.IssueAsync("spring", "m-2"));

        Assert.True(RequestLog.RoundTrips(toNobody) == 2, string.Join(", ", toNobody));
        Assert.True(RequestLog.RoundTrips(toMember) == 3, string.Join(", ", toMember));
    }

    /// <summary>Without queues, so that nothing but the calls sends requests.</summary>
    private Task<TestApp> StartAsync(RequestLog log) => TestApp.StartAsync(
        storage,
        settings: new() { ["Rewards:DefinitionAge"] = "00:10:00" },
        services: log.Insert(),
        change: options => options with { RunQueues = false });
}
