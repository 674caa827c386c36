namespace Rewards.Domain.Money;

/// <summary>An amount of money in the smallest unit of its currency (cents of EUR, yen of JPY). Arithmetic is checked.</summary>
public readonly record struct MinorUnits(long Value) : IComparable<MinorUnits>
{
    public static readonly MinorUnits Zero;

    public static MinorUnits operator +(MinorUnits left, MinorUnits right) => new(checked(left.Value + right.Value));

    public static MinorUnits operator -(MinorUnits left, MinorUnits right) => new(checked(left.Value - right.Value));

    public static bool operator <(MinorUnits left, MinorUnits right) => left.Value < right.Value;

    public static bool operator >(MinorUnits left, MinorUnits right) => left.Value > right.Value;

    public static bool operator <=(MinorUnits left, MinorUnits right) => left.Value <= right.Value;

    public static bool operator >=(MinorUnits left, MinorUnits right) => left.Value >= right.Value;

    public static MinorUnits Min(MinorUnits left, MinorUnits right) => left <= right ? left : right;

    public int CompareTo(MinorUnits other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
