using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Models;

public sealed class CustomerModelTests
{
    private static readonly LocalDate Today = Sample.Day("2026-06-30");

    [Fact]
    public void A_members_outlook_is_what_the_models_say_of_the_coming_year()
    {
        var member = Bought("2026-01-01", "2026-04-01", days: 4, firstDay: 1000, spend: 10_000);
        var model = CustomerModel.Default;
        var history = new BuyingHistory(3, 90, 180);

        var outlook = model.OutlookOf(member, Today)!.Value;

        Assert.Equal(model.BgNbd.ProbabilityActive(history), outlook.ProbabilityActive);
        Assert.Equal(model.BgNbd.ExpectedPurchases(history, 52), outlook.ExpectedPurchases);
        // Three days more brought 3000 each: 6.25 (1544 + 9000) / (18.75 + 2.74)
        Assert.Equal(outlook.ExpectedPurchases * 3066.54, outlook.LifetimeValue.Value, 1.0);
    }

    [Fact]
    public void Who_bought_once_is_worth_what_a_new_customer_of_that_age_is()
    {
        var outlook = CustomerModel.Default.OutlookOf(Bought("2026-01-01", "2026-01-01", 1, 90_000, 90_000), Today)!.Value;

        Assert.Equal(1, outlook.ProbabilityActive);
        Assert.Equal(CustomerModel.Default.BgNbd.ExpectedPurchases(new(0, 0, 180), 52), outlook.ExpectedPurchases);
        // The first basket tells nothing: the mean of all, 35.22, is expected.
        Assert.Equal(outlook.ExpectedPurchases * 3521.9, outlook.LifetimeValue.Value, 1.0);
    }

    [Fact]
    public void Figures_beyond_all_reason_do_not_fail()
    {
        var outlook = CustomerModel.Default.OutlookOf(Bought("2000-01-01", "2026-06-29", 9_000, 0, long.MaxValue), Today)!.Value;

        Assert.True(outlook.LifetimeValue > MinorUnits.Zero);
    }

    [Fact]
    public void There_is_no_score_until_there_are_boundaries()
    {
        var member = Bought("2026-01-01", "2026-06-20", 4, 1000, 10_000);
        var fitted = CustomerModel.Default with { RfmBoundaries = new RfmBoundaries([9, 20, 30, 40], [1, 2, 3, 4], [10, 20, 30, 40]) };

        Assert.Null(CustomerModel.Default.ScoreOf(member, Today));
        Assert.Equal(new RfmScore(4, 4, 5), fitted.ScoreOf(member, Today));
        Assert.Null(fitted.ScoreOf(Sample.Member(), Today));
    }

    private static Member Bought(string first, string last, long days, long firstDay, long spend) => Sample.Member() with
    {
        FirstPurchaseOn = Sample.Day(first),
        LastPurchaseOn = Sample.Day(last),
        PurchaseDays = days,
        Purchases = days,
        FirstDaySpend = new MinorUnits(firstDay),
        Spend = new MinorUnits(spend),
    };
}
