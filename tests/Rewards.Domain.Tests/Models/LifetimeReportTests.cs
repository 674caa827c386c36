using NodaTime;
using Rewards.Domain.Models;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Models;

public sealed class LifetimeReportTests
{
    private static readonly LocalDate Today = Sample.Day("2026-06-30");

    private static readonly CustomerModel Model = CustomerModel.Default;

    /// <summary>First bought on 1 January, 31 May and twice on 1 June.</summary>
    private static readonly Buyer[] Buyers = [Buyer(0, 0, 180), Buyer(4, 20, 30), Buyer(0, 0, 29), Buyer(9, 10, 29)];

    [Fact]
    public void Customers_are_summed_by_the_month_of_their_first_purchase()
    {
        var report = LifetimeReport.Of(Buyers, Model, Today, weight: 1);

        Assert.Equal(
            [(Month(1), 1L), (Month(5), 1L), (Month(6), 2L)], report.Cohorts.Select(cohort => (cohort.FirstMonth!.Value, cohort.Customers)));
        var june = Buyers.Skip(2).Select(Model.OutlookOf).ToList();
        Assert.Equal(june.Average(outlook => outlook.ProbabilityActive), report.Cohorts[2].ProbabilityActive, 1e-12);
        Assert.Equal(june.Sum(outlook => outlook.ExpectedPurchases), report.Cohorts[2].ExpectedPurchases, 1e-12);
        Assert.Equal(june.Sum(outlook => outlook.LifetimeValue.Value), report.Cohorts[2].LifetimeValue.Value);
        Assert.Equal(Math.Round(june.Average(outlook => outlook.LifetimeValue.Value)), report.Cohorts[2].MeanLifetimeValue.Value);
        // Nine times within ten days, and not for nineteen.
        Assert.Equal((0L, 1L), (report.Cohorts[0].Churned, report.Cohorts[2].Churned));
        Assert.Null(report.Earlier);
    }

    [Fact]
    public void The_total_is_that_of_all_cohorts()
    {
        var report = LifetimeReport.Of(Buyers, Model, Today, weight: 1);

        Assert.Null(report.Total.FirstMonth);
        Assert.Equal(4, report.Total.Customers);
        Assert.Equal(report.Cohorts.Sum(cohort => cohort.LifetimeValue.Value), report.Total.LifetimeValue.Value);
        Assert.Equal(Buyers.Average(buyer => Model.OutlookOf(buyer).ProbabilityActive), report.Total.ProbabilityActive, 1e-12);
    }

    [Fact]
    public void Of_a_sample_sums_are_carried_up_and_means_stay()
    {
        var one = LifetimeReport.Of(Buyers, Model, Today, weight: 1).Total;
        var eight = LifetimeReport.Of(Buyers, Model, Today, weight: 8).Total;

        Assert.Equal((32, 8 * one.Churned, 8 * one.LifetimeValue.Value), (eight.Customers, eight.Churned, eight.LifetimeValue.Value));
        Assert.Equal((one.ProbabilityActive, one.MeanLifetimeValue), (eight.ProbabilityActive, eight.MeanLifetimeValue));
    }

    [Fact]
    public void Months_before_the_latest_twenty_years_are_one_line()
    {
        var buyers = Enumerable.Range(0, LifetimeReport.MaxMonths + 3).Select(months => Buyer(0, 0, Period.DaysBetween(Today.PlusMonths(-months), Today)));

        var report = LifetimeReport.Of(buyers, Model, Today, weight: 1);

        Assert.Equal(LifetimeReport.MaxMonths, report.Cohorts.Count);
        Assert.Equal(3, report.Earlier!.Customers);
        Assert.Equal(LifetimeReport.MaxMonths + 3, report.Total.Customers);
    }

    [Fact]
    public void Nobody_is_worth_nothing()
    {
        var report = LifetimeReport.Of([], Model, Today, weight: 1);

        Assert.Equal(new CohortOutlook(null, 0, 0, 0, MinorUnits.Zero, MinorUnits.Zero, 0), report.Total);
        Assert.Empty(report.Cohorts);
    }

    private static YearMonth Month(int month) => new(2026, month);

    private static Buyer Buyer(long repeats, int recency, int age) =>
        new(new BuyingHistory(repeats, recency, age), repeats + 1, new MinorUnits(1000), new MinorUnits(1000 * (repeats + 1)));
}
