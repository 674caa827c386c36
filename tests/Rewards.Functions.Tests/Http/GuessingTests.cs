using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Access;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Http;

/// <summary>Guessing does not pay: beyond an allowance it tells nothing, and below it it costs what any other refusal costs.</summary>
public sealed class GuessingTests(TestStorage storage)
{
    private const int Allowance = 20;

    [Fact]
    public async Task Beyond_its_allowance_a_caller_gets_the_same_429_for_every_code_before_storage_is_asked()
    {
        var log = new RequestLog();
        await using var app = await StartAsync(log);
        await app.DefineAsync("spring");
        var good = await app.IssueAsync("spring");
        for (var i = 0; i < Allowance; i++)
        {
            (await app.GetAsync($"coupons/{Guesses.SameTag(good)}")).Expect(HttpStatusCode.NotFound);
        }

        List<Answer> answers = [];
        var requests = await log.DuringAsync(async () =>
        {
            foreach (var code in new[] { good, Guesses.SameTag(good), Guesses.OtherTag(), Guesses.Mistyped(good), "SUMMER20", "no code at all" })
            {
                var path = $"coupons/{Uri.EscapeDataString(code)}";
                answers.Add(await app.GetAsync(path));
                answers.Add(await app.PostAsync($"{path}/validations", Shop.Redemption(), key: ""));
                answers.Add(await app.PostAsync($"{path}/redemptions", Shop.Redemption()));
                answers.Add(await app.PostAsync($"{path}/disable", new { }));
            }
        });

        var answer = Assert.Single(answers.Distinct()).Expect(HttpStatusCode.TooManyRequests);
        Assert.Equal("too-many-failures", answer.Reason);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Empty(requests);
        using var response = await app.Client.GetAsync($"coupons/{good}");
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Another_caller_is_not_held_up_and_the_allowance_grows_again()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(
            storage, tenant, new() { ["Rewards:GuessBurst"] = $"{Allowance}", ["Rewards:GuessRefill"] = "00:00:01" });
        await app.DefineAsync("spring");
        var good = await app.IssueAsync("spring");
        using var one = (await app.TillAsync("t-1")).Client(app.Host.ApiAddress);
        using var other = (await app.TillAsync("t-2")).Client(app.Host.ApiAddress);
        await Race.RunAsync(Allowance + 1, _ => ReadAsync(one, Guesses.SameTag(good)));
        (await ReadAsync(one, good)).Expect(HttpStatusCode.TooManyRequests);

        (await ReadAsync(other, good)).Expect(HttpStatusCode.OK);

        await Task.Delay(TimeSpan.FromSeconds(2.2));
        (await ReadAsync(one, good)).Expect(HttpStatusCode.OK);

        static Task<Answer> ReadAsync(HttpClient till, string code) => TestApp.SendAsync(till, HttpMethod.Get, $"coupons/{code}", null, null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task An_unknown_code_whose_check_character_holds_costs_the_same_storage_calls_as_an_expired_and_as_a_used_one(int shards)
    {
        var log = new RequestLog(TimeSpan.FromMilliseconds(10));
        await using var app = await StartAsync(log);
        foreach (var campaign in new[] { "used", "expired" })
        {
            await app.DefineAsync(campaign, body =>
            {
                body["shards"] = shards;
                body["limits"] = new JsonObject { ["total"] = 100 };
                body["validTo"] = campaign == "expired" ? "2026-05-04" : "2026-12-31";
            });
        }

        var (used, expired) = (await app.IssueAsync("used"), await app.IssueAsync("expired"));
        app.Clock.Set("2026-05-05T00:00:00Z");
        (await app.RedeemAsync(used, Shop.Redemption("m-1", Shop.Basket("r-1")))).Expect(HttpStatusCode.Created);
        Dictionary<string, string> codes = new() { ["used"] = used, ["expired"] = expired, ["unknown"] = Guesses.SameTag(used), ["of no campaign"] = Guesses.OtherTag() };
        foreach (var code in codes.Values)
        {
            await app.GetAsync($"coupons/{code}");
        }

        var n = 0;
        foreach (var (call, ask) in new (string, Func<string, Task<Answer>>)[]
        {
            ("read", code => app.GetAsync($"coupons/{code}")),
            ("validate as a guest", code => app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: "")),
            ("validate as a member", code => app.PostAsync($"coupons/{code}/validations", Shop.Redemption("m-2", Shop.Basket("r-2")), key: "")),
            ("redeem as a guest", code => app.RedeemAsync(code)),
            ("redeem as a member", code => app.RedeemAsync(code, Shop.Redemption("m-2", Shop.Basket($"r-{++n + 2}")))),
        })
        {
            Dictionary<string, (int Calls, int RoundTrips)> costs = [];
            foreach (var (kind, code) in codes)
            {
                var requests = await log.DuringAsync(() => ask(code));
                costs[kind] = (requests.Count, RequestLog.RoundTrips(requests));
            }

            Assert.True(costs.Values.Distinct().Count() == 1, $"{call}: {string.Join(", ", costs)}");
            Assert.InRange(costs["used"].Calls, 1, 8);
        }
    }

    private Task<TestApp> StartAsync(RequestLog log) => TestApp.StartAsync(
        storage,
        settings: new() { ["Rewards:GuessBurst"] = $"{Allowance}", ["Rewards:GuessRefill"] = "00:10:00", ["Rewards:DefinitionAge"] = "00:10:00" },
        services: log.Insert(),
        change: options => options with { RunQueues = false });
}
