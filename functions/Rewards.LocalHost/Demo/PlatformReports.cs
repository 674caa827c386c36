using System.Globalization;
using NodaTime;
using Rewards.Functions.Http;
using Rewards.Functions.Reports;

namespace Rewards.LocalHost.Demo;

/// <summary>What the platform itself says of the year, by its API.</summary>
/// <param name="Experiments">Of each programme.</param>
/// <param name="LastMonth">The one with the last day; the repeat rate is of all customers until then.</param>
/// <param name="Model">With what the last fit came to.</param>
public sealed record PlatformReports(IReadOnlyList<ExperimentBody> Experiments, CustomerMonthBody LastMonth, CustomerModelBody Model)
{
    public static async Task<PlatformReports> ReadAsync(ShopClient client, LocalDate lastDay)
    {
        List<ExperimentBody> experiments = [];
        foreach (var campaign in DemoCampaigns.Programmes)
        {
            experiments.Add(await client.ReadAsync($"reports/experiments/{campaign}", WireJson.Default.ExperimentBody));
        }

        var month = lastDay.ToString("uuuu-MM", CultureInfo.InvariantCulture);
        var customers = await client.ReadAsync($"reports/customers?from={month}&to={month}", WireJson.Default.CustomerReportBody);
        return new PlatformReports(
            experiments, customers.Months.Single(), await client.ReadAsync("customer-model", WireJson.Default.CustomerModelBody));
    }
}
