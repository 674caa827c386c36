using System.Numerics;

namespace Rewards.Faults.Histories;

/// <summary>Which calls of a history have been put in order, by their places in it.</summary>
internal readonly struct CallSet : IEquatable<CallSet>
{
    private readonly ulong[] bits;

    private CallSet(ulong[] bits) => this.bits = bits;

    public static CallSet Empty(int calls) => new(new ulong[(calls + 63) / 64]);

    public bool Contains(int place) => (bits[place / 64] & (1UL << (place % 64))) != 0;

    public CallSet With(int place)
    {
        var more = (ulong[])bits.Clone();
        more[place / 64] |= 1UL << (place % 64);
        return new CallSet(more);
    }

    /// <summary>The first place that is not in it; may be one beyond the history's end.</summary>
    public int FirstMissing()
    {
        var word = Array.FindIndex(bits, word => word != ulong.MaxValue);
        return word < 0 ? 64 * bits.Length : (64 * word) + BitOperations.TrailingZeroCount(~bits[word]);
    }

    public bool Equals(CallSet other) => bits.AsSpan().SequenceEqual(other.bits);

    public override bool Equals(object? obj) => obj is CallSet other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in bits)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }
}
