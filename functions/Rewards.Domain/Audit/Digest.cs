namespace Rewards.Domain.Audit;

/// <summary>
/// What was counted, and of which: two sums of the same things are the same in whatever order they were added up, and, but for a
/// chance of one in 2^64, only then. So a shard of any size is compared with a few numbers in hand.
/// </summary>
/// <param name="Mix">The sum of the hashes of what was counted, each as often as it was.</param>
public sealed record Digest(long Count, ulong Mix)
{
    public static readonly Digest Nothing = new(0, 0);

    public Digest With(string what, long times = 1) => new(Count + times, unchecked(Mix + (ulong)times * StableHash.Of(what)));
}
