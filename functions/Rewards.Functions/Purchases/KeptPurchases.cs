using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using Rewards.Domain;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;
using Rewards.Functions.Http;
using Rewards.Functions.Points;
using Rewards.Functions.Stamps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>Purchases that earned, as their row in the member's partition holds them.</summary>
public static class KeptPurchases
{
    public static Task<TableEntity?> ReadAsync(TableClient table, PurchaseId purchase, MemberId member, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(
            table, TableKeys.MemberPartition(member), TableKeys.PurchaseRow(TableKeys.PurchaseHash(purchase), member), cancellationToken);

    public static TableEntity ToRow(KeptPurchase kept)
    {
        var purchase = kept.Purchase;
        return new(TableKeys.MemberPartition(purchase.Member), TableKeys.PurchaseRow(TableKeys.PurchaseHash(purchase.Id), purchase.Member))
        {
            ["Purchase"] = purchase.Id.Value,
            ["At"] = RowValues.Write(purchase.At),
            ["Basket"] = Pack(purchase.Basket),
            ["Redemptions"] = purchase.RedemptionIds.IsEmpty ? null : string.Join('\n', purchase.RedemptionIds),
            ["Day"] = RowValues.Write(kept.Day),
            ["ProgrammeVersion"] = kept.ProgrammeVersion,
            ["Stamps"] = StampRows.Write(kept.Stamps),
            ["Factors"] = kept.Factor.IsOnce ? null : $"{kept.Factor.TierHundredths};{kept.Factor.ClubHundredths}",
            ["Lot"] = PointsRows.WriteLot(kept.Lot, kept.Earned),
            ["Returned"] = kept.Returned.IsEmpty ? null : JsonSerializer.SerializeToUtf8Bytes(
                [.. kept.Returned.Select(line => new ReturnedLineBody(line.LineId, line.Quantity, line.Amount.Value))], WireJson.Default.ReturnedLineBodyArray),
        };
    }

    public static KeptPurchase ToKept(TableEntity row)
    {
        List<FieldError> errors = [];
        var basket = BasketBodies.ToBasket(Unpack(row.GetBinary("Basket")!), errors);
        var lot = PointsRows.ReadLot(row.Text("Lot"));
        var purchase = new Purchase(
            PurchaseId.Parse(row.Text("Purchase")),
            MemberId.Parse(row.PartitionKey),
            RowValues.ReadInstant(row, "At")!.Value,
            basket ?? throw new InvalidOperationException($"A basket is kept with {errors[0]}."))
        {
            RedemptionIds = [.. row.GetString("Redemptions")?.Split('\n') ?? []],
        };
        return new KeptPurchase(
            purchase, RowValues.ReadDay(row, "Day")!.Value, row.GetInt32("ProgrammeVersion")!.Value, lot.Key, lot.Points)
        {
            Returned = row.GetBinary("Returned") is { } returned
                ? [.. JsonSerializer.Deserialize(returned, WireJson.Default.ReturnedLineBodyArray)!
                    .Select(line => new ReturnedLine(line.LineId, line.Quantity, new MinorUnits(line.Amount)))]
                : [],
            Stamps = StampRows.Read(row.GetString("Stamps")),
            Factor = ReadFactor(row.GetString("Factors")),
        };
    }

    private static PointFactor ReadFactor(string? text) =>
        text?.Split(';') is [var tier, var club] ? new PointFactor(int.Parse(tier), int.Parse(club)) : PointFactor.Once;

    /// <summary>Compressed, since escaped it could be larger than a property may be.</summary>
    private static byte[] Pack(Basket basket)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(zip, BasketBodies.Of(basket), WireJson.Default.BasketBody);
        }

        return packed.ToArray();
    }

    private static BasketBody? Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(zip, WireJson.Default.BasketBody);
    }
}
