using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

/// <summary>Many coupons of one campaign, written in the background.</summary>
/// <param name="Version">The campaign's, whose terms all of them keep.</param>
/// <param name="Issued">How many, counted from number 0 without a gap, are known to be written.</param>
/// <param name="Seed">256 bits from which every code follows: as secret as the codes.</param>
/// <param name="CreatedAt">When it was asked for, and when every coupon of it counts as issued.</param>
/// <param name="Attempts">Of the few numbers whose first code was another coupon's already: which attempt holds.</param>
public sealed record Batch(
    string Id,
    CampaignId Campaign,
    int Version,
    int Count,
    int Issued,
    byte[] Seed,
    Instant CreatedAt,
    ImmutableDictionary<int, int> Attempts)
{
    public bool IsCompleted => Issued == Count;
}

/// <summary>The row of a batch and what it means.</summary>
public static class BatchRows
{
    public static TableEntity ToRow(Batch batch) => new(TableKeys.BatchPartition(batch.Campaign), TableKeys.BatchRow(batch.Id))
    {
        ["Id"] = batch.Id,
        ["Campaign"] = batch.Campaign.Value,
        ["Version"] = batch.Version,
        ["Count"] = batch.Count,
        ["Issued"] = batch.Issued,
        ["Seed"] = batch.Seed,
        ["CreatedAt"] = RowValues.Write(batch.CreatedAt),
        ["Attempts"] = string.Join(';', batch.Attempts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Value}")),
    };

    public static Batch ToBatch(TableEntity row) => new(
        row.Text("Id"),
        CampaignId.Parse(row.Text("Campaign")),
        row.GetInt32("Version")!.Value,
        row.GetInt32("Count")!.Value,
        row.GetInt32("Issued")!.Value,
        row.GetBinary("Seed")!,
        RowValues.ReadInstant(row, "CreatedAt")!.Value,
        ReadAttempts(row.Text("Attempts")));

    private static ImmutableDictionary<int, int> ReadAttempts(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':'))
        .ToImmutableDictionary(pair => ToInt(pair[0]), pair => ToInt(pair[1]));

    private static int ToInt(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
