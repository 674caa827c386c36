using System.Text;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Benchmarks.Load;

/// <summary>A redemption that is to be made: a code, by a member and on a receipt of its own, who had none before.</summary>
/// <param name="HasReceipt">Whether the till names its receipt; a shared code in several shards then costs a claim more.</param>
internal sealed record Sale(string Code, int Number, bool HasReceipt = true)
{
    public string Member => $"m-{Number:D6}";

    public string Receipt => $"r-{Number:D6}";

    public JsonObject Body => Shop.Redemption(Member, Shop.Basket(HasReceipt ? Receipt : null));

    /// <summary>The whole request, head and body.</summary>
    public byte[] ToRequest(Uri api) => HttpText.Post(api, $"coupons/{Code}/redemptions", Body.ToJsonString(), Receipt);
}

/// <summary>Requests as they go over the wire.</summary>
internal static class HttpText
{
    public static byte[] Post(Uri api, string path, string body, string key) => Encoding.UTF8.GetBytes(
        $"POST {api.AbsolutePath}{path} HTTP/1.1\r\nHost: {api.Authority}\r\nContent-Type: application/json\r\n"
        + $"Idempotency-Key: {key}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}
