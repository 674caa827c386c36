namespace Rewards.Domain.Points;

/// <summary>Points of the programme, whole ones. Arithmetic is checked.</summary>
public readonly record struct PointCount(long Value) : IComparable<PointCount>
{
    public static readonly PointCount Zero;

    public static PointCount operator +(PointCount left, PointCount right) => new(checked(left.Value + right.Value));

    public static PointCount operator -(PointCount left, PointCount right) => new(checked(left.Value - right.Value));

    public static bool operator <(PointCount left, PointCount right) => left.Value < right.Value;

    public static bool operator >(PointCount left, PointCount right) => left.Value > right.Value;

    public static bool operator <=(PointCount left, PointCount right) => left.Value <= right.Value;

    public static bool operator >=(PointCount left, PointCount right) => left.Value >= right.Value;

    public static PointCount Min(PointCount left, PointCount right) => left <= right ? left : right;

    public static PointCount Max(PointCount left, PointCount right) => left >= right ? left : right;

    public int CompareTo(PointCount other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
