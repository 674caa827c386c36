using NodaTime;

namespace Rewards.Domain.Access;

/// <summary>What a till signs of its request.</summary>
/// <param name="Target">Path and query as they were sent, percent-encoded.</param>
/// <param name="BodyHash">SHA-256 of the body in lower-case hexadecimal; of nothing where there is none.</param>
/// <param name="Time">As the header has it.</param>
/// <param name="IdempotencyKey">Empty where there is none. What is sent twice with one gets the stored reply, so it is the nonce as well.</param>
public sealed record SignedRequest(string Method, string Target, string BodyHash, string Time, string IdempotencyKey)
{
    /// <summary>How far a till's clock may be off, and how long what somebody recorded may be sent again.</summary>
    public static readonly Duration Window = Duration.FromMinutes(5);

    public string Text => string.Join('\n', Method, Target, BodyHash, Time, IdempotencyKey);

    public static bool IsTimely(Instant signedAt, Instant now) => signedAt >= now - Window && signedAt <= now + Window;
}
