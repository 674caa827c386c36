namespace Rewards.Domain.Money;

/// <summary>An ISO 4217 alphabetic code: three upper-case letters.</summary>
public readonly record struct Currency
{
    private Currency(string code) => Code = code;

    public string Code { get; }

    public static bool TryParse(string? text, out Currency currency)
    {
        var ok = text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);
        currency = ok ? new Currency(text!) : default;
        return ok;
    }

    public static Currency Parse(string text) =>
        TryParse(text, out var currency) ? currency : throw new FormatException($"'{text}' is not a currency code.");

    public override string ToString() => Code;
}
