namespace Rewards.Domain.Coupons;

/// <summary>
/// A code as it is keyed: normalised. A unique code carries its address: 4 characters of campaign tag, 1 of shard, 8 to 20
/// random, 1 check character (Luhn mod 32, ISO/IEC 7812-1 carried over to base 32), in Crockford's base 32. A shared code has
/// 3 to 13 characters, which may also be U; a foreign one, which another engine printed and an import brought, 3 to 40.
/// </summary>
public readonly record struct CouponCode
{
    private CouponCode(string value) => Value = value;

    /// <summary>Normalised, without hyphens.</summary>
    public string Value { get; }

    /// <summary>Has the length and the alphabet of a unique code: what stands in front may be a campaign's tag, right or mistyped.</summary>
    public bool HasTag => Value.Length is >= UniqueMinLength and <= UniqueMaxLength && Base32.IsAll(Value);

    /// <summary>Made here, or as if: its check character holds.</summary>
    public bool IsUnique => HasTag && Value[^1] == CheckCharacter(Value.AsSpan(..^1));

    /// <summary>Short enough to be one code for everybody.</summary>
    public bool CanBeShared => Value.Length < UniqueMinLength;

    /// <summary>Four characters; only where <see cref="HasTag"/>.</summary>
    public string Tag => Value[..TagLength];

    /// <summary>0 to 31; of unique codes only.</summary>
    public int Shard => Base32.ValueOf(Value[TagLength]);

    public const int UniqueMinLength = 14;

    public const int UniqueMaxLength = 26;

    public const int MinLength = 3;

    public const int MaxLength = 40;

    private const int TagLength = 4;

    /// <summary>Beyond this no typed text can be a code, however many blanks and hyphens it has.</summary>
    private const int MaxTypedLength = 64;

    private const int GroupLength = 5;

    /// <summary>
    /// Reads what a person typed: case, blanks and hyphens do not count; I and L are read as 1, O as 0. False if it cannot be
    /// a code: a wrong length or a character outside the alphabet. Whether a check character holds is for
    /// <see cref="IsUnique"/>: a foreign code has none.
    /// </summary>
    public static bool TryParse(string? text, out CouponCode code)
    {
        code = default;
        if (text is not { Length: >= MinLength and <= MaxTypedLength })
        {
            return false;
        }

        Span<char> buffer = stackalloc char[MaxTypedLength];
        var length = Normalise(text, buffer);
        var value = buffer[..Math.Max(length, 0)];
        if (value.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        code = new CouponCode(new string(value));
        return true;
    }

    /// <exception cref="FormatException">It cannot be a code.</exception>
    public static CouponCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException("This is not a coupon code.");

    /// <summary>Makes a unique code.</summary>
    /// <param name="tag">Four characters of the alphabet.</param>
    /// <param name="shard">0 to 31.</param>
    /// <param name="randomBytes">One byte a random character; its low five bits count.</param>
    /// <exception cref="ArgumentException">One of them is outside its range.</exception>
    public static CouponCode Unique(string tag, int shard, ReadOnlySpan<byte> randomBytes)
    {
        var length = TagLength + 1 + randomBytes.Length + 1;
        if (tag is not { Length: TagLength } || !Base32.IsAll(tag))
        {
            throw new ArgumentException("A tag is four characters of base 32.", nameof(tag));
        }

        if (length is < UniqueMinLength or > UniqueMaxLength)
        {
            throw new ArgumentException("A unique code has 8 to 20 random characters.", nameof(randomBytes));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shard, 31);

        Span<char> value = stackalloc char[length];
        tag.CopyTo(value);
        value[TagLength] = Base32.Alphabet[shard];
        for (var i = 0; i < randomBytes.Length; i++)
        {
            value[TagLength + 1 + i] = Base32.Alphabet[randomBytes[i] & 31];
        }

        value[^1] = CheckCharacter(value[..^1]);
        return new CouponCode(new string(value));
    }

    /// <summary>As printed: a unique code in groups of five with hyphens, any other as it is.</summary>
    public string ToDisplay() =>
        IsUnique ? string.Join('-', Value.Chunk(GroupLength).Select(group => new string(group))) : Value;

    public override string ToString() => Value;

    /// <summary>How many characters remain; -1 if one cannot be in any code.</summary>
    internal static int Normalise(string text, Span<char> buffer)
    {
        var length = 0;
        foreach (var typed in text)
        {
            if (typed == '-' || char.IsWhiteSpace(typed))
            {
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(typed))
            {
                return -1;
            }

            buffer[length++] = char.ToUpperInvariant(typed) switch
            {
                'I' or 'L' => '1',
                'O' => '0',
                var kept => kept,
            };
        }

        return length;
    }

    internal static char CheckCharacter(ReadOnlySpan<char> payload)
    {
        var sum = 0;
        var factor = 2;
        for (var i = payload.Length - 1; i >= 0; i--)
        {
            var addend = factor * Base32.ValueOf(payload[i]);
            sum += addend / 32 + addend % 32;
            factor = 3 - factor;
        }

        return Base32.Alphabet[(32 - sum % 32) % 32];
    }
}
