using System.Net;
using System.Net.Http.Headers;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>An app where everybody proves who they are. What a test sends without saying by whom comes from somebody who may do everything.</summary>
internal static class AccessShop
{
    public static async Task<TestApp> StartAsync(
        TestStorage storage, TestTenant tenant, Dictionary<string, string?>? settings = null, string? connectionString = null)
    {
        var app = await TestApp.StartAsync(
            storage, connectionString: connectionString, settings: tenant.Settings.Concat(settings ?? []).GroupBy(setting => setting.Key).ToDictionary(same => same.Key, same => same.Last().Value));
        app.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tenant.Token("pos marketing admin"));
        return app;
    }

    /// <summary>Names a till and gives it a key.</summary>
    public static async Task<TillSigner> TillAsync(this TestApp app, string till = "t-1", string store = "0042", string? key = null)
    {
        (await app.PutAsync($"tills/{till}", new { storeId = store })).Expect(HttpStatusCode.OK);
        var made = (await app.PostAsync($"tills/{till}/keys", null, key)).Expect(HttpStatusCode.Created).Json;
        return new TillSigner(till, made["keyId"]!.GetValue<string>(), made["secret"]!.GetValue<string>());
    }

    public static async Task<Answer> AsAsync(this TestApp app, string? credential, HttpMethod method, string path, object? body = null, string? key = "a-key")
    {
        using var client = new HttpClient { BaseAddress = app.Host.ApiAddress };
        if (credential is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", credential);
        }

        return await TestApp.SendAsync(client, method, path, body, key);
    }
}
