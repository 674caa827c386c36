using System.Net;
using System.Text;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>Signed requests: everything that counts is signed, and nothing that was recorded does anything again.</summary>
public sealed class TillSignatureTests(TestStorage storage)
{
    [Fact]
    public async Task A_till_redeems_with_a_signature_and_a_recorded_request_gets_the_stored_reply_and_does_nothing()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var till = await app.TillAsync();
        using var client = till.Client(app.Host.ApiAddress);

        var first = (await TestApp.SendAsync(client, HttpMethod.Post, $"coupons/{code}/redemptions", Shop.Redemption(), "key-1")).Expect(HttpStatusCode.Created);
        var again = await TestApp.SendAsync(client, HttpMethod.Post, $"coupons/{code}/redemptions", Shop.Redemption(), "key-1");

        Assert.Equal(first, again);
        Assert.Single(await app.RowsOfKindAsync("Coupons", "redemption"));
    }

    [Fact]
    public async Task Whatever_is_changed_after_signing_breaks_the_signature()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        await app.DefineAsync("spring");
        var (code, other) = (await app.IssueAsync("spring"), await app.IssueAsync("spring"));
        var till = await app.TillAsync();
        var body = Shop.Redemption();
        foreach (var (what, tamper) in new (string, Action<HttpRequestMessage>)[]
        {
            ("the verb", request => request.Method = HttpMethod.Put),
            ("the path", request => request.RequestUri = new Uri(app.Host.ApiAddress, $"coupons/{other}/redemptions")),
            ("a query", request => request.RequestUri = new Uri(request.RequestUri + "?next=1")),
            ("the body", request => request.Content = new StringContent(body.ToJsonString().Replace("2598", "9900000", StringComparison.Ordinal), Encoding.UTF8, "application/json")),
            ("no body", request => request.Content = null),
            ("the Idempotency-Key", request => Replace(request, "Idempotency-Key", "another")),
            ("no Idempotency-Key", request => request.Headers.Remove("Idempotency-Key")),
            ("the time", request => Replace(request, "x-rewards-time", DateTime.UtcNow.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))),
            ("the till", request => Reauthorise(request, "till=\"t-1\"", "till=\"t-2\"")),
            ("the key", request => Reauthorise(request, $"key=\"{till.Key}\"", "key=\"another\"")),
        })
        {
            using var client = till.Client(app.Host.ApiAddress, tamper);

            var answer = await TestApp.SendAsync(client, HttpMethod.Post, $"coupons/{code}/redemptions", body, "key-1");

            // The functions host knows no PUT here, so nobody is asked.
            Assert.True(answer.Status == (what == "the verb" ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized), $"{what}: {(int)answer.Status} {answer.Text}");
        }

        Assert.Empty(await app.RowsOfKindAsync("Coupons", "redemption"));
    }

    [Theory]
    [InlineData(-290, true, "a clock that is slow, within five minutes")]
    [InlineData(290, true, "one that is fast")]
    [InlineData(-310, false, "slow beyond five minutes, or recorded so long ago")]
    [InlineData(310, false, "fast beyond five minutes")]
    public async Task A_signature_is_good_for_five_minutes_either_way(int secondsOff, bool isGood, string why)
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        var till = await app.TillAsync() with { ClockError = TimeSpan.FromSeconds(secondsOff) };
        using var client = till.Client(app.Host.ApiAddress);

        var answer = await TestApp.SendAsync(client, HttpMethod.Get, "programme", null, null);

        Assert.True(answer.Status == (isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), $"{why}: {answer.Text}");
    }

    [Theory]
    [InlineData("Rewards-HMAC", "no parameters")]
    [InlineData("Rewards-HMAC till=\"t-1\"", "neither key nor signature")]
    [InlineData("Rewards-HMAC till=\"t-1\", key=\"k\", signature=\"not Base64!\"", "no Base64")]
    [InlineData("Rewards-HMAC till=\"t-1\", key=\"k\", signature=\"AAAA\"", "three bytes")]
    [InlineData("Rewards-HMAC till=\"t-1\", till=\"t-1\", key=\"k\"", "a parameter twice")]
    [InlineData("Rewards-HMAC till=\"a till\", key=\"k\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "no id")]
    [InlineData("Rewards-HMAC till=\"t-9\", key=\"k\", signature=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "a till that nobody named")]
    [InlineData("Basic dGlsbDpzZWNyZXQ=", "another scheme")]
    public async Task A_header_that_is_no_good_is_a_401(string header, string why)
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        using var client = new HttpClient { BaseAddress = app.Host.ApiAddress };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        client.DefaultRequestHeaders.TryAddWithoutValidation("x-rewards-time", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

        var answer = await TestApp.SendAsync(client, HttpMethod.Get, "programme", null, null);

        Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{why}: {(int)answer.Status} {answer.Text}");
    }

    [Fact]
    public async Task A_till_changes_keys_without_standing_still_and_keeps_its_idempotency_keys()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var old = await app.TillAsync();
        using var before = old.Client(app.Host.ApiAddress);
        var redeemed = (await RedeemAsync(before, code)).Expect(HttpStatusCode.Created);

        using var after = (await app.TillAsync()).Client(app.Host.ApiAddress);
        Assert.Equal(redeemed, await RedeemAsync(before, code));
        Assert.Equal(redeemed, await RedeemAsync(after, code));
        (await app.DeleteAsync($"tills/t-1/keys/{old.Key}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("unauthenticated", (await RedeemAsync(before, code)).Reason);
        Assert.Equal(redeemed, await RedeemAsync(after, code));
    }

    [Fact]
    public async Task A_key_that_was_taken_out_is_out_in_other_instances_soon()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        var till = await app.TillAsync();
        await using var other = await AccessShop.StartAsync(storage, tenant, connectionString: app.ConnectionString);
        using var client = till.Client(other.Host.ApiAddress);
        (await ProgrammeAsync()).Expect(HttpStatusCode.OK);

        await app.DeleteAsync($"tills/t-1/keys/{till.Key}");

        Assert.True(await Patience.UntilAsync(async () => (await ProgrammeAsync()).Status == HttpStatusCode.Unauthorized));

        Task<Answer> ProgrammeAsync() => TestApp.SendAsync(client, HttpMethod.Get, "programme", null, null);
    }

    [Fact]
    public async Task The_deployments_secret_is_replaced_while_keys_of_the_one_before_still_sign()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        var old = await app.TillAsync("t-1");
        Dictionary<string, string?> next = new()
        {
            ["Access:TillKeySecret"] = Convert.ToBase64String(new byte[32]), ["Access:TillKeySecretBefore"] = TestTenant.TillKeySecret,
        };
        await using var during = await AccessShop.StartAsync(storage, tenant, next, app.ConnectionString);
        var made = await during.TillAsync("t-2");
        next["Access:TillKeySecretBefore"] = "";
        await using var after = await AccessShop.StartAsync(storage, tenant, next, app.ConnectionString);

        Assert.Equal((true, true), (await IsGoodAsync(old, during), await IsGoodAsync(made, during)));
        Assert.Equal((false, true), (await IsGoodAsync(old, after), await IsGoodAsync(made, after)));

        static async Task<bool> IsGoodAsync(TillSigner till, TestApp app)
        {
            using var client = till.Client(app.Host.ApiAddress);
            return (await TestApp.SendAsync(client, HttpMethod.Get, "programme", null, null)).Status == HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read_to_its_end_for_a_signature()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        using var client = (await app.TillAsync()).Client(app.Host.ApiAddress);

        (await TestApp.SendAsync(client, HttpMethod.Post, "purchases", new string(' ', 40_000), "")).Expect(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<Answer> RedeemAsync(HttpClient client, string code) =>
        TestApp.SendAsync(client, HttpMethod.Post, $"coupons/{code}/redemptions", Shop.Redemption(), "key-1");

    private static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.Add(header, value);
    }

    private static void Reauthorise(HttpRequestMessage request, string old, string next)
    {
        var header = request.Headers.Authorization!;
        Assert.Contains(old, header.Parameter, StringComparison.Ordinal);
        request.Headers.Authorization = new(header.Scheme, header.Parameter!.Replace(old, next, StringComparison.Ordinal));
    }
}
