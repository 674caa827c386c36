using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Reports;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>Who came, who came again and who stayed away, by month.</summary>
public sealed class CustomerReport(PartitionStore store, FactSums sums, ProgrammeCatalogue programmes)
{
    /// <summary>Reads the rows of all days: the repeat rate is of all customers so far, and what came late stands under a later day.</summary>
    public async Task<CustomerReportBody> ReportAsync(YearMonth from, YearMonth to, CancellationToken cancellationToken)
    {
        var through = await sums.ThroughAsync(cancellationToken);
        Dictionary<YearMonth, CustomerFigures> all = [];
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.CustomersPartition}");
        await foreach (var row in store.Table(TableKeys.Reports).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var (month, figures) = CustomerSheet.Read(row);
            all[month] = all.GetValueOrDefault(month) + figures;
        }

        var programme = await programmes.NewestAsync(cancellationToken);
        return new CustomerReportBody(
            YearMonthPattern.Iso.Format(from),
            YearMonthPattern.Iso.Format(to),
            RowValues.Write(through),
            programme.Currency.Code,
            [.. CustomerMonth.Between(all, from, to).Select(CustomerMonthBody.Of)]);
    }
}

/// <param name="From">The first month.</param>
/// <param name="To">The last one.</param>
/// <param name="Through">The last day that is summed; null: none yet. The month it is in is not over.</param>
public sealed record CustomerReportBody(string From, string To, string? Through, string Currency, IReadOnlyList<CustomerMonthBody> Months)
{
    public ReportTable ToTable() => new(
        "customers",
        [
            "month", "currency", "firstPurchases", "secondDayCustomers", "activeCustomers", "retained", "retentionRate", "churnRate", "repeatRate",
            "purchases", "revenue",
        ],
        Months.Select(month => (IReadOnlyList<object?>)
        [
            month.Month, Currency, month.FirstPurchases, month.SecondDayCustomers, month.ActiveCustomers, month.Retained, month.RetentionRate,
            month.ChurnRate, month.RepeatRate, month.Purchases, month.Revenue,
        ]));
}

/// <summary>Figures as <see cref="CustomerMonth"/> has them; the revenue in minor units.</summary>
public sealed record CustomerMonthBody(
    string Month,
    long FirstPurchases,
    long SecondDayCustomers,
    long ActiveCustomers,
    long Retained,
    decimal? RetentionRate,
    decimal? ChurnRate,
    decimal? RepeatRate,
    long Purchases,
    long Revenue)
{
    public static CustomerMonthBody Of(CustomerMonth month) => new(
        YearMonthPattern.Iso.Format(month.Month),
        month.Figures.First,
        month.Figures.SecondDay,
        month.Figures.Active,
        month.Figures.Retained,
        month.RetentionRate,
        month.ChurnRate,
        month.RepeatRate,
        month.Figures.Purchases,
        month.Figures.RevenueMinor);
}
