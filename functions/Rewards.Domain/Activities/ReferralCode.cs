using System.Diagnostics.CodeAnalysis;
using Rewards.Domain.Coupons;

namespace Rewards.Domain.Activities;

/// <summary>
/// By which a member recommends the programme to a friend: 10 random characters of Crockford's base 32 and the check character
/// of coupon codes.
/// </summary>
public readonly record struct ReferralCode
{
    public const int RandomLength = 10;

    private const int Length = RandomLength + 1;

    /// <summary>Beyond this no typed text can be a code, however many blanks and hyphens it has.</summary>
    private const int MaxTypedLength = 32;

    private ReferralCode(string value) => Value = value;

    /// <summary>Normalised.</summary>
    public string Value { get; }

    /// <summary>Reads what a person typed, as <see cref="CouponCode.TryParse"/> does.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReferralCode code)
    {
        code = default;
        if (text is not { Length: >= Length and <= MaxTypedLength })
        {
            return false;
        }

        Span<char> buffer = stackalloc char[MaxTypedLength];
        if (CouponCode.Normalise(text, buffer) != Length)
        {
            return false;
        }

        var value = buffer[..Length];
        if (!Base32.IsAll(value) || value[^1] != CouponCode.CheckCharacter(value[..^1]))
        {
            return false;
        }

        code = new ReferralCode(new string(value));
        return true;
    }

    /// <exception cref="FormatException">It cannot be a code.</exception>
    public static ReferralCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException("This is not a referral code.");

    /// <param name="randomBytes">One byte a random character; its low five bits count.</param>
    /// <exception cref="ArgumentException">There are not <see cref="RandomLength"/>.</exception>
    public static ReferralCode Of(ReadOnlySpan<byte> randomBytes)
    {
        if (randomBytes.Length != RandomLength)
        {
            throw new ArgumentException($"A referral code has {RandomLength} random characters.", nameof(randomBytes));
        }

        Span<char> value = stackalloc char[Length];
        for (var i = 0; i < RandomLength; i++)
        {
            value[i] = Base32.Alphabet[randomBytes[i] & 31];
        }

        value[^1] = CouponCode.CheckCharacter(value[..^1]);
        return new ReferralCode(new string(value));
    }

    public override string ToString() => Value;
}
