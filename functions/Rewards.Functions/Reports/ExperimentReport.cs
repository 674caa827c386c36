using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Experiments;
using Rewards.Domain.Reports;
using Rewards.Functions.Events;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>What came of those who got a campaign's offer, and of those who were held back.</summary>
public sealed class ExperimentReport(PartitionStore store, FactSums sums)
{
    /// <param name="to">As it stood at the end of that local day; null: as it stands.</param>
    public async Task<ExperimentBody> ReportAsync(CampaignDefinition campaign, LocalDate? to, CancellationToken cancellationToken)
    {
        var through = await sums.ThroughAsync(cancellationToken);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.ArmsPartition(campaign.Id)}");
        if (to is { } last)
        {
            filter = $"{filter} and {TableClient.CreateQueryFilter($"RowKey lt {TableKeys.DayRows(last, last).To}")}";
        }

        SortedDictionary<string, ArmFigures> arms = new(StringComparer.Ordinal);
        await foreach (var row in store.Table(TableKeys.Reports).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var (arm, figures) = ArmSheet.Read(row);
            arms[arm] = arms.GetValueOrDefault(arm) + figures;
        }

        var control = arms.GetValueOrDefault(Arm.Control.Id);
        arms.Remove(Arm.Control.Id);
        if (arms.Count == 0)
        {
            arms[Arm.Treated.Id] = default;
        }

        return new ExperimentBody(
            campaign.Id.Value,
            RowValues.Write(through),
            RowValues.Write(to),
            campaign.Currency.Code,
            [
                ArmBody.Of(Arm.Control.Id, control, null),
                .. arms.Select(arm => ArmBody.Of(arm.Key, arm.Value, Uplift.Between(arm.Value.Totals, control.Totals))),
            ]);
    }
}

/// <param name="Through">The last day that is summed; null: none yet.</param>
/// <param name="To">The day at whose end it stood so; null: it is the newest.</param>
/// <param name="Arms">The control group first.</param>
public sealed record ExperimentBody(string CampaignId, string? Through, string? To, string Currency, IReadOnlyList<ArmBody> Arms)
{
    public ReportTable ToTable() => new(
        $"experiment-{CampaignId}",
        [
            "campaignId", "arm", "currency", "assigned", "returned", "returnRate", "revenue", "revenuePerMember", "discountGiven", "state", "reason",
            "returnRateUplift", "returnRateUpliftFrom", "returnRateUpliftTo",
            "revenuePerMemberUplift", "revenuePerMemberUpliftFrom", "revenuePerMemberUpliftTo", "incrementalRevenue",
        ],
        Arms.Select(arm => (IReadOnlyList<object?>)
        [
            CampaignId, arm.Arm, Currency, arm.Assigned, arm.Returned, arm.ReturnRate, arm.Revenue, arm.RevenuePerMember, arm.DiscountGiven,
            arm.Uplift?.State, arm.Uplift?.Reason,
            arm.Uplift?.ReturnRate?.Value, arm.Uplift?.ReturnRate?.From, arm.Uplift?.ReturnRate?.To,
            arm.Uplift?.RevenuePerMember?.Value, arm.Uplift?.RevenuePerMember?.From, arm.Uplift?.RevenuePerMember?.To, arm.Uplift?.IncrementalRevenue,
        ]));
}

/// <summary>Amounts in minor units.</summary>
/// <param name="Returned">Of the assigned, how many bought since.</param>
/// <param name="DiscountGiven">Of the arm's redemptions, less that of those undone.</param>
/// <param name="Uplift">Against the control group; null: it is the control group.</param>
public sealed record ArmBody(
    string Arm,
    long Assigned,
    long Returned,
    decimal? ReturnRate,
    long Revenue,
    decimal? RevenuePerMember,
    long DiscountGiven,
    UpliftBody? Uplift)
{
    public static ArmBody Of(string arm, ArmFigures figures, Uplift? uplift) => new(
        arm,
        figures.Totals.Members,
        figures.Totals.Returned,
        Rates.Of(figures.Totals.Returned, figures.Totals.Members),
        figures.Totals.RevenueMinor,
        Rates.Of(figures.Totals.RevenueMinor, figures.Totals.Members),
        figures.DiscountMinor,
        uplift is null ? null : UpliftBody.Of(uplift));
}

/// <param name="State">measured or not-enough-data.</param>
/// <param name="Reason">Why there is not enough.</param>
public sealed record UpliftBody(
    string State, string? Reason, DifferenceBody? ReturnRate, DifferenceBody? RevenuePerMember, long? IncrementalRevenue)
{
    public static UpliftBody Of(Uplift uplift) => uplift switch
    {
        Uplift.Measured measured => new UpliftBody(
            "measured", null, DifferenceBody.Of(measured.ReturnRate), DifferenceBody.Of(measured.RevenuePerMember), measured.IncrementalRevenueMinor),
        Uplift.Unknown unknown => new UpliftBody("not-enough-data", Problems.NameOf(unknown.Reason), null, null, null),
        _ => throw new InvalidOperationException("Unknown uplift."),
    };
}

/// <summary>A difference, and the ends of its 95 % interval.</summary>
public sealed record DifferenceBody(decimal Value, decimal From, decimal To)
{
    public static DifferenceBody Of(Difference difference) => new(Rates.Round(difference.Value), Rates.Round(difference.From), Rates.Round(difference.To));
}
