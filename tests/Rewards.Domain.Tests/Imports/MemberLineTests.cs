using NodaTime;
using Rewards.Domain.Cards;
using Rewards.Domain.Imports;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Imports;

public sealed class MemberLineTests
{
    private static readonly LocalDate Today = new(2026, 5, 4);

    private static readonly MemberFields Anna = new("anna", "2020-02-29", "2026-05-01", "12", "123450", "2027-01-31:500;never:50", "A-1; B-2");

    [Fact]
    public void A_line_is_read_whole()
    {
        var line = Read(Anna);

        Assert.Equal("anna", line.Id.Value);
        Assert.Equal((new LocalDate(2020, 2, 29), new LocalDate(2026, 5, 1)), (line.JoinedOn, line.LastPurchaseOn));
        Assert.Equal((12, 123_450), (line.Purchases, line.Spend.Value));
        Assert.Equal([new OpeningLot(new LocalDate(2027, 1, 31), new PointCount(500)), new OpeningLot(null, new PointCount(50))], line.Lots);
        Assert.Equal(["A-1", "B-2"], line.CardNumbers.Select(number => number.Value));
        Assert.Equal("A-1;B-2", MemberLine.Write(line.CardNumbers));
    }

    [Fact]
    public void A_card_twice_is_one_and_one_that_the_column_cannot_hold_is_left_out()
    {
        Assert.Equal(["4006381333931"], Read(Anna with { CardNumbers = "4006381333931; 4006381333931" }).CardNumbers.Select(number => number.Value));
        Assert.Equal("A-1", MemberLine.Write([CardNumber.Parse("A;2"), CardNumber.Parse("A-1"), CardNumber.Parse(" A-3")]));
    }

    [Fact]
    public void Only_the_id_is_needed()
    {
        var line = Read(new MemberFields("anna", "", "", "", "", "", ""));

        Assert.Null(line.JoinedOn);
        Assert.Null(line.LastPurchaseOn);
        Assert.Equal((0, 0), (line.Purchases, line.Spend.Value));
        Assert.Empty(line.Lots);
        Assert.Empty(line.CardNumbers);
    }

    [Theory]
    [InlineData("2026-05-04:1", "2026-05-04:1", "today is the last day of a lot")]
    [InlineData("2027-01-31:500;2027-01-31:200", "2027-01-31:700", "one day twice is one lot")]
    [InlineData("never:1;never:2", "never:3", "so is never")]
    [InlineData("never:50;2028-01-31:2;2027-01-31:1", "2027-01-31:1;2028-01-31:2;never:50", "the earliest first, never last")]
    [InlineData(" 2027-01-31:1 ; never:2 ;", "2027-01-31:1;never:2", "blanks and an empty end do not count")]
    [InlineData("2027-01-31:007", "2027-01-31:7", "leading zeros")]
    [InlineData("never:1000000000000", "never:1000000000000", "the most")]
    [InlineData("9998-12-31:1", "9998-12-31:1", "the last day that is a day")]
    public void Balances_are_lots_by_their_last_day(string text, string expected, string why) =>
        Assert.True(expected == MemberLine.Write(Read(Anna with { Balances = text }).Lots), why);

    [Theory]
    [InlineData("2026-05-03:1", "lapsed yesterday")]
    [InlineData("2027-01-31:0", "no points")]
    [InlineData("2027-01-31:-5", "a negative lot")]
    [InlineData("2027-01-31:+5", "a sign")]
    [InlineData("2027-01-31:1.5", "half a point")]
    [InlineData("2027-01-31:1000000000001", "one more than the most")]
    [InlineData("never:600000000000;2027-01-31:400000000001", "more than the most together")]
    [InlineData("never:99999999999999999999", "beyond 64 bits")]
    [InlineData("2027-02-29:1", "no such day")]
    [InlineData("31.01.2027:1", "a day as it is not written here")]
    [InlineData("9999-12-31:1", "the day that stands for never")]
    [InlineData("500", "no day")]
    [InlineData("2027-01-31:", "no count")]
    [InlineData("Never:5", "case counts")]
    public void Balances_that_are_none_are_named(string text, string why) =>
        Assert.True(Wrong(Anna with { Balances = text }).SequenceEqual(["balances"]), why);

    [Fact]
    public void A_line_has_lots_of_at_most_400_days()
    {
        var days = Enumerable.Range(1, 401).Select(i => new OpeningLot(Today.PlusDays(i), new PointCount(1))).ToList();

        Assert.Equal(400, Read(Anna with { Balances = MemberLine.Write(days.Take(400)) }).Lots.Length);
        Assert.Equal(["balances"], Wrong(Anna with { Balances = MemberLine.Write(days) }));
    }

    [Theory]
    [InlineData("memberId", "", "empty")]
    [InlineData("memberId", "anna@example.org", "an e-mail address")]
    [InlineData("joinedOn", "2026-05-05", "tomorrow")]
    [InlineData("joinedOn", "yesterday", "no day")]
    [InlineData("lastPurchaseOn", "2026-05-05", "tomorrow")]
    [InlineData("lastPurchaseOn", "2026-5-4", "a month of one digit")]
    [InlineData("purchases", "-1", "fewer than none")]
    [InlineData("purchases", "1000000001", "one more than the most")]
    [InlineData("spendMinor", "-1", "less than nothing")]
    [InlineData("spendMinor", "12.50", "not in minor units")]
    [InlineData("spendMinor", "99999999999999999999", "beyond 64 bits")]
    [InlineData("cardNumbers", "1;2;3;4;5;6;7;8;9;10;11", "eleven")]
    [InlineData("cardNumbers", "A-1;4006381333932", "a wrong check digit")]
    [InlineData("cardNumbers", "anna@example.org", "an e-mail address")]
    public void What_is_wrong_is_named_by_its_column(string column, string text, string why)
    {
        var fields = column switch
        {
            "memberId" => Anna with { MemberId = text },
            "joinedOn" => Anna with { JoinedOn = text },
            "lastPurchaseOn" => Anna with { LastPurchaseOn = text },
            "purchases" => Anna with { Purchases = text },
            "spendMinor" => Anna with { SpendMinor = text },
            _ => Anna with { CardNumbers = text },
        };

        Assert.True(Wrong(fields).SequenceEqual([column]), why);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_without_its_values()
    {
        var (line, errors) = MemberLine.Parse(new MemberFields("secret@example.org", "secret", "secret", "secret", "secret", "secret", ""), Today);

        Assert.Null(line);
        Assert.Equal(["memberId", "joinedOn", "lastPurchaseOn", "purchases", "spendMinor", "balances"], errors.Select(error => error.Field));
        Assert.DoesNotContain(errors, error => error.Message.Contains("secret", StringComparison.Ordinal));
    }

    private static MemberLine Read(MemberFields fields)
    {
        var (line, errors) = MemberLine.Parse(fields, Today);
        Assert.True(line is not null, string.Join(", ", errors));
        return line;
    }

    private static IEnumerable<string> Wrong(MemberFields fields)
    {
        var (line, errors) = MemberLine.Parse(fields, Today);
        Assert.Null(line);
        return errors.Select(error => error.Field);
    }
}
