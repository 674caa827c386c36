using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Points;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>
/// What is owed to members, by the month in which it lapses. Each day's facts are summed into one row once the day is over; a fact
/// has one row however often it is written, and a day is always summed whole, so nothing is counted twice.
/// </summary>
public sealed class LiabilitySums(PartitionStore store)
{
    /// <summary>A follow-up may write its facts that much later without saying so.</summary>
    public const int DaysSummedAgain = 3;

    private const string Total = "total";

    private TableClient Reports => store.Table(TableKeys.Reports);

    public async Task RunAsync(LocalDate today, CancellationToken cancellationToken)
    {
        await SumLateAsync(cancellationToken);
        var summed = await ThroughAsync(cancellationToken);
        if (summed >= today.PlusDays(-1) || (summed ?? await FirstDayAsync(cancellationToken)) is not { } from)
        {
            return;
        }

        for (var day = from.PlusDays(1 - DaysSummedAgain); day < today; day = day.PlusDays(1))
        {
            await SumAsync(day, cancellationToken);
        }

        var watermark = new TableEntity(TableKeys.LiabilityPartition, TableKeys.LiabilityWatermarkRow) { ["Day"] = RowValues.Write(today.PlusDays(-1)) };
        await Reports.UpsertEntityAsync(watermark, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<LiabilityBody> ReportAsync(YearMonth month, CancellationToken cancellationToken)
    {
        var first = month.OnDayOfMonth(1);
        var (from, to) = TableKeys.LiabilityRows(month);
        var opening = new LiabilitySheet();
        var within = new LiabilitySheet();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.LiabilityPartition} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in Reports.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            (RowValues.ReadDay(row, "Day") < first ? opening : within).Add(LiabilitySheet.Read(row.GetBinary("Json")!));
        }

        var lines = opening.Months.Union(within.Months).Order(StringComparer.Ordinal)
            .Select(lot => LineOf(lot, opening.Of(lot).Sum(category => category.Value), within.Of(lot)))
            .Where(line => line.Opening != 0 || line.Outstanding != 0 || within.Months.Contains(line.LotMonth))
            .ToList();
        var all = within.Months.SelectMany(lot => within.Of(lot)).GroupBy(category => category.Key, category => category.Value)
            .ToDictionary(category => category.Key, category => category.Sum());
        var through = await ThroughAsync(cancellationToken);
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

    private async Task<LocalDate?> ThroughAsync(CancellationToken cancellationToken) =>
        await TableRows.ReadAsync(Reports, TableKeys.LiabilityPartition, TableKeys.LiabilityWatermarkRow, cancellationToken) is { } row
            ? RowValues.ReadDay(row, "Day")
            : null;

    private async Task<LocalDate?> FirstDayAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in store.Table(TableKeys.Facts).QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellationToken))
        {
            return TableKeys.DayOfPartition(row.PartitionKey);
        }

        return null;
    }

    private async Task SumLateAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in Reports.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.LateFactsPartition}"), cancellationToken: cancellationToken))
        {
            await SumAsync(RowValues.ReadDay(row, "Day")!.Value, cancellationToken);
            try
            {
                await Reports.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Another late fact of that day: it is summed with the next tick.
            }
        }
    }

    private async Task SumAsync(LocalDate day, CancellationToken cancellationToken)
    {
        var sheet = new LiabilitySheet();
        var (from, to) = TableKeys.DayPartitions(day, day);
        await foreach (var fact in store.Table(TableKeys.Facts).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and Type ge {"Rewards.Points"} and Type lt {"Rewards.Pointt"}"),
            select: ["Type", "Months"],
            cancellationToken: cancellationToken))
        {
            if (fact.GetString("Months") is { } months && LedgerAftermath.TryCategoryOf(fact.Text("Type"), out var category))
            {
                sheet.Add(category, LiabilitySheet.ReadMonths(months));
            }
        }

        var row = new TableEntity(TableKeys.LiabilityPartition, TableKeys.LiabilityRow(day)) { ["Day"] = RowValues.Write(day), ["Json"] = sheet.Write() };
        await Reports.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }
}

/// <summary>Sums by lot month and category.</summary>
public sealed class LiabilitySheet
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> sums = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Months => sums.Keys;

    public IReadOnlyDictionary<string, long> Of(string month) => sums.TryGetValue(month, out var found) ? found : new SortedDictionary<string, long>();

    public void Add(LiabilityCategory category, IEnumerable<KeyValuePair<string, long>> months)
    {
        foreach (var (month, points) in months)
        {
            Add(month, category.ToString(), points);
        }
    }

    public void Add(IReadOnlyDictionary<string, Dictionary<string, long>> other)
    {
        foreach (var (month, categories) in other)
        {
            foreach (var (category, points) in categories)
            {
                Add(month, category, points);
            }
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        sums.ToDictionary(month => month.Key, month => new Dictionary<string, long>(month.Value)), LiabilityJson.Default.DictionaryStringDictionaryStringInt64);

    public static Dictionary<string, Dictionary<string, long>> Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LiabilityJson.Default.DictionaryStringDictionaryStringInt64)!;

    /// <summary>As a fact holds them: 2027-11=-30;never=5.</summary>
    public static string WriteMonths(IEnumerable<KeyValuePair<string, long>> months) => string.Join(';', months.Select(month => $"{month.Key}={month.Value}"));

    public static IEnumerable<KeyValuePair<string, long>> ReadMonths(string text) => text.Length == 0 ? [] : text.Split(';')
        .Select(part => part.Split('='))
        .Select(part => KeyValuePair.Create(part[0], long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture)));

    private void Add(string month, string category, long points)
    {
        if (!sums.TryGetValue(month, out var categories))
        {
            sums[month] = categories = new SortedDictionary<string, long>(StringComparer.Ordinal);
        }

        categories[category] = checked(categories.GetValueOrDefault(category) + points);
    }
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, long>>))]
public sealed partial class LiabilityJson : JsonSerializerContext;
