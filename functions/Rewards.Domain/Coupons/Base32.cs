namespace Rewards.Domain.Coupons;

/// <summary>Crockford's base 32: digits and letters without I, L, O and U (crockford.com/base32.html).</summary>
public static class Base32
{
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The bytes as characters, five bits each, most significant first; the last is padded with zero bits.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
}
