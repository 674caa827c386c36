using System.Text;
using Microsoft.IdentityModel.Tokens;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Access;

/// <summary>Tokens that would open everything, but for one thing each.</summary>
internal static class BadTokens
{
    private const string AllRoles = "pos marketing admin";

    public static IEnumerable<(string What, string Token)> Of(TestTenant tenant)
    {
        var good = tenant.Token(AllRoles);
        var parts = good.Split('.');
        yield return ("no token at all", "");
        yield return ("no token but text", "open-sesame");
        yield return ("two parts of three", $"{parts[0]}.{parts[1]}");
        yield return ("another tenant's", tenant.Token(AllRoles, token => token.Issuer = $"https://login.microsoftonline.com/{Guid.NewGuid()}/v2.0"));
        yield return ("for another API", tenant.Token(AllRoles, token => token.Audience = "https://graph.microsoft.com"));
        yield return ("for nobody", tenant.Token(AllRoles, token => token.Audience = null));
        yield return ("run out", tenant.Token(AllRoles, token => (token.NotBefore, token.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddMinutes(-3))));
        yield return ("not yet good", tenant.Token(AllRoles, token => token.NotBefore = DateTime.UtcNow.AddMinutes(3)));
        yield return ("good for ever", tenant.Token(AllRoles, token => token.Expires = null));
        yield return ("signed by another key of the same name", tenant.Token(AllRoles, token => token.SigningCredentials = SignedBy(tenant.Key.KeyId)));
        yield return ("signed by a key that the tenant does not have", tenant.Token(AllRoles, token => token.SigningCredentials = SignedBy("another")));
        yield return ("not signed", tenant.Token(AllRoles, token => token.SigningCredentials = null));
        yield return ("its signature cut off", $"{parts[0]}.{parts[1]}.");
        yield return ("signed with the public key as if that were a secret", SignedWithPublicKey(tenant));
        yield return ("its roles changed after it was signed", $"{parts[0]}.{Base64UrlEncoder.Encode(Changed(parts[1]))}.{parts[2]}");
        yield return ("without saying whose it is", tenant.Token(AllRoles, token => token.Claims.Remove("oid")));
    }

    private static SigningCredentials SignedBy(string keyId)
    {
        var key = TestTenant.NewKey();
        key.KeyId = keyId;
        return new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
    }

    private static string SignedWithPublicKey(TestTenant tenant)
    {
        var secret = Encoding.ASCII.GetBytes(tenant.Key.Rsa.ExportSubjectPublicKeyInfoPem());
        return tenant.Token(AllRoles, token => token.SigningCredentials = new SigningCredentials(
            new SymmetricSecurityKey(secret) { KeyId = tenant.Key.KeyId }, SecurityAlgorithms.HmacSha256));
    }

    private static string Changed(string payload) => Base64UrlEncoder.Decode(payload).Replace("marketing", "marketeer", StringComparison.Ordinal);
}
