using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Rewards.Functions.Tests.Support;

/// <summary>An Entra tenant on loopback: publishes its keys, and issues whatever token a test asks for.</summary>
public sealed class TestTenant : IAsyncDisposable
{
    public const string Audience = "api://rewards";

    /// <summary>The deployment's secret for tills' keys, Base64.</summary>
    public static readonly string TillKeySecret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly WebApplication app;

    private TestTenant(WebApplication app)
    {
        this.app = app;
        Key = NewKey();
    }

    /// <summary>That of now; a test may change it.</summary>
    public RsaSecurityKey Key { get; set; }

    public string Id { get; } = Guid.NewGuid().ToString();

    public string Authority => $"{app.Urls.Single()}/{Id}/v2.0";

    /// <summary>Of an app that takes this tenant's tokens, and tills.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Access:Required"] = "true",
        ["Access:TenantId"] = Id,
        ["Access:Audience"] = Audience,
        ["Access:Authority"] = Authority,
        ["Access:TillKeySecret"] = TillKeySecret,
    };

    public static async Task<TestTenant> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var tenant = new TestTenant(builder.Build());
        tenant.app.MapGet($"/{tenant.Id}/v2.0/.well-known/openid-configuration", () => Results.Text(
            $$"""{ "issuer": "{{tenant.Authority}}", "jwks_uri": "{{tenant.Authority}}/keys" }""", "application/json"));
        tenant.app.MapGet($"/{tenant.Id}/v2.0/keys", () => Results.Text(tenant.Published(), "application/json"));
        await tenant.app.StartAsync();
        return tenant;
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>A good one for these roles, unless <paramref name="change"/> makes it a bad one.</summary>
    public string Token(string roles, Action<SecurityTokenDescriptor>? change = null, string oid = "11111111-1111-1111-1111-111111111111")
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = Audience,
            IssuedAt = DateTime.UtcNow,
            NotBefore = DateTime.UtcNow,
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = new Dictionary<string, object> { ["oid"] = oid, ["roles"] = roles.Split(' ', StringSplitOptions.RemoveEmptyEntries) },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private string Published()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = Key.KeyId });
        return $$"""{ "keys": [{ "kty": "RSA", "use": "sig", "kid": "{{key.Kid}}", "n": "{{key.N}}", "e": "{{key.E}}" }] }""";
    }
}
