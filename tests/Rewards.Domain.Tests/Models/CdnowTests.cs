using NodaTime;
using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.Functions.Tests.Support;

namespace Rewards.Domain.Tests.Models;

/// <summary>The models against the paper, on the customers it was written about: a CD shop's, in 1997 and 1998.</summary>
public sealed class CdnowTests(ITestOutputHelper output)
{
    /// <summary>Of the first 39 weeks, to which the paper fits.</summary>
    private static readonly LocalDate Fitted = new(1997, 9, 30);

    private static readonly LocalDate LastDay = new(1998, 6, 30);

    /// <summary>The first week ends seven days after it.</summary>
    private static readonly LocalDate DayBefore = new(1996, 12, 31);

    private const int WeeksAfter = 39;

    [Fact]
    public void The_first_39_weeks_give_the_parameters_of_the_paper()
    {
        var model = Fit();
        output.WriteLine($"{model.BgNbd} log-likelihood {model.LogLikelihood:F2} {model.GammaGamma}");

        Assert.Equal(2357, model.Customers);
        Assert.Equal("0.243 4.414 0.793 2.426", $"{model.BgNbd.R:F3} {model.BgNbd.Alpha:F3} {model.BgNbd.A:F3} {model.BgNbd.B:F3}");
        Assert.Equal("-9582.4", $"{model.LogLikelihood:F1}");
        Assert.Equal("6.25 3.74 15.44", $"{model.GammaGamma.P:F2} {model.GammaGamma.Q:F2} {model.GammaGamma.Gamma / 100:F2}");
    }

    /// <summary>As the package BTYD for R has it in its walkthrough.</summary>
    [Fact]
    public void A_year_of_a_new_customer_and_of_the_busiest_one_are_those_of_another_implementation()
    {
        var model = Fit().BgNbd;

        Assert.Equal("1.444", $"{model.ExpectedRepeatsOfANewCustomer(52):F3}");
        Assert.Equal("25.76", $"{model.ExpectedPurchases(new(26, 216, 217), 52):F2}");
    }

    /// <summary>As the paper's figure 3: what all customers are expected to have made until the end of each week.</summary>
    [Fact]
    public void The_repeat_purchases_until_each_of_the_weeks_40_to_78_are_foretold_within_a_tenth()
    {
        var model = Fit().BgNbd;
        var log = Log();
        for (var week = 40; week <= 78; week++)
        {
            var buyers = Buyers(log, DayBefore.PlusWeeks(week));

            var expected = buyers.Sum(buyer => model.ExpectedRepeatsOfANewCustomer(buyer.History.AgeWeeks));
            var actual = buyers.Sum(buyer => buyer.History.RepeatPurchases);

            output.WriteLine($"Repeat purchases until week {week}: {expected:F1} expected, {actual} made, {(expected / actual) - 1:P1}.");
            Assert.InRange(expected, actual * 0.9, actual * 1.1);
        }
    }

    /// <summary>
    /// Of those 39 weeks alone the model foretells an eighth too few: of all 78 weeks it is the 4 % that the paper reports. Held
    /// here so that it neither grows nor goes unsaid.
    /// </summary>
    [Fact]
    public void Of_the_weeks_40_to_78_alone_an_eighth_too_few_are_foretold()
    {
        var model = Fit().BgNbd;
        var log = Log();
        var before = Buyers(log, Fitted);

        var expected = before.Sum(buyer => model.ExpectedPurchases(buyer.History, WeeksAfter));
        var actual = Buyers(log, LastDay).Sum(buyer => buyer.History.RepeatPurchases) - before.Sum(buyer => buyer.History.RepeatPurchases);

        output.WriteLine($"Repeat purchases in weeks 40 to 78: {expected:F1} expected, {actual} made, {(expected / actual) - 1:P1}.");
        Assert.Equal(-0.12, (expected / actual) - 1, 0.005);
    }

    private static CustomerModel Fit() =>
        Assert.IsType<CustomerModelFit.Fitted>(CustomerModelFit.Of(Buyers(Log(), Fitted), 1, Fitted)).Model;

    private static IReadOnlyList<LoggedPurchase> Log()
    {
        var path = PurchaseLog.Path;
        Assert.SkipWhen(path is null, "The purchase log ../shared/data/cdnow_sample.txt is not beside the project.");
        return PurchaseLog.Read(path!);
    }

    private static List<Buyer> Buyers(IEnumerable<LoggedPurchase> log, LocalDate asOf) =>
        [.. log.Where(purchase => purchase.Day <= asOf).GroupBy(purchase => purchase.Customer).Select(purchases => ToBuyer([.. purchases], asOf))];

    private static Buyer ToBuyer(List<LoggedPurchase> purchases, LocalDate asOf)
    {
        var days = purchases.Select(purchase => purchase.Day).Distinct().Order().ToList();
        return new Buyer(
            BuyingHistory.Between(days[0], days[^1], days.Count - 1, asOf),
            purchases.Count,
            new MinorUnits(purchases.Where(purchase => purchase.Day == days[0]).Sum(purchase => purchase.AmountMinor)),
            new MinorUnits(purchases.Sum(purchase => purchase.AmountMinor)));
    }
}
