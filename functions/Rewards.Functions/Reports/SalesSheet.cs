using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Reports;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>A day's coupons and purchases by campaign, store and currency.</summary>
public sealed class SalesSheet : IDaySheet
{
    /// <summary>Null for the campaign: all together, where a purchase with coupons of two campaigns counts once.</summary>
    private readonly Dictionary<(string? Campaign, string Store, string Currency), SalesFigures> cells = [];

    public void Add(Fact fact)
    {
        if (FiguresOf(fact) is not { } figures)
        {
            return;
        }

        Add(null, fact, figures);
        if (fact.Campaign is { } own)
        {
            Add(own, fact, figures);
        }

        foreach (var campaign in fact.Campaigns)
        {
            Add(campaign, fact, figures with { Purchases = 0, RevenueMinor = 0 });
        }
    }

    public IEnumerable<TableEntity> RowsOf(LocalDate day)
    {
        var all = cells.Where(cell => cell.Key.Campaign is null).ToList();
        var parts = cells.Where(cell => cell.Key.Campaign is not null).ToList();
        var total = all.GroupBy(cell => cell.Key.Currency, (currency, group) => (Currency: currency, Sum: Sum(group)));
        var byCampaign = parts.GroupBy(cell => (cell.Key.Campaign, cell.Key.Currency), (key, group) => (key.Campaign, key.Currency, Sum: Sum(group)));
        return
        [
            .. total.Select(cell => SalesRows.ToRow(TableKeys.SalesPartition, day, cell.Currency, null, null, cell.Sum)),
            .. all.Select(cell => SalesRows.ToRow(TableKeys.SalesByStorePartition, day, cell.Key.Currency, null, cell.Key.Store, cell.Value)),
            .. byCampaign.Select(cell => SalesRows.ToRow(TableKeys.SalesByCampaignPartition, day, cell.Currency, cell.Campaign, null, cell.Sum)),
            .. parts.Select(cell => SalesRows.ToRow(
                TableKeys.SalesOfCampaignPartition(cell.Key.Campaign!), day, cell.Key.Currency, cell.Key.Campaign, cell.Key.Store, cell.Value)),
            .. parts.Where(cell => cell.Key.Store.Length > 0).Select(cell => SalesRows.ToRow(
                TableKeys.SalesInStorePartition(cell.Key.Store), day, cell.Key.Currency, cell.Key.Campaign, cell.Key.Store, cell.Value)),
        ];
    }

    private void Add(string? campaign, Fact fact, SalesFigures figures)
    {
        var key = (campaign, fact.Store, fact.Currency);
        cells[key] = cells.GetValueOrDefault(key) + figures;
    }

    private static SalesFigures Sum(IEnumerable<KeyValuePair<(string? Campaign, string Store, string Currency), SalesFigures>> some) =>
        some.Aggregate(default(SalesFigures), (sum, cell) => sum + cell.Value);

    private static SalesFigures? FiguresOf(Fact fact) => fact.Type switch
    {
        RewardsEvent.CouponIssued => new SalesFigures { Issued = fact.Count },
        RewardsEvent.ControlAssigned => new SalesFigures { Control = 1 },
        RewardsEvent.CouponRedeemed => new SalesFigures { Redeemed = 1, DiscountMinor = fact.AmountMinor },
        RewardsEvent.RedemptionRolledBack => new SalesFigures { RolledBack = 1, DiscountMinor = -fact.AmountMinor },
        RewardsEvent.PointsAwarded => fact.Campaigns.Any()
            ? new SalesFigures
            {
                Purchases = 1, RevenueMinor = fact.AmountMinor, PurchasesWithCoupon = 1, RevenueWithCouponMinor = fact.AmountMinor,
            }
            : new SalesFigures { Purchases = 1, RevenueMinor = fact.AmountMinor },
        _ => null,
    };
}

/// <summary>Sales as they stand in table Reports.</summary>
public static class SalesRows
{
    public static TableEntity ToRow(string partition, LocalDate day, string currency, string? campaign, string? store, SalesFigures figures) =>
        new(partition, TableKeys.SalesRow(day, currency, campaign, store))
        {
            ["Day"] = RowValues.Write(day),
            ["Currency"] = currency,
            ["Campaign"] = campaign,
            ["Store"] = store,
            ["Issued"] = figures.Issued,
            ["Control"] = figures.Control,
            ["Redeemed"] = figures.Redeemed,
            ["RolledBack"] = figures.RolledBack,
            ["DiscountMinor"] = figures.DiscountMinor,
            ["PurchasesWithCoupon"] = figures.PurchasesWithCoupon,
            ["RevenueWithCouponMinor"] = figures.RevenueWithCouponMinor,
            ["Purchases"] = figures.Purchases,
            ["RevenueMinor"] = figures.RevenueMinor,
        };

    public static SalesFigures ToFigures(TableEntity row) => new()
    {
        Issued = row.GetInt64("Issued")!.Value,
        Control = row.GetInt64("Control")!.Value,
        Redeemed = row.GetInt64("Redeemed")!.Value,
        RolledBack = row.GetInt64("RolledBack")!.Value,
        DiscountMinor = row.GetInt64("DiscountMinor")!.Value,
        PurchasesWithCoupon = row.GetInt64("PurchasesWithCoupon")!.Value,
        RevenueWithCouponMinor = row.GetInt64("RevenueWithCouponMinor")!.Value,
        Purchases = row.GetInt64("Purchases")!.Value,
        RevenueMinor = row.GetInt64("RevenueMinor")!.Value,
    };
}
