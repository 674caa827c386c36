using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;

namespace Rewards.Functions.Batches;

/// <param name="Number">From 0, in its batch.</param>
/// <param name="Attempt">From 0: how many codes of this number were passed over because they were taken.</param>
public sealed record BatchCode(int Number, int Attempt, CouponCode Code);

/// <summary>
/// The codes of a batch, which follow from its seed: the writer and the reader derive the same ones, however often. Hundred
/// after hundred goes to the next shard, and is written whole or not at all.
/// </summary>
public static class BatchCodes
{
    /// <summary>What one entity group transaction takes. Never to be changed: the codes of every batch there is follow from it.</summary>
    public const int ChunkSize = 100;

    public static int ChunksOf(int count) => (count + ChunkSize - 1) / ChunkSize;

    /// <param name="terms">Any version: what codes are made of never changes.</param>
    public static int ShardOf(int chunk, CampaignDefinition terms) => chunk % terms.Shards;

    public static IReadOnlyList<BatchCode> OfChunk(Batch batch, CampaignDefinition terms, int chunk)
    {
        var first = chunk * ChunkSize;
        var length = ((CodePolicy.Unique)terms.Codes).Length;
        var shard = ShardOf(chunk, terms);
        return Distinct(
            first,
            Math.Min(ChunkSize, batch.Count - first),
            batch.Attempts,
            (number, attempt) => Derive(batch.Seed, terms.Tag, shard, length, number, attempt));
    }

    /// <summary>No code twice in a chunk: the later number takes its next one, which needs no note since it always comes out so.</summary>
    /// <param name="attempts">Where a number does not begin with attempt 0.</param>
    public static IReadOnlyList<BatchCode> Distinct(
        int first, int count, ImmutableDictionary<int, int> attempts, Func<int, int, CouponCode> derive)
    {
        var taken = new HashSet<CouponCode>(count);
        var codes = new BatchCode[count];
        for (var i = 0; i < count; i++)
        {
            var number = first + i;
            var attempt = attempts.GetValueOrDefault(number);
            var code = derive(number, attempt);
            while (!taken.Add(code))
            {
                code = derive(number, ++attempt);
            }

            codes[i] = new BatchCode(number, attempt, code);
        }

        return codes;
    }

    private static CouponCode Derive(byte[] seed, string tag, int shard, int length, int number, int attempt)
    {
        Span<byte> what = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(what, number);
        BinaryPrimitives.WriteInt32BigEndian(what[4..], attempt);
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, what, bytes);
        return CouponCode.Unique(tag, shard, bytes[..length]);
    }
}
