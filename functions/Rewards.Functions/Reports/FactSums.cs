using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>
/// Sums each day's facts once the day is over, for all reports in one pass. A fact has one row however often it is written, and a
/// day is always summed whole, into rows that replace those of before: so nothing is counted twice.
/// </summary>
public sealed class FactSums(PartitionStore store, CampaignCatalogue catalogue, ProgrammeCatalogue programmes)
{
    /// <summary>A follow-up may write its facts that much later without saying so.</summary>
    public const int DaysSummedAgain = 3;

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

        var watermark = new TableEntity(TableKeys.SumsPartition, TableKeys.SumsWatermarkRow) { ["Day"] = RowValues.Write(today.PlusDays(-1)) };
        await Reports.UpsertEntityAsync(watermark, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>The last day that is summed; null: none yet.</summary>
    public async Task<LocalDate?> ThroughAsync(CancellationToken cancellationToken) =>
        await TableRows.ReadAsync(Reports, TableKeys.SumsPartition, TableKeys.SumsWatermarkRow, cancellationToken) is { } row
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
        IDaySheet[] sheets = [new LiabilitySheet(), new SalesSheet(), new CustomerSheet(), new ArmSheet()];
        var (from, to) = TableKeys.DayPartitions(day, day);
        await foreach (var row in store.Table(TableKeys.Facts).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"),
            select: Fact.Columns,
            cancellationToken: cancellationToken))
        {
            var fact = new Fact(row, day, await CurrencyOfAsync(row, cancellationToken));
            foreach (var sheet in sheets)
            {
                sheet.Add(fact);
            }
        }

        foreach (var rows in sheets.SelectMany(sheet => sheet.RowsOf(day)).GroupBy(row => row.PartitionKey))
        {
            foreach (var chunk in rows.Chunk(BatchGuard.MaxRows))
            {
                List<TableTransactionAction> batch = [.. chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))];
                BatchGuard.Check(batch);
                await Reports.SubmitTransactionAsync(batch, cancellationToken);
            }
        }
    }

    private async ValueTask<string> CurrencyOfAsync(TableEntity row, CancellationToken cancellationToken)
    {
        if (row.GetString("Currency") is { } named)
        {
            return named;
        }

        var campaign = CampaignId.TryParse(row.GetString("Campaign"), out var id) ? await catalogue.NewestAsync(id, cancellationToken) : null;
        return (campaign?.Currency ?? (await programmes.NewestAsync(cancellationToken)).Currency).Code;
    }
}
