using System.Diagnostics.CodeAnalysis;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Cards;

/// <summary>
/// What a member's card says: an EAN-13 of 13 digits, the last of which is the check digit (GS1 General Specifications, 7.9),
/// or the text of a QR code: 1 to 128 printable characters. A text of 13 digits is an EAN-13 and nothing else. Case counts.
/// </summary>
public readonly record struct CardNumber
{
    private const int MaxLength = 128;

    private const int EanLength = 13;

    private CardNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>Whether it is an EAN-13; otherwise it is the text of a QR code.</summary>
    public bool IsEan => IsEanText(Value);

    public static bool TryParse([NotNullWhen(true)] string? text, out CardNumber number)
    {
        var ok = FaultOf(text) is null;
        number = ok ? new CardNumber(text!) : default;
        return ok;
    }

    /// <exception cref="FormatException">The text is no card number.</exception>
    public static CardNumber Parse(string text) =>
        TryParse(text, out var number) ? number : throw new FormatException("This is no card number.");

    /// <summary>Why a text is no card number, for people; null: it is one.</summary>
    public static string? FaultOf(string? text)
    {
        if (!IdText.IsText(text, MaxLength))
        {
            return "13 digits, or the 1 to 128 printable characters of a QR code, are needed.";
        }

        if (text.Contains('@'))
        {
            return "An e-mail address is no card number.";
        }

        // What could not stand in the path of a URL and come out of it as it went in.
        if (text is "." or ".." || text.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return "A card number is not . or .. and does not contain %2F.";
        }

        return IsEanText(text) && CheckDigitOf(text) != text[^1] ? "The last of the 13 digits is not the check digit of the others." : null;
    }

    public override string ToString() => Value;

    private static bool IsEanText(string text) => text.Length == EanLength && text.All(char.IsAsciiDigit);

    /// <summary>Digits weigh 1 and 3 in turn; the check digit fills their sum up to a multiple of ten.</summary>
    private static char CheckDigitOf(string ean)
    {
        var sum = 0;
        for (var i = 0; i < EanLength - 1; i++)
        {
            sum += (ean[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return (char)('0' + ((10 - (sum % 10)) % 10));
    }
}
