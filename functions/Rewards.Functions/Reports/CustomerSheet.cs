using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Reports;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>What a day's facts add to the customers of each month: what comes late counts for its own.</summary>
public sealed class CustomerSheet : IDaySheet
{
    private readonly Dictionary<YearMonth, CustomerFigures> months = [];

    public void Add(Fact fact)
    {
        if (fact.Type != RewardsEvent.PointsAwarded)
        {
            return;
        }

        Add(fact.On.ToYearMonth(), new CustomerFigures
        {
            First = fact.Is("First") ? 1 : 0,
            SecondDay = fact.Is("SecondDay") ? 1 : 0,
            Active = fact.Is("FirstOfMonth") ? 1 : 0,
            Purchases = 1,
            RevenueMinor = fact.AmountMinor,
        });
        foreach (var month in fact.RetainedIn)
        {
            Add(month, new CustomerFigures { Retained = 1 });
        }
    }

    public IEnumerable<TableEntity> RowsOf(LocalDate day) => months.Select(month =>
        new TableEntity(TableKeys.CustomersPartition, TableKeys.CustomersRow(day, month.Key))
        {
            ["Month"] = YearMonthPattern.Iso.Format(month.Key),
            ["First"] = month.Value.First,
            ["SecondDay"] = month.Value.SecondDay,
            ["Active"] = month.Value.Active,
            ["Retained"] = month.Value.Retained,
            ["Purchases"] = month.Value.Purchases,
            ["RevenueMinor"] = month.Value.RevenueMinor,
        });

    public static (YearMonth Month, CustomerFigures Figures) Read(TableEntity row) => (
        YearMonthPattern.Iso.Parse(row.Text("Month")).Value,
        new CustomerFigures
        {
            First = row.GetInt64("First")!.Value,
            SecondDay = row.GetInt64("SecondDay")!.Value,
            Active = row.GetInt64("Active")!.Value,
            Retained = row.GetInt64("Retained")!.Value,
            Purchases = row.GetInt64("Purchases")!.Value,
            RevenueMinor = row.GetInt64("RevenueMinor")!.Value,
        });

    private void Add(YearMonth month, CustomerFigures figures) => months[month] = months.GetValueOrDefault(month) + figures;
}
