using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Storage;

/// <summary>Table Reports: each partition holds one view of the days, so that no report reads what it does not tell.</summary>
public static partial class TableKeys
{
    public const string SumsPartition = "sums";

    public const string SumsWatermarkRow = "watermark";

    /// <summary>All campaigns and stores together.</summary>
    public const string SalesPartition = "sales";

    /// <summary>All campaigns together, by store.</summary>
    public const string SalesByStorePartition = "sales:stores";

    /// <summary>All stores together, by campaign.</summary>
    public const string SalesByCampaignPartition = "sales:campaigns";

    /// <summary>One campaign, by store.</summary>
    public static string SalesOfCampaignPartition(string campaign) => $"sales:campaign:{Short(campaign)}";

    /// <summary>One store, by campaign.</summary>
    public static string SalesInStorePartition(string store) => $"sales:store:{Short(store)}";

    /// <param name="campaign">Null: all of them.</param>
    /// <param name="store">Null: all of them; empty: none was named.</param>
    public static string SalesRow(LocalDate day, string currency, string? campaign, string? store) =>
        $"{DayText(day)}:{currency}:{(store is null ? "*" : Short(store))}:{(campaign is null ? "*" : Short(campaign))}";

    public const string CustomersPartition = "customers";

    public static string CustomersRow(LocalDate day, YearMonth month) => $"{DayText(day)}:{YearMonthPattern.Iso.Format(month)}";

    public static string ArmsPartition(CampaignId campaign) => $"arms:{campaign}";

    public static string ArmsRow(LocalDate day, string arm, CampaignId campaign) => $"{DayText(day)}:{Short(arm)}:{campaign}";

    /// <summary>Rows whose keys begin with a day, from one day to another, both whole.</summary>
    public static (string From, string To) DayRows(LocalDate first, LocalDate last) => DayPartitions(first, last);
}
