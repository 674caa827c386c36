namespace Rewards.Domain.Coupons;

/// <summary>
/// A code as it is keyed: normalised. A unique code carries its address: 4 characters of campaign tag, 1 of shard, 8 to 20
/// random, 1 check character (Luhn mod 32, ISO/IEC 7812-1 carried over to base 32), in Crockford's base 32. A shared code has
/// 3 to 13 characters, which may also be U.
/// </summary>
public readonly record struct CouponCode
{
    private CouponCode(string value) => Value = value;

    /// <summary>Normalised, without hyphens.</summary>
    public string Value { get; }

    public bool IsUnique => Value.Length >= UniqueMinLength;

    /// <summary>Four characters; of unique codes only.</summary>
    public string Tag => Value[..4];

    /// <summary>0 to 31; of unique codes only.</summary>
    public int Shard => throw new NotImplementedException();

    public const int UniqueMinLength = 14;

    public const int UniqueMaxLength = 26;

    /// <summary>
    /// Reads what a person typed: case, blanks and hyphens do not count; I and L are read as 1, O as 0. False if it cannot be
    /// a code: a wrong length, a character outside the alphabet, or a check character that does not hold.
    /// </summary>
    public static bool TryParse(string? text, out CouponCode code) => throw new NotImplementedException();

    /// <summary>Makes a unique code.</summary>
    /// <param name="tag">Four characters of the alphabet.</param>
    /// <param name="shard">0 to 31.</param>
    /// <param name="randomBytes">One byte a random character; its low five bits count.</param>
    public static CouponCode Unique(string tag, int shard, ReadOnlySpan<byte> randomBytes) => throw new NotImplementedException();

    /// <summary>As printed: a unique code in groups of five with hyphens, a shared one as it is.</summary>
    public string ToDisplay() => throw new NotImplementedException();

    public override string ToString() => Value;
}
