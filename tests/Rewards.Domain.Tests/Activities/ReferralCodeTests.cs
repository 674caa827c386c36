using Rewards.Domain.Activities;

namespace Rewards.Domain.Tests.Activities;

public sealed class ReferralCodeTests
{
    private static readonly ReferralCode Code = ReferralCode.Of([0, 1, 31, 32, 63, 2, 3, 4, 5, 255]);

    [Fact]
    public void It_has_ten_random_characters_and_a_check_character()
    {
        Assert.Equal(11, Code.Value.Length);
        Assert.StartsWith("01Z0Z2345Z", Code.Value);
        Assert.Throws<ArgumentException>(() => ReferralCode.Of(new byte[9]));
    }

    [Fact]
    public void It_is_read_as_a_person_types_it()
    {
        foreach (var typed in new[] { Code.Value, Code.Value.ToLowerInvariant(), $" {Code.Value[..5]}-{Code.Value[5..]} ", Code.Value.Replace('0', 'o').Replace('1', 'l') })
        {
            Assert.True(ReferralCode.TryParse(typed, out var read), typed);
            Assert.Equal(Code, read);
        }
    }

    [Fact]
    public void Any_wrong_character_is_noticed()
    {
        for (var i = 0; i < Code.Value.Length; i++)
        {
            var wrong = Code.Value.ToCharArray();
            wrong[i] = wrong[i] == '7' ? '8' : '7';
            Assert.False(ReferralCode.TryParse(new string(wrong), out _), new string(wrong));
        }
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("", "empty")]
    [InlineData("0000000000", "too short")]
    [InlineData("000000000000", "too long")]
    [InlineData("UUUUUUUUUUU", "a letter that is not of the alphabet")]
    [InlineData("0000000000!", "a character that is none")]
    [InlineData("0                                          0", "mostly blanks")]
    public void What_cannot_be_a_code_is_not_read(string? text, string why) => Assert.False(ReferralCode.TryParse(text, out _), why);
}
