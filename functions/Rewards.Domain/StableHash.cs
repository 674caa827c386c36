using System.Text;

namespace Rewards.Domain;

/// <summary>A hash of text that is the same on every machine and in every version (FNV-1a, 64 bits, mixed).</summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 1099511628211UL);
        }

        // FNV-1a alone spreads ids that differ only in their last digits badly; SplitMix64's finalizer mixes all bits.
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
        return hash ^ (hash >> 31);
    }
}
