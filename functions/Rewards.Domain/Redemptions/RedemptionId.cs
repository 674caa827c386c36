using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Redemptions;

/// <summary>A redemption's id carries its address: R, 4 characters of campaign tag, 1 of shard, then 20 of the operation that made it.</summary>
public readonly record struct RedemptionId
{
    private const int Length = 26;

    private const int OperationLength = 20;

    private RedemptionId(string value) => Value = value;

    public string Value { get; }

    public string Tag => Value[1..5];

    /// <summary>0 to 31.</summary>
    public int Shard => Base32.ValueOf(Value[5]);

    /// <param name="tag">Four characters of base 32.</param>
    /// <param name="shard">0 to 31.</param>
    /// <param name="operation">Its first 20 characters (100 bits) go into the id.</param>
    /// <exception cref="ArgumentException">One of them is outside its range.</exception>
    public static RedemptionId Of(string tag, int shard, OperationId operation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shard, 31);
        var value = $"R{tag}{Base32.Alphabet[shard]}{operation.Value[..OperationLength]}";
        return TryParse(value, out var id) ? id : throw new ArgumentException("Tag and operation are base 32, 4 and at least 20 characters.");
    }

    /// <summary>Reads an id, in either case.</summary>
    public static bool TryParse(string? text, out RedemptionId id)
    {
        id = default;
        if (text is not { Length: Length } || !text.All(char.IsAscii))
        {
            return false;
        }

        var value = text.ToUpperInvariant();
        if (value[0] != 'R' || !Base32.IsAll(value))
        {
            return false;
        }

        id = new RedemptionId(value);
        return true;
    }

    public static RedemptionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("This is not a redemption's id.");

    public override string ToString() => Value;
}
