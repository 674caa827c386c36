using Rewards.Domain.Coupons;

namespace Rewards.Domain.Tests.Coupons;

public sealed class CouponCodeTests
{
    private const string Unique = "7KQ2A0123456789ABM";

    [Theory]
    [InlineData("7KQ2A0123456789ABM", Unique, "as it is keyed")]
    [InlineData("7kq2a0123456789abm", Unique, "lower case")]
    [InlineData("7KQ2A-01234-56789-ABM", Unique, "as it is printed")]
    [InlineData("  7KQ2A 01234\t56789 ABM ", Unique, "blanks anywhere")]
    [InlineData("7KQ2AOI23456789ABM", Unique, "O for 0 and I for 1")]
    [InlineData("7kq2aol23456789abm", Unique, "o for 0 and l for 1")]
    [InlineData("00000000000000", "00000000000000", "14, the shortest unique code")]
    [InlineData("ZZZZZZZZZZZZZZZZZZZZZZZZZS", "ZZZZZZZZZZZZZZZZZZZZZZZZZS", "26, the longest")]
    [InlineData("SUMMER20", "SUMMER20", "a shared code keeps its U")]
    [InlineData("hello-10", "HE11010", "a shared code is normalised like any other")]
    [InlineData("A-B-C", "ABC", "3, the shortest shared code")]
    [InlineData("ABCDEFGHJKMNP", "ABCDEFGHJKMNP", "13, the longest shared code, has no check character")]
    public void A_code_is_read_as_people_type_it(string typed, string expected, string why)
    {
        Assert.True(CouponCode.TryParse(typed, out var code), why);
        Assert.Equal(expected, code.Value);
        Assert.Equal(expected.Length >= 14, code.IsUnique);
        Assert.Equal(expected.Length < 14, code.CanBeShared);
    }

    [Theory]
    [InlineData("7KQ2A0123456789ABN", true, "another check character")]
    [InlineData("7KQ2A0123456789AB0", true, "no check character")]
    [InlineData("7KQ2A1023456789ABM", true, "two neighbours swapped")]
    [InlineData("0000000000000U", false, "U, which no unique code has")]
    [InlineData("000000000000000000000000000", false, "27, longer than any unique code")]
    [InlineData("0123456789012345678901234567890123456789", false, "40, the longest there is")]
    public void What_is_no_unique_code_may_be_a_foreign_one(string typed, bool hasTag, string why)
    {
        Assert.True(CouponCode.TryParse(typed, out var code), why);
        Assert.False(code.IsUnique, why);
        Assert.False(code.CanBeShared, why);
        Assert.True(hasTag == code.HasTag, why);
        Assert.Equal(typed, code.ToDisplay());
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("", "empty")]
    [InlineData("AB", "2 characters")]
    [InlineData("- - -", "nothing but what does not count")]
    [InlineData("01234567890123456789012345678901234567890", "41 characters")]
    [InlineData("SUMMER_20", "a character of no code")]
    [InlineData("SÜMMER", "a letter beyond ASCII")]
    [InlineData("ſummer", "a letter whose upper case is ASCII")]
    [InlineData("SUMMER２", "a digit beyond ASCII")]
    [InlineData("                                                           SUMMER", "65 typed characters")]
    public void What_cannot_be_a_code_is_not_read(string? typed, string why) =>
        Assert.False(CouponCode.TryParse(typed, out _), why);

    [Fact]
    public void Sixty_four_typed_characters_are_still_read() =>
        Assert.True(CouponCode.TryParse("SUMMER".PadLeft(64), out _));

    [Fact]
    public void Every_single_mistyped_character_is_noticed()
    {
        for (var i = 0; i < Unique.Length; i++)
        {
            foreach (var other in Base32.Alphabet.Where(other => other != Unique[i]))
            {
                var mistyped = Unique[..i] + other + Unique[(i + 1)..];
                Assert.False(CouponCode.Parse(mistyped).IsUnique, mistyped);
            }
        }
    }

    [Fact]
    public void Swapped_neighbours_are_noticed_except_0_and_Z()
    {
        var missed = new List<string>();
        foreach (var left in Base32.Alphabet)
        {
            foreach (var right in Base32.Alphabet.Where(right => right != left))
            {
                var code = CouponCode.Unique("TAG0", 0, [.. $"0000{left}{right}00".Select(c => (byte)Base32.Alphabet.IndexOf(c))]).Value;
                var swapped = code[..9] + right + left + code[11..];
                if (CouponCode.Parse(swapped).IsUnique)
                {
                    missed.Add($"{left}{right}");
                }
            }
        }

        Assert.Equal(["0Z", "Z0"], missed);
    }

    [Theory]
    [InlineData("7KQ2", 10, "00 01 02 03 04 05 06 07 08 09 0A 0B", Unique, "the first 32 values stand for themselves")]
    [InlineData("7KQ2", 10, "20 41 62 83 A4 C5 E6 07 08 09 0A 0B", Unique, "of a byte the low five bits count")]
    public void A_unique_code_carries_its_address(string tag, int shard, string randomBytes, string expected, string why)
    {
        var code = CouponCode.Unique(tag, shard, Convert.FromHexString(randomBytes.Replace(" ", "", StringComparison.Ordinal)));

        Assert.True(expected == code.Value, $"{why}: {code}");
        Assert.Equal(tag, code.Tag);
        Assert.Equal(shard, code.Shard);
        Assert.True(code.IsUnique);
        Assert.Equal(code, CouponCode.Parse(code.Value));
    }

    [Theory]
    [InlineData(8, 0, 14)]
    [InlineData(12, 15, 18)]
    [InlineData(20, 31, 26)]
    public void A_unique_code_of_any_length_is_read_again(int randomLength, int shard, int length)
    {
        var random = new Random(randomLength);
        for (var i = 0; i < 100; i++)
        {
            var bytes = new byte[randomLength];
            random.NextBytes(bytes);

            var code = CouponCode.Unique("ABCD", shard, bytes);

            Assert.Equal(length, code.Value.Length);
            Assert.Equal(code, CouponCode.Parse(code.ToDisplay().ToLowerInvariant()));
            Assert.Equal(shard, CouponCode.Parse(code.ToDisplay()).Shard);
        }
    }

    [Theory]
    [InlineData("7KQ2", 0, 7, "too little chance")]
    [InlineData("7KQ2", 0, 21, "too long")]
    [InlineData("7KQ2", -1, 12, "no shard")]
    [InlineData("7KQ2", 32, 12, "beyond the last shard")]
    [InlineData("7KQ", 0, 12, "a short tag")]
    [InlineData("7KQU", 0, 12, "a tag with U")]
    [InlineData("7kq2", 0, 12, "a tag in lower case")]
    public void What_is_not_an_address_makes_no_code(string tag, int shard, int randomLength, string why) =>
        Assert.True(Record.Exception(() => CouponCode.Unique(tag, shard, new byte[randomLength])) is ArgumentException, why);

    [Theory]
    [InlineData("7KQ2A0123456789ABM", "7KQ2A-01234-56789-ABM", "fives, the rest last")]
    [InlineData("summer20", "SUMMER20", "a shared code as it is")]
    public void A_code_is_printed_readably(string typed, string expected, string why) =>
        Assert.True(expected == CouponCode.Parse(typed).ToDisplay(), why);

    [Fact]
    public void Parsing_what_is_no_code_fails_without_repeating_it() =>
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => CouponCode.Parse("secret!")).Message, StringComparison.Ordinal);
}
