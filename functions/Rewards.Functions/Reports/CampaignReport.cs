using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Reports;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>What the lines of a report stand for.</summary>
public enum SalesBy
{
    Day,
    Campaign,
    Store,
}

/// <summary>Which days, campaign and store a report is of.</summary>
/// <param name="Campaign">Null: all.</param>
/// <param name="Store">Null: all.</param>
public sealed record SalesQuery(LocalDate From, LocalDate To, SalesBy By, CampaignId? Campaign, string? Store)
{
    /// <summary>Issues happen in no store.</summary>
    public bool TellsIssues => By is not SalesBy.Store && Store is null;

    /// <summary>All purchases are of no campaign.</summary>
    public bool TellsAllPurchases => By is not SalesBy.Campaign && Campaign is null;

    /// <summary>The one partition that holds what is asked for.</summary>
    public string Partition => (Campaign, Store, By) switch
    {
        ({ } campaign, _, _) => TableKeys.SalesOfCampaignPartition(campaign.Value),
        (_, { } store, SalesBy.Campaign) => TableKeys.SalesInStorePartition(store),
        (_, _, SalesBy.Campaign) => TableKeys.SalesByCampaignPartition,
        (_, null, SalesBy.Day) => TableKeys.SalesPartition,
        _ => TableKeys.SalesByStorePartition,
    };
}

/// <summary>Coupons issued and redeemed, the discount given and what was bought with them.</summary>
public sealed class CampaignReport(PartitionStore store, FactSums sums)
{
    public async Task<CampaignReportBody> ReportAsync(SalesQuery query, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.DayRows(query.From, query.To);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {query.Partition} and RowKey ge {from} and RowKey lt {to}");
        if (query.Store is { } wanted)
        {
            filter = $"{filter} and {TableClient.CreateQueryFilter($"Store eq {wanted}")}";
        }

        var through = await sums.ThroughAsync(cancellationToken);
        Dictionary<(string? Of, string Currency), SalesFigures> lines = [];
        await foreach (var row in store.Table(TableKeys.Reports).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var key = (KeyOf(row, query.By), row.Text("Currency"));
            lines[key] = lines.GetValueOrDefault(key) + SalesRows.ToFigures(row);
        }

        return new CampaignReportBody(
            RowValues.Write(query.From),
            RowValues.Write(query.To),
            RowValues.Write(through),
            query.Campaign?.Value,
            query.Store,
            [.. lines.OrderBy(line => line.Key.Of, StringComparer.Ordinal).ThenBy(line => line.Key.Currency, StringComparer.Ordinal)
                .Select(line => LineOf(query, line.Key.Of, line.Key.Currency, line.Value))
                .Where(line => !line.IsEmpty)]);
    }

    /// <summary>Null: in no store that was named.</summary>
    private static string? KeyOf(TableEntity row, SalesBy by) => by switch
    {
        SalesBy.Day => row.Text("Day"),
        SalesBy.Campaign => row.Text("Campaign"),
        _ => row.GetString("Store") is { Length: > 0 } store ? store : null,
    };

    private static SalesLineBody LineOf(SalesQuery query, string? of, string currency, SalesFigures figures) => new(
        query.By is SalesBy.Day ? of : null,
        query.By is SalesBy.Campaign ? of : null,
        query.By is SalesBy.Store ? of : null,
        currency,
        query.TellsIssues ? figures.Issued : null,
        query.TellsIssues ? figures.Control : null,
        figures.Redeemed,
        figures.RolledBack,
        query.TellsIssues ? figures.RedemptionRate : null,
        figures.DiscountMinor,
        figures.PurchasesWithCoupon,
        figures.RevenueWithCouponMinor,
        query.TellsAllPurchases ? figures.Purchases : null,
        query.TellsAllPurchases ? figures.RevenueMinor : null);
}

/// <param name="From">The first local day of the programme.</param>
/// <param name="To">The last one.</param>
/// <param name="Through">The last day that is summed; null: none yet.</param>
/// <param name="CampaignId">Null: of all campaigns.</param>
/// <param name="StoreId">Null: of all stores.</param>
public sealed record CampaignReportBody(
    string From, string To, string? Through, string? CampaignId, string? StoreId, IReadOnlyList<SalesLineBody> Lines)
{
    public ReportTable ToTable() => new(
        "campaigns",
        [
            "day", "campaignId", "storeId", "currency", "issued", "control", "redeemed", "rolledBack", "redemptionRate", "discount",
            "purchasesWithCoupon", "revenueWithCoupon", "purchases", "revenue",
        ],
        Lines.Select(line => (IReadOnlyList<object?>)
        [
            line.Day, line.CampaignId ?? CampaignId, line.StoreId ?? StoreId, line.Currency, line.Issued, line.Control, line.Redeemed, line.RolledBack,
            line.RedemptionRate, line.Discount, line.PurchasesWithCoupon, line.RevenueWithCoupon, line.Purchases, line.Revenue,
        ]));
}

/// <summary>Figures as <see cref="SalesFigures"/> has them; amounts in minor units. Null: not told by this report.</summary>
public sealed record SalesLineBody(
    string? Day,
    string? CampaignId,
    string? StoreId,
    string Currency,
    long? Issued,
    long? Control,
    long Redeemed,
    long RolledBack,
    decimal? RedemptionRate,
    long Discount,
    long PurchasesWithCoupon,
    long RevenueWithCoupon,
    long? Purchases,
    long? Revenue)
{
    /// <summary>What happened is not told by this report, such as issues by one of a store.</summary>
    internal bool IsEmpty => (Issued ?? 0) == 0 && (Control ?? 0) == 0 && Redeemed == 0 && RolledBack == 0 && PurchasesWithCoupon == 0 && (Purchases ?? 0) == 0;
}
