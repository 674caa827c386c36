using NodaTime;
using Rewards.Domain.Money;

namespace Rewards.Domain.Models;

/// <summary>What customers are expected to do within <see cref="CustomerModel.HorizonWeeks"/>.</summary>
/// <param name="FirstMonth">Of their first purchase; null: all, or all from before the months that are listed.</param>
/// <param name="ProbabilityActive">The mean; 0 without customers.</param>
/// <param name="ExpectedPurchases">Days with a purchase, of all together.</param>
/// <param name="LifetimeValue">Of all together.</param>
/// <param name="MeanLifetimeValue">Of one; 0 without customers.</param>
/// <param name="Churned">Whose probability to be active is below one half.</param>
public sealed record CohortOutlook(
    YearMonth? FirstMonth,
    long Customers,
    double ProbabilityActive,
    double ExpectedPurchases,
    MinorUnits LifetimeValue,
    MinorUnits MeanLifetimeValue,
    long Churned);

/// <summary>What all customers are worth, and by the month in which they first bought.</summary>
/// <param name="Earlier">Those of months before the <see cref="MaxMonths"/> latest; null: there are none.</param>
/// <param name="Cohorts">In the order of months.</param>
public sealed record LifetimeReport(CohortOutlook Total, CohortOutlook? Earlier, IReadOnlyList<CohortOutlook> Cohorts)
{
    public const int MaxMonths = 240;

    public const double ChurnedBelow = 0.5;

    /// <param name="weight">For how many customers each buyer stands.</param>
    /// <param name="asOf">The local day as of which the buyers are.</param>
    public static LifetimeReport Of(IEnumerable<Buyer> buyers, CustomerModel model, LocalDate asOf, long weight)
    {
        var sums = new SortedDictionary<YearMonth, Sums>();
        foreach (var buyer in buyers)
        {
            var month = asOf.PlusDays(-buyer.History.AgeDays).ToYearMonth();
            sums[month] = sums.GetValueOrDefault(month).Plus(model.OutlookOf(buyer));
        }

        var earlier = sums.SkipLast(MaxMonths).Select(cohort => cohort.Value).ToList();
        return new LifetimeReport(
            Sums.Of(sums.Values).ToOutlook(null, weight),
            earlier.Count == 0 ? null : Sums.Of(earlier).ToOutlook(null, weight),
            [.. sums.TakeLast(MaxMonths).Select(cohort => cohort.Value.ToOutlook(cohort.Key, weight))]);
    }

    private readonly record struct Sums(long Customers, double Active, double Purchases, double ValueMinor, long Churned)
    {
        public static Sums Of(IEnumerable<Sums> parts) => parts.Aggregate(default(Sums), (one, other) => new Sums(
            one.Customers + other.Customers,
            one.Active + other.Active,
            one.Purchases + other.Purchases,
            one.ValueMinor + other.ValueMinor,
            one.Churned + other.Churned));

        public Sums Plus(CustomerOutlook outlook) => new(
            Customers + 1,
            Active + outlook.ProbabilityActive,
            Purchases + outlook.ExpectedPurchases,
            ValueMinor + outlook.LifetimeValue.Value,
            outlook.ProbabilityActive < ChurnedBelow ? Churned + 1 : Churned);

        public CohortOutlook ToOutlook(YearMonth? month, long weight) => new(
            month,
            Customers * weight,
            Customers == 0 ? 0 : Active / Customers,
            Purchases * weight,
            new MinorUnits((long)Math.Round(ValueMinor * weight)),
            new MinorUnits(Customers == 0 ? 0 : (long)Math.Round(ValueMinor / Customers)),
            Churned * weight);
    }
}
