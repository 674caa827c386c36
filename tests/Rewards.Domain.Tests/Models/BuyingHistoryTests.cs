using Rewards.Domain.Models;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Models;

public sealed class BuyingHistoryTests
{
    [Theory]
    [InlineData("2026-01-01", "2026-01-01", 1, "2026-01-01", 0, 0, 0, "bought for the first time today")]
    [InlineData("2026-01-01", "2026-01-01", 1, "2026-03-01", 0, 0, 59, "and never again")]
    [InlineData("2026-01-01", "2026-02-01", 4, "2026-03-01", 3, 31, 59, "on three days more")]
    [InlineData("2026-01-01", "2026-02-01", 4, "2026-01-15", 3, 31, 31, "looked at before the last purchase: as of its day")]
    [InlineData("2026-01-01", "2026-01-03", 9, "2026-01-03", 2, 2, 2, "imported with more purchases than there were days")]
    [InlineData("2026-01-01", "2026-02-01", 0, "2026-03-01", 0, 31, 59, "imported without a number")]
    public void A_member_has_bought_on_days(
        string first, string last, long purchaseDays, string asOf, long repeats, int recency, int age, string why)
    {
        var member = Sample.Member() with
        {
            FirstPurchaseOn = Sample.Day(first),
            LastPurchaseOn = Sample.Day(last),
            PurchaseDays = purchaseDays,
        };

        Assert.True(new BuyingHistory(repeats, recency, age) == BuyingHistory.Of(member, Sample.Day(asOf)), why);
    }

    [Fact]
    public void Who_bought_nothing_has_no_history()
    {
        Assert.Null(BuyingHistory.Of(Sample.Member(), Sample.Day("2026-01-01")));
        Assert.Null(CustomerModel.Default.OutlookOf(Sample.Member(), Sample.Day("2026-01-01")));
    }

    [Theory]
    [InlineData(0, 500, 500, 0, "no repeat purchase, no average")]
    [InlineData(2, 500, 1500, 500, "what was paid after the first day, by days")]
    [InlineData(2, 500, 400, 0, "returns took more back than the later days brought")]
    public void The_average_is_over_the_days_after_the_first(long repeats, long firstDay, long spend, double expected, string why)
    {
        var buyer = new Buyer(new BuyingHistory(repeats, 10, 20), repeats + 1, new MinorUnits(firstDay), new MinorUnits(spend));

        Assert.True(expected == buyer.AverageRepeatMinor, why);
    }
}
