using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NodaTime.Text;
using Rewards.Domain.Models;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>What the customers are worth, as the last fit has summed it up.</summary>
public sealed class LifetimeReports(PartitionStore store, ProgrammeCatalogue programmes)
{
    /// <summary>In the place of a month: all from before those that are listed.</summary>
    private const string Earlier = "earlier";

    private const string Total = "total";

    private TableClient Table => store.Table(TableKeys.Reports);

    /// <summary>Keeps the report of a fit, unless that of a later one is there.</summary>
    public async Task KeepAsync(ModelFit fit, CustomerModel model, BuyerSample sample, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var report = LifetimeReport.Of(sample.Buyers, model, fit.Day, sample.Weight);
        var body = new LifetimeValueBody(
            RowValues.Write(fit.Day),
            model.Version,
            CustomerModel.HorizonWeeks,
            programme.Currency.Code,
            fit.Members,
            sample.Weight,
            ToBody(Total, report.Total),
            [
                .. report.Earlier is { } earlier ? [ToBody(Earlier, earlier)] : Array.Empty<CohortBody>(),
                .. report.Cohorts.Select(cohort => ToBody(YearMonthPattern.Iso.Format(cohort.FirstMonth!.Value), cohort)),
            ]);
        while (true)
        {
            var row = await ReadAsync(cancellationToken);
            if (row is not null && RowValues.ReadInstant(row, "StartedAt") > fit.StartedAt)
            {
                return;
            }

            var next = new TableEntity(TableKeys.LifetimeValuePartition, TableKeys.LifetimeValueRow)
            {
                ["StartedAt"] = RowValues.Write(fit.StartedAt),
                ["Json"] = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Default.LifetimeValueBody),
            };
            try
            {
                await Table.SubmitTransactionAsync([TableRows.Put(row, next)], cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Another fit was faster, or it was this very write whose reply was lost: look again.
            }
        }
    }

    /// <summary>Before the first fit there are no lines.</summary>
    public async Task<LifetimeValueBody> ReportAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } row)
        {
            return JsonSerializer.Deserialize(row.GetBinary("Json"), WireJson.Default.LifetimeValueBody)!;
        }

        var programme = await programmes.NewestAsync(cancellationToken);
        var nobody = LifetimeReport.Of([], CustomerModel.Default, default, weight: 1);
        return new LifetimeValueBody(
            null, CustomerModel.Default.Version, CustomerModel.HorizonWeeks, programme.Currency.Code, 0, 1, ToBody(Total, nobody.Total), []);
    }

    private Task<TableEntity?> ReadAsync(CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.LifetimeValuePartition, TableKeys.LifetimeValueRow, cancellationToken);

    private static CohortBody ToBody(string month, CohortOutlook cohort) => new(
        month,
        cohort.Customers,
        ModelBodies.Rounded(cohort.ProbabilityActive),
        ModelBodies.Rounded(cohort.ExpectedPurchases),
        cohort.LifetimeValue.Value,
        cohort.MeanLifetimeValue.Value,
        cohort.Churned);
}
