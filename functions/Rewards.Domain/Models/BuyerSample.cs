using System.Numerics;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Models;

/// <summary>
/// Buyers for a fit, at most so many: when there are more, half of them are dropped, by a stable hash of their ids, and as often
/// as it takes. So memory stays flat whatever the number of members.
/// </summary>
/// <param name="max">How many are kept.</param>
/// <param name="depth">How often they were halved already.</param>
public sealed class BuyerSample(int max = BuyerSample.MaxBuyers, int depth = 0)
{
    public const int MaxBuyers = 100_000;

    private readonly List<(int Rank, Buyer Buyer)> kept = [];

    /// <summary>How often the buyers were halved.</summary>
    public int Depth { get; private set; } = depth;

    /// <summary>For how many buyers each one stands.</summary>
    public long Weight => 1L << Depth;

    public IReadOnlyList<Buyer> Buyers => kept.ConvertAll(one => one.Buyer);

    /// <summary>How many halvings the member stays through: every second one the first, every fourth the second, and so on.</summary>
    public static int RankOf(MemberId member) => BitOperations.TrailingZeroCount(StableHash.Of($"sample|{member.Value}") | (1UL << 40));

    public void Add(int rank, Buyer buyer)
    {
        if (rank < Depth)
        {
            return;
        }

        kept.Add((rank, buyer));
        while (kept.Count > max)
        {
            Depth++;
            kept.RemoveAll(one => one.Rank < Depth);
        }
    }
}

/// <summary>What is known of a sample before it is drawn: how many buyers were seen of those that were to be kept.</summary>
public readonly record struct SampleSize(int Depth, long Kept)
{
    /// <summary>With buyers of these ranks. Where they are too many, half of them are taken to be dropped.</summary>
    public SampleSize With(IEnumerable<int> ranks, int max = BuyerSample.MaxBuyers)
    {
        var depth = Depth;
        var kept = Kept + ranks.Count(rank => rank >= depth);
        while (kept > max)
        {
            depth++;
            kept /= 2;
        }

        return new SampleSize(depth, kept);
    }
}
