using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;

namespace Rewards.Functions.Access;

/// <summary>
/// Requests that a till has signed: HMAC-SHA256 (RFC 2104) over method, target, body, time and Idempotency-Key, which
/// <see cref="SignedRequest"/> puts together.
/// </summary>
public sealed class TillSignatures(TillCatalogue tills, TillSecrets secrets, TimeProvider time)
{
    public const string Scheme = "Rewards-HMAC";

    public const string TimeHeader = "x-rewards-time";

    private static readonly Admission Malformed = new Admission.Unproven($"{Scheme} takes till, key and signature, and the header {TimeHeader} an ISO 8601 time in UTC.");
    private static readonly Admission Untimely = new Admission.Unproven($"The header {TimeHeader} is more than five minutes from now.");

    // One answer for all of them: it does not tell which tills and keys there are.
    private static readonly Admission Wrong = new Admission.Unproven("Till, key or signature are wrong.");

    public async Task<Admission> ReadAsync(HttpRequest request, string parameters)
    {
        var (sentTime, key) = (request.Headers[TimeHeader], request.Headers["Idempotency-Key"]);
        if (Claim.Parse(parameters) is not { } claim
            || sentTime.Count != 1
            || key.Count > 1
            || !InstantPattern.ExtendedIso.Parse(sentTime.ToString()).TryGetValue(default, out var signedAt))
        {
            return Malformed;
        }

        if (!SignedRequest.IsTimely(signedAt, Instant.FromDateTimeOffset(time.GetUtcNow())))
        {
            return Untimely;
        }

        var till = await tills.NewestAsync(claim.Till, request.HttpContext.RequestAborted);
        if (till?.Keys.FirstOrDefault(known => known.Id == claim.Key) is not { } found || secrets.Of(till.Id, found) is not { } secret)
        {
            return Wrong;
        }

        var signed = new SignedRequest(request.Method, TargetOf(request), await HashBodyAsync(request), sentTime.ToString(), key.ToString());
        var expected = HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(signed.Text));
        return CryptographicOperations.FixedTimeEquals(expected, claim.Signature)
            ? new Admission.Proven(new Principal($"till {till.Id}", Roles.Pos, [till.StoreId]))
            : Wrong;
    }

    private static string TargetOf(HttpRequest request) => $"{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";

    /// <summary>Leaves the body for the function to read.</summary>
    private static async Task<string> HashBodyAsync(HttpRequest request)
    {
        var body = await Requests.ReadAsync(request, Requests.MaxBodyBytes);
        request.Body = new MemoryStream(body.ToArray(), writable: false);
        return Convert.ToHexStringLower(SHA256.HashData(body.Span));
    }

    /// <summary>What the header says.</summary>
    private sealed record Claim(TillId Till, string Key, byte[] Signature)
    {
        public static Claim? Parse(string parameters)
        {
            if (!NameValueHeaderValue.TryParseList([parameters], out var list) || list.Count != 3)
            {
                return null;
            }

            var values = list.DistinctBy(value => value.Name.ToString()).ToDictionary(value => value.Name.ToString(), value => value.GetUnescapedValue().ToString());
            var signature = new byte[HMACSHA256.HashSizeInBytes];
            return TillId.TryParse(values.GetValueOrDefault("till"), out var till)
                && values.TryGetValue("key", out var key)
                && Convert.TryFromBase64String(values.GetValueOrDefault("signature") ?? "", signature, out var length)
                && length == signature.Length
                    ? new Claim(till, key, signature)
                    : null;
        }
    }
}
