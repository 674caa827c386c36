using NodaTime;

namespace Rewards.Domain.Reports;

/// <summary>The customers of a calendar month, by the local days of their purchases.</summary>
public readonly record struct CustomerFigures
{
    /// <summary>Members whose first purchase this was.</summary>
    public long First { get; init; }

    /// <summary>Members who bought on a second day: they became repeat customers.</summary>
    public long SecondDay { get; init; }

    /// <summary>Members who bought.</summary>
    public long Active { get; init; }

    /// <summary>Those of them who had bought in the month before.</summary>
    public long Retained { get; init; }

    public long Purchases { get; init; }

    /// <summary>What was paid, in minor units of the programme's currency. Goods that came back are not taken off.</summary>
    public long RevenueMinor { get; init; }

    /// <exception cref="OverflowException">A sum would leave the range of 64 bits.</exception>
    public static CustomerFigures operator +(CustomerFigures one, CustomerFigures other) => checked(new CustomerFigures
    {
        First = one.First + other.First,
        SecondDay = one.SecondDay + other.SecondDay,
        Active = one.Active + other.Active,
        Retained = one.Retained + other.Retained,
        Purchases = one.Purchases + other.Purchases,
        RevenueMinor = one.RevenueMinor + other.RevenueMinor,
    });
}

/// <param name="RetentionRate">Of those who bought in the month before, who bought again; null: nobody had.</param>
/// <param name="ChurnRate">Who did not: one less the retention rate.</param>
/// <param name="RepeatRate">Of all who had ever bought by the month's end, who had on a second day; null: nobody had bought.</param>
public sealed record CustomerMonth(
    YearMonth Month, CustomerFigures Figures, decimal? RetentionRate, decimal? ChurnRate, decimal? RepeatRate)
{
    /// <summary>The months from one to another, both included, those without purchases too.</summary>
    /// <param name="all">By month, from the programme's beginning.</param>
    public static IReadOnlyList<CustomerMonth> Between(IReadOnlyDictionary<YearMonth, CustomerFigures> all, YearMonth from, YearMonth to)
    {
        var soFar = Sum(all.Where(month => month.Key < from));
        var before = all.GetValueOrDefault(from.PlusMonths(-1));
        List<CustomerMonth> months = [];
        for (var month = from; month <= to; month = month.PlusMonths(1))
        {
            var figures = all.GetValueOrDefault(month);
            soFar += figures;
            var retention = Rates.Of(figures.Retained, before.Active);
            months.Add(new CustomerMonth(month, figures, retention, 1 - retention, Rates.Of(soFar.SecondDay, soFar.First)));
            before = figures;
        }

        return months;
    }

    private static CustomerFigures Sum(IEnumerable<KeyValuePair<YearMonth, CustomerFigures>> months) =>
        months.Aggregate(default(CustomerFigures), (sum, month) => sum + month.Value);
}
