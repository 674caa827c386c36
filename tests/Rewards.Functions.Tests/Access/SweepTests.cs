using System.Net;
using Rewards.Functions.Tests.OpenApi;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>Every route with every credential: who must not, gets nowhere and changes nothing; who may, is let in.</summary>
public sealed class SweepTests(TestStorage storage)
{
    private static readonly string[] AllRoles = ["pos", "marketing", "admin"];

    private readonly OpenApiDocument document = OpenApiDocument.Load();

    [Fact]
    public async Task No_route_but_health_takes_a_wrong_credential_and_none_changes_anything()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await OpenAsync(tenant);
        var before = await app.DumpAsync();
        string?[] wrong = [null, "Bearer", "Rewards-HMAC till=\"t-1\"", .. BadTokens.Of(tenant).Select(bad => $"Bearer {bad.Token}")];
        foreach (var operation in document.Operations.Where(operation => operation.Id != "GetHealth"))
        {
            foreach (var credential in wrong)
            {
                var answer = await CallAsync(app, operation, credential);

                Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{operation} with {credential}: {(int)answer.Status} {answer.Text}");
                Assert.Empty(document.Check(operation, answer));
            }
        }

        await app.WhenIdleAsync();
        Assert.Equal(before, await app.DumpAsync());
    }

    [Fact]
    public async Task Every_route_is_open_to_the_roles_that_the_description_names_and_to_no_other()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await OpenAsync(tenant);
        var before = await app.DumpAsync();
        List<(OpenApiOperation Operation, string Role)> open = [];
        foreach (var operation in document.Operations.Where(operation => operation.Id != "GetHealth"))
        {
            var named = operation.Node["x-roles"]!.AsArray().Select(role => role!.GetValue<string>()).ToList();
            open.AddRange(named.Select(role => (operation, role)));
            foreach (var role in AllRoles.Except(named).Append("reader"))
            {
                var answer = await CallAsync(app, operation, $"Bearer {tenant.Token(role)}");

                Assert.True(answer.Status == HttpStatusCode.Forbidden && answer.Reason == "forbidden", $"{operation} as {role}: {(int)answer.Status} {answer.Text}");
                Assert.Empty(document.Check(operation, answer));
            }
        }

        await app.WhenIdleAsync();
        Assert.Equal(before, await app.DumpAsync());
        foreach (var (operation, role) in open)
        {
            var answer = await CallAsync(app, operation, $"Bearer {tenant.Token(role)}");

            Assert.True(
                answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError),
                $"{operation} as {role}: {(int)answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task A_till_gets_where_pos_gets_and_nowhere_else()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await OpenAsync(tenant);
        using var client = (await app.TillAsync()).Client(app.Host.ApiAddress);
        foreach (var operation in document.Operations.Where(operation => operation.Id != "GetHealth"))
        {
            var isOpen = operation.Node["x-roles"]!.AsArray().Any(role => role!.GetValue<string>() == "pos");
            var answer = await TestApp.SendAsync(
                client, new HttpMethod(operation.Verb), OpenApiSamples.PathOf(operation), OpenApiSamples.BodyOf(operation), "a-key");

            Assert.True(isOpen == (answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)), $"{operation}: {(int)answer.Status} {answer.Text}");
            var signs = operation.Node["security"] is null;
            Assert.True(signs == isOpen, $"{operation} says {(signs ? "" : "not ")}that a till may call it.");
        }
    }

    private async Task<TestApp> OpenAsync(TestTenant tenant)
    {
        var app = await AccessShop.StartAsync(storage, tenant);
        await app.DefineAsync(OpenApiSamples.Campaign);
        await app.EnrolAsync("m-1");
        await app.WhenIdleAsync();
        return app;
    }

    private static Task<Answer> CallAsync(TestApp app, OpenApiOperation operation, string? credential) => app.AsAsync(
        credential, new HttpMethod(operation.Verb), OpenApiSamples.PathOf(operation), OpenApiSamples.BodyOf(operation));
}
