using System.Globalization;
using Rewards.Domain.Reports;

namespace Rewards.Domain.Tests.Reports;

public sealed class SalesFiguresTests
{
    [Theory]
    [InlineData(0, 0, 0, null, "nothing was issued")]
    [InlineData(0, 7, 1, null, "a shared code, of which none is issued")]
    [InlineData(4, 0, 0, "0", "none was redeemed")]
    [InlineData(3, 1, 0, "0.333333", "a rounded share")]
    [InlineData(4, 2, 1, "0.25", "what was undone counts no more")]
    [InlineData(1, 2, 0, "2", "coupons issued before these days were redeemed in them")]
    public void The_redemption_rate_is_of_what_stands(long issued, long redeemed, long rolledBack, string? rate, string why)
    {
        var figures = new SalesFigures { Issued = issued, Redeemed = redeemed, RolledBack = rolledBack };

        Assert.True(figures.RedemptionRate == (rate is null ? null : decimal.Parse(rate, CultureInfo.InvariantCulture)), $"{why}: {figures.RedemptionRate}");
    }
}
