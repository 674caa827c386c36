using System.Buffers;

namespace Rewards.Domain.Coupons;

/// <summary>Crockford's base 32: digits and letters without I, L, O and U (crockford.com/base32.html).</summary>
public static class Base32
{
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>The bytes as characters, five bits each, most significant first; the last is padded with zero bits.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var (index, offset) = (i * 5 / 8, i * 5 % 8);
            var following = index + 1 < bytes.Length ? bytes[index + 1] : 0;
            var window = (bytes[index] << 8) | following;
            text[i] = Alphabet[(window >> (11 - offset)) & 31];
        }

        return new string(text);
    }

    /// <summary>0 to 31; -1 if the character is not in the alphabet. Upper case only.</summary>
    internal static int ValueOf(char character) => Alphabet.IndexOf(character);

    public static bool IsAll(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Characters) < 0;
}
