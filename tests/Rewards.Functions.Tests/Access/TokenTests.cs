using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>Access tokens: what is taken, and everything that is not.</summary>
public sealed class TokenTests(TestStorage storage)
{
    [Fact]
    public async Task A_token_of_the_tenant_opens_what_its_roles_open_and_nothing_else()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);

        (await ProgrammeAsync(app, tenant.Token("pos"))).Expect(HttpStatusCode.OK);
        (await ProgrammeAsync(app, tenant.Token("unheard-of marketing"))).Expect(HttpStatusCode.OK);
        var refused = (await ProgrammeAsync(app, tenant.Token("unheard-of"))).Expect(HttpStatusCode.Forbidden);

        Assert.Equal("forbidden", refused.Reason);
        Assert.Contains("pos or marketing or admin", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_version_1_is_taken_as_well()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);

        var token = tenant.Token("pos", descriptor => descriptor.Issuer = $"https://sts.windows.net/{tenant.Id}/");

        (await ProgrammeAsync(app, token)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_token_with_something_wrong_is_refused_without_saying_what_would_help_to_forge_one()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        foreach (var (what, token) in BadTokens.Of(tenant))
        {
            var answer = await ProgrammeAsync(app, token);

            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{what}: {(int)answer.Status} {answer.Text}");
            Assert.Equal("unauthenticated", answer.Reason);
        }
    }

    [Fact]
    public async Task A_401_says_by_what_a_caller_may_prove_itself()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        using var client = new HttpClient { BaseAddress = app.Host.ApiAddress };

        using var response = await client.GetAsync("programme");

        Assert.Equal(["Bearer", "Rewards-HMAC"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task When_the_tenant_changes_its_keys_tokens_of_the_new_one_are_taken()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        (await ProgrammeAsync(app, tenant.Token("pos"))).Expect(HttpStatusCode.OK);
        tenant.Key = TestTenant.NewKey();

        Assert.True(await Patience.UntilAsync(async () => (await ProgrammeAsync(app, tenant.Token("pos"))).Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task While_the_tenants_keys_are_not_to_be_had_a_token_is_neither_good_nor_bad_and_tills_sign_on()
    {
        await using var tenant = await TestTenant.StartAsync();
        var settings = tenant.Settings;
        await using var setUp = await AccessShop.StartAsync(storage, tenant);
        var till = await setUp.TillAsync();
        settings["Access:Authority"] = "http://127.0.0.1:1/nobody";
        await using var app = await TestApp.StartAsync(storage, connectionString: setUp.ConnectionString, settings: settings);

        var answer = (await ProgrammeAsync(app, tenant.Token("pos"))).Expect(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("identity-provider-away", answer.Reason);
        using var client = till.Client(app.Host.ApiAddress);
        (await TestApp.SendAsync(client, HttpMethod.Get, "programme", null, null)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_tenant_that_does_not_answer_holds_nobody_up_for_long()
    {
        await using var tenant = await TestTenant.StartAsync();
        var settings = tenant.Settings;
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        settings["Access:Authority"] = $"http://{silent.LocalEndpoint}/nobody";
        await using var app = await TestApp.StartAsync(storage, settings: settings);
        var started = Stopwatch.GetTimestamp();

        (await ProgrammeAsync(app, tenant.Token("pos"))).Expect(HttpStatusCode.ServiceUnavailable);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Where_no_tenant_is_set_no_token_is_taken()
    {
        await using var tenant = await TestTenant.StartAsync();
        var settings = tenant.Settings;
        settings.Remove("Access:TenantId");
        await using var app = await TestApp.StartAsync(storage, settings: settings);

        (await ProgrammeAsync(app, tenant.Token("pos"))).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Credentials_are_asked_for_unless_a_setting_says_otherwise()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Access:Required"] = null });

        (await app.GetAsync("programme")).Expect(HttpStatusCode.Unauthorized);
        (await app.GetAsync("health")).Expect(HttpStatusCode.OK);
    }

    private static Task<Answer> ProgrammeAsync(TestApp app, string token) => app.AsAsync($"Bearer {token}", HttpMethod.Get, "programme");
}
