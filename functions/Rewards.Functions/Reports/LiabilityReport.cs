using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>What is owed to members, by the month in which it lapses.</summary>
public sealed class LiabilityReport(PartitionStore store, FactSums sums)
{
    private const string Total = "total";

    public async Task<LiabilityBody> ReportAsync(YearMonth month, CancellationToken cancellationToken)
    {
        var first = month.OnDayOfMonth(1);
        var (from, to) = TableKeys.LiabilityRows(month);
        var opening = new LiabilitySheet();
        var within = new LiabilitySheet();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.LiabilityPartition} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in store.Table(TableKeys.Reports).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            (RowValues.ReadDay(row, "Day") < first ? opening : within).Add(LiabilitySheet.Read(row.GetBinary("Json")!));
        }

        var lines = opening.Months.Union(within.Months).Order(StringComparer.Ordinal)
            .Select(lot => LineOf(lot, opening.Of(lot).Sum(category => category.Value), within.Of(lot)))
            .Where(line => line.Opening != 0 || line.Outstanding != 0 || within.Months.Contains(line.LotMonth))
            .ToList();
        var all = within.Months.SelectMany(lot => within.Of(lot)).GroupBy(category => category.Key, category => category.Value)
            .ToDictionary(category => category.Key, category => category.Sum());
        var through = await sums.ThroughAsync(cancellationToken);
        return new LiabilityBody(
            YearMonthPattern.Iso.Format(month), RowValues.Write(through), lines, LineOf(Total, lines.Sum(line => line.Opening), all));
    }

    private static LiabilityLineBody LineOf(string lot, long opening, IReadOnlyDictionary<string, long> changes)
    {
        return new LiabilityLineBody(
            lot,
            opening,
            Of(LiabilityCategory.Issued),
            -Of(LiabilityCategory.Spent),
            -Of(LiabilityCategory.Expired),
            -Of(LiabilityCategory.TakenBack),
            Of(LiabilityCategory.Adjusted),
            Of(LiabilityCategory.Transferred),
            opening + changes.Values.Sum());

        long Of(LiabilityCategory category) => changes.GetValueOrDefault(category.ToString());
    }
}
