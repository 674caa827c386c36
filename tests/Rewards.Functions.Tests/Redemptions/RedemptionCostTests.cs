using System.Net;
using Rewards.Functions.Tests.Access;
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
    public async Task A_signature_and_an_access_token_cost_no_request_on_a_warm_app()
    {
        await using var tenant = await TestTenant.StartAsync();
        var log = new RequestLog(TimeSpan.FromMilliseconds(30));
        await using var app = await StartAsync(log, tenant.Settings);
        app.Client.DefaultRequestHeaders.Authorization = new("Bearer", tenant.Token("pos marketing admin"));
        await app.DefineAsync("spring");
        using var till = (await app.TillAsync()).Client(app.Host.ApiAddress);
        foreach (var client in new[] { till, app.Client })
        {
            await RedeemAsync(client, await app.IssueAsync("spring"));
            var code = await app.IssueAsync("spring");

            var requests = await log.DuringAsync(() => RedeemAsync(client, code));

            Assert.True(requests.Count == 5, string.Join(", ", requests));
            Assert.Equal(2, RequestLog.RoundTrips(requests));
        }

        static async Task RedeemAsync(HttpClient client, string code) => (await TestApp.SendAsync(
            client, HttpMethod.Post, $"coupons/{code}/redemptions", Shop.Redemption("m-1"), "key-1")).Expect(HttpStatusCode.Created);
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
    private Task<TestApp> StartAsync(RequestLog log, Dictionary<string, string?>? settings = null) => TestApp.StartAsync(
        storage,
        settings: new(settings ?? []) { ["Rewards:DefinitionAge"] = "00:10:00" },
        services: log.Insert(),
        change: options => options with { RunQueues = false });
}
