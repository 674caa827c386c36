using Rewards.Domain.Cards;

namespace Rewards.Domain.Tests.Cards;

public sealed class CardNumberTests
{
    public static TheoryData<string?, bool, string> Texts => new()
    {
        { "4006381333931", true, "an EAN-13 that GS1 uses as an example" },
        { "9780306406157", true, "a book's" },
        { "5901234123457", true, "another" },
        { "0000000000000", true, "the check digit of nothing is 0" },
        { "2000000000008", true, "the first digit weighs 1" },
        { "0200000000004", true, "the second one weighs 3" },
        { "4006381333930", false, "a wrong check digit" },
        { "4006381339331", false, "two neighbours in the wrong order" },
        { "4006381833931", false, "a digit read wrong" },
        { "4006381333932", false, "a check digit that is one too high" },
        { "400638133393", true, "12 digits are no EAN-13 but a text" },
        { "40063813339311", true, "14 digits are a text" },
        { "4006381333931 ", true, "with a blank behind it is a text" },
        { "400638133393X", true, "13 characters that are not all digits" },
        { "４００６３８１３３３９３０", true, "13 digits of another script are a text" },
        { "QR:anna/7f3c?x=1#y", true, "a text with what a URL has" },
        { "A", true, "one character" },
        { new string('x', 128), true, "128 characters" },
        { new string('x', 129), false, "129 characters" },
        { "Größe €🎁", true, "any script" },
        { "anna@example.org", false, "an e-mail address" },
        { "a%2fb", false, "would come out of a path as another text" },
        { "a%b", true, "a percent sign elsewhere" },
        { ".", false, "a path leaves it out" },
        { "..", false, "a path goes up with it" },
        { "...", true, "three dots are a name" },
        { "", false, "empty" },
        { " ", false, "blank" },
        { null, false, "nothing" },
        { "a\nb", false, "a control character" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_card_number_is_an_ean_with_its_check_digit_or_a_printable_text(string? text, bool expected, string why)
    {
        Assert.True(CardNumber.TryParse(text, out var number) == expected, why);
        Assert.True(CardNumber.FaultOf(text) is null == expected, why);
        if (expected)
        {
            Assert.Equal(text, number.ToString());
            Assert.Equal(number, CardNumber.Parse(text!));
        }
        else
        {
            Assert.Throws<FormatException>(() => CardNumber.Parse(text!));
        }
    }

    [Fact]
    public void Every_single_digit_that_is_read_wrong_is_found()
    {
        const string Right = "4006381333931";
        for (var i = 0; i < Right.Length; i++)
        {
            foreach (var digit in "0123456789".Where(digit => digit != Right[i]))
            {
                var wrong = $"{Right[..i]}{digit}{Right[(i + 1)..]}";

                Assert.False(CardNumber.TryParse(wrong, out _), wrong);
            }
        }
    }

    [Theory]
    [InlineData("4006381333931", true, "13 digits")]
    [InlineData("400638133393X", false, "a text as long")]
    [InlineData("123", false, "digits, but fewer")]
    public void It_tells_an_ean_from_a_text(string text, bool isEan, string why) => Assert.True(CardNumber.Parse(text).IsEan == isEan, why);

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Assert.False(CardNumber.TryParse("a\ud83c", out _));

    [Fact]
    public void Capitals_make_another_text() => Assert.NotEqual(CardNumber.Parse("qr-1"), CardNumber.Parse("QR-1"));
}
