using Rewards.Domain.Coupons;

namespace Rewards.Domain.Tests.Coupons;

public sealed class Base32Tests
{
    [Theory]
    [InlineData("", "", "nothing")]
    [InlineData("00", "00", "one byte makes two characters")]
    [InlineData("FF", "ZW", "five ones, then three and two of padding")]
    [InlineData("FFFF", "ZZZG", "across the bytes")]
    [InlineData("0102030405", "04106105", "40 bits are eight characters")]
    [InlineData("66", "CR", "the alphabet's order")]
    [InlineData("00112233445566778899AABBCCDDEEFF", "008J4CT4ANK7F24SNAXWSQFEZW", "128 bits are 26 characters")]
    public void Bytes_are_written_five_bits_a_character(string bytes, string expected, string why) =>
        Assert.True(expected == Base32.Encode(Convert.FromHexString(bytes)), $"{why}: {Base32.Encode(Convert.FromHexString(bytes))}");

    [Fact]
    public void Decoding_by_the_alphabet_gives_the_bytes_back()
    {
        var random = new Random(20260301);
        for (var length = 0; length < 40; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            var bits = string.Concat(Base32.Encode(bytes).Select(c => Base32.Alphabet.IndexOf(c).ToString("b5")));

            Assert.Equal(string.Concat(bytes.Select(b => b.ToString("b8"))), bits[..(length * 8)]);
            Assert.All(bits[(length * 8)..], bit => Assert.Equal('0', bit));
        }
    }
}
