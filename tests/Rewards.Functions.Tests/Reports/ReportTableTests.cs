using Rewards.Functions.Reports;

namespace Rewards.Functions.Tests.Reports;

public sealed class ReportTableTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")", "a formula")]
    [InlineData("+4912345", "'+4912345", "a plus makes one as well")]
    [InlineData("-1+1", "'-1+1", "and a minus")]
    [InlineData("@SUM(A1)", "'@SUM(A1)", "and an at")]
    [InlineData("\t=1", "'\t=1", "a tab is skipped by some")]
    [InlineData("\r=1", "'\r=1", "a carriage return, too")]
    [InlineData("0042", "0042", "a store's number")]
    [InlineData("a=b", "a=b", "only the beginning counts")]
    [InlineData("", "", "nothing")]
    public void A_text_that_a_spreadsheet_would_run_is_defused(string text, string cell, string why) =>
        Assert.True(ReportTable.CellOf(text) == cell, why);

    [Fact]
    public void Numbers_are_written_with_a_point_and_their_sign()
    {
        Assert.Equal("-500", ReportTable.CellOf(-500L));
        Assert.Equal("0.25", ReportTable.CellOf(0.25m));
        Assert.Equal("", ReportTable.CellOf(null));
    }
}
