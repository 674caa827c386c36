using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Batches;

namespace Rewards.Functions.Tests.Batches;

public sealed class BatchCodesTests
{
    [Fact]
    public void The_codes_of_a_seed_are_the_same_for_ever()
    {
        // Computed by another HMAC-SHA256 implementation; codes that retailers have printed follow from it.
        var codes = BatchCodes.OfChunk(BatchOf(250), Terms, 2);

        Assert.Equal(50, codes.Count);
        Assert.Equal("ABCD0-8JYBY-N0C8D-Z3K", codes[0].Code.ToDisplay());
        Assert.Equal("ABCD0-Q5FF8-438HF-TY5", codes[49].Code.ToDisplay());
    }

    [Fact]
    public void A_number_whose_code_is_taken_has_another_one_and_the_rest_stays()
    {
        var before = BatchCodes.OfChunk(BatchOf(100), Terms, 0);
        var after = BatchCodes.OfChunk(BatchOf(100) with { Attempts = ImmutableDictionary<int, int>.Empty.Add(3, 1) }, Terms, 0);

        Assert.Equal([3], before.Zip(after).Where(pair => pair.First.Code != pair.Second.Code).Select(pair => pair.First.Number));
    }

    [Fact]
    public void Of_two_numbers_with_one_code_in_a_chunk_the_later_one_takes_its_next()
    {
        // Numbers 0 to 5 draw from three codes only until attempt 2 gives each its own.
        static CouponCode Derive(int number, int attempt) =>
            CouponCode.Unique("ABCD", 0, [.. new byte[7], (byte)(attempt < 2 ? (number + attempt) % 3 : 8 + number)]);

        var codes = BatchCodes.Distinct(0, 6, [], Derive);

        Assert.Equal([0, 0, 0, 2, 2, 2], codes.Select(code => code.Attempt));
        Assert.Equal(6, codes.Select(code => code.Code).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1, "one code is a chunk")]
    [InlineData(100, 1, "a whole chunk")]
    [InlineData(101, 2, "one more")]
    [InlineData(1_000_000, 10_000, "the largest batch")]
    public void A_batch_has_as_many_chunks_as_it_needs(int count, int chunks, string why) => Assert.True(BatchCodes.ChunksOf(count) == chunks, why);

    [Fact]
    public async Task The_CSV_leaves_in_small_pieces_however_many_codes_there_are()
    {
        var context = new DefaultHttpContext();
        var sent = new PiecesStream();
        context.Response.Body = sent;
        await new BatchCsv(BatchOf(20_000), Terms).ExecuteAsync(context);

        Assert.Equal(20_001, sent.Lines);
        Assert.InRange(sent.LargestPiece, 1, 64 * 1024);
    }

    private static Batch BatchOf(int count) => new(
        "b-1",
        CampaignId.Parse("spring-coffee"),
        1,
        count,
        0,
        Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"),
        Instant.FromUtc(2026, 5, 4, 10, 0),
        []);

    private static readonly CampaignDefinition Terms = new()
    {
        Id = CampaignId.Parse("spring-coffee"),
        Version = 1,
        Tag = "ABCD",
        Name = "Coffee in spring",
        Aim = Aim.Retain,
        Currency = Currency.Parse("EUR"),
        TimeZone = DateTimeZone.Utc,
        ValidFrom = new LocalDate(2026, 1, 1),
        ValidTo = new LocalDate(2026, 12, 31),
        Discount = new Discount.AmountOff(new MinorUnits(500)),
        Conditions = Conditions.None,
        Codes = new CodePolicy.Unique(12),
        Limits = Limits.None,
        Shards = 2,
    };

    /// <summary>Remembers what is written to it by size only.</summary>
    private sealed class PiecesStream : Stream
    {
        public int Lines { get; private set; }

        public int LargestPiece { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Lines += buffer.Count((byte)'\n');
            LargestPiece = Math.Max(LargestPiece, buffer.Length);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
