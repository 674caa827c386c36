using NodaTime;
using Rewards.Domain.Reports;

namespace Rewards.Domain.Tests.Reports;

public sealed class CustomerMonthTests
{
    private static readonly YearMonth January = new(2026, 1);

    private static readonly YearMonth February = new(2026, 2);

    private static readonly YearMonth March = new(2026, 3);

    private static readonly Dictionary<YearMonth, CustomerFigures> Shop = new()
    {
        [January] = new CustomerFigures { First = 4, SecondDay = 1, Active = 4, Purchases = 5, RevenueMinor = 500 },
        [February] = new CustomerFigures { First = 2, SecondDay = 1, Active = 5, Retained = 3, Purchases = 6, RevenueMinor = 600 },
    };

    [Fact]
    public void Each_month_is_told_with_its_rates()
    {
        var months = CustomerMonth.Between(Shop, January, March);

        Assert.Equal(
            [
                "01: retention none, churn none, repeat 0.25",
                "02: retention 0.75, churn 0.25, repeat 0.333333",
                "03: retention 0, churn 1, repeat 0.333333",
            ],
            months.Select(month => FormattableString.Invariant(
                $"{month.Month.Month:D2}: retention {Text(month.RetentionRate)}, churn {Text(month.ChurnRate)}, repeat {Text(month.RepeatRate)}")));
    }

    [Fact]
    public void A_report_that_begins_later_knows_the_month_before_and_all_customers_so_far()
    {
        var months = CustomerMonth.Between(Shop, January, March);

        Assert.Equal(months.Skip(1), CustomerMonth.Between(Shop, February, March));
    }

    [Fact]
    public void Before_anybody_has_bought_there_are_no_rates()
    {
        var month = CustomerMonth.Between(Shop, new YearMonth(2025, 12), new YearMonth(2025, 12)).Single();

        Assert.Equal(new CustomerMonth(new YearMonth(2025, 12), default, null, null, null), month);
    }

    private static string Text(decimal? rate) => rate is { } value ? FormattableString.Invariant($"{value:0.######}") : "none";
}
