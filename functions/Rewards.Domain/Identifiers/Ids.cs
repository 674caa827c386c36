using System.Diagnostics.CodeAnalysis;

namespace Rewards.Domain.Identifiers;

/// <summary>A campaign's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -, chosen by the retailer, case-sensitive.</summary>
public readonly record struct CampaignId
{
    private CampaignId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out CampaignId id)
    {
        var ok = IdText.IsId(text);
        id = ok ? new CampaignId(text!) : default;
        return ok;
    }

    public static CampaignId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a campaign id.");

    public override string ToString() => Value;
}

/// <summary>A reward's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -, chosen by the retailer, case-sensitive.</summary>
public readonly record struct RewardId
{
    private RewardId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out RewardId id)
    {
        var ok = IdText.IsId(text);
        id = ok ? new RewardId(text!) : default;
        return ok;
    }

    public static RewardId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a reward id.");

    public override string ToString() => Value;
}

/// <summary>A segment's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -, chosen by the retailer, case-sensitive.</summary>
public readonly record struct SegmentId
{
    private SegmentId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out SegmentId id)
    {
        var ok = IdText.IsId(text);
        id = ok ? new SegmentId(text!) : default;
        return ok;
    }

    public static SegmentId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a segment id.");

    public override string ToString() => Value;
}

/// <summary>A till's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -, chosen by the retailer, case-sensitive.</summary>
public readonly record struct TillId
{
    private TillId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out TillId id)
    {
        var ok = IdText.IsId(text);
        id = ok ? new TillId(text!) : default;
        return ok;
    }

    public static TillId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a till id.");

    public override string ToString() => Value;
}

/// <summary>
/// The retailer's pseudonym for a member: 1 to 64 of A-Z a-z 0-9 . _ ~ -. An @ is refused, so that no e-mail address
/// becomes a key.
/// </summary>
public readonly record struct MemberId
{
    private MemberId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out MemberId id)
    {
        var ok = IdText.IsId(text);
        id = ok ? new MemberId(text!) : default;
        return ok;
    }

    public static MemberId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("This is not a member id.");

    public override string ToString() => Value;
}

/// <summary>The id of one purchase, given by the till: 1 to 128 printable characters.</summary>
public readonly record struct PurchaseId
{
    private PurchaseId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out PurchaseId id)
    {
        var ok = IdText.IsText(text, 128);
        id = ok ? new PurchaseId(text!) : default;
        return ok;
    }

    public static PurchaseId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("This is not a purchase id.");

    public override string ToString() => Value;
}

/// <summary>What one command is known by, for ever: the name of its operation row. 26 characters of base 32.</summary>
public readonly record struct OperationId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What ids may look like.</summary>
public static class IdText
{
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');

    /// <summary>Free text that is not empty, no longer than <paramref name="maxLength"/>, without control characters or broken surrogates.</summary>
    public static bool IsText([NotNullWhen(true)] string? text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength || text.Any(char.IsControl))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
