using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>Naming tills, giving keys and taking them out.</summary>
public sealed class TillFunctionTests(TestStorage storage)
{
    [Fact]
    public async Task A_till_is_named_changed_listed_and_never_shows_a_secret_again()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        var till = await app.TillAsync("t-1", "0042", "key-1");
        var same = await app.PutAsync("tills/t-1", new { storeId = "0042" });
        var moved = (await app.PutAsync("tills/t-1", new { storeId = "0043" })).Expect(HttpStatusCode.OK);
        await app.TillAsync("t-2");

        Assert.Equal(2, same.Json["version"]!.GetValue<int>());
        Assert.Equal(moved, await app.GetAsync("tills/t-1"));
        Assert.Equal("0043", moved.Json["storeId"]!.GetValue<string>());
        Assert.Equal(till.Key, moved.Json["keys"]![0]!["keyId"]!.GetValue<string>());
        Assert.Equal(["t-1", "t-2"], (await app.GetAsync("tills")).Json["tills"]!.AsArray().Select(one => one!["id"]!.GetValue<string>()));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains(till.Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(till.Secret, (await app.GetAsync("tills")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_same_key_until_that_is_taken_out()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        var till = await app.TillAsync("t-1", "0042", "key-1");

        Assert.Equal(till, await app.TillAsync("t-1", "0042", "key-1"));
        Assert.NotEqual(till.Secret, (await app.TillAsync("t-2", "0042", "key-1")).Secret);
        (await app.DeleteAsync($"tills/t-1/keys/{till.Key}")).Expect(HttpStatusCode.NoContent);
        (await app.DeleteAsync($"tills/t-1/keys/{till.Key}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("key-revoked", (await app.PostAsync("tills/t-1/keys", null, "key-1")).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task Many_who_ask_for_keys_at_once_get_two()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        (await app.PutAsync("tills/t-1", new { storeId = "0042" })).Expect(HttpStatusCode.OK);

        var race = await Race.RunAsync(8, _ => app.PostAsync("tills/t-1/keys", null));

        race.Expect(2, "too-many-keys");
        Assert.Equal(2, (await app.GetAsync("tills/t-1")).Json["keys"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("tills/a till", """{ "storeId": "0042" }""", "tillId", "no id")]
    [InlineData("tills/t-1", """{ }""", "storeId", "no store")]
    [InlineData("tills/t-1", """{ "storeId": "" }""", "storeId", "an empty one")]
    [InlineData("tills/t-1", """{ "storeId": "0042", "secret": "mine" }""", "secret", "a member that is unknown")]
    public async Task A_till_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(string path, string body, string field, string why)
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);

        var answer = (await app.PutAsync(path, JsonNode.Parse(body)!)).Expect(HttpStatusCode.BadRequest);

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Empty((await app.GetAsync("tills")).Json["tills"]!.AsArray());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant);
        Assert.Equal("unknown-till", (await app.GetAsync("tills/t-1")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-till", (await app.PostAsync("tills/t-1/keys", null)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-till", (await app.DeleteAsync("tills/t-1/keys/k")).Expect(HttpStatusCode.NotFound).Reason);
        await app.PutAsync("tills/t-1", new { storeId = "0042" });
        Assert.Equal("unknown-key", (await app.DeleteAsync("tills/t-1/keys/k")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("Idempotency-Key", (await app.PostAsync("tills/t-1/keys", null, "")).Expect(HttpStatusCode.BadRequest).Field);
    }

    /// <summary>Between the first deployment and the secret's way into the vault, the platform leaves the reference as it is.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("@Microsoft.KeyVault(VaultName=kv-1;SecretName=till-keys)")]
    public async Task Without_a_secret_of_the_deployment_there_are_no_keys(string secret)
    {
        await using var tenant = await TestTenant.StartAsync();
        await using var app = await AccessShop.StartAsync(storage, tenant, new() { ["Access:TillKeySecret"] = secret });
        await app.PutAsync("tills/t-1", new { storeId = "0042" });

        Assert.Equal("no-till-secret", (await app.PostAsync("tills/t-1/keys", null)).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Theory]
    [InlineData("not Base64!", "no Base64")]
    [InlineData("c2hvcnQ=", "five bytes")]
    public async Task A_secret_that_is_none_keeps_the_app_from_starting(string secret, string why)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => TestApp.StartAsync(storage, settings: new() { ["Access:TillKeySecret"] = secret }));

        Assert.True(failure.ToString().Contains("Access__TillKeySecret must be Base64 of 32 bytes or more", StringComparison.Ordinal), $"{why}: {failure}");
    }
}
