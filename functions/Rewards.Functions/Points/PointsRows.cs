using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>A member's account and ledger entries in table Members. Lots are written as text of a line each, so that a thousand fit into one property.</summary>
public static class PointsRows
{
    /// <summary>No text that a till may name has it.</summary>
    private const char Separator = '\n';

    private const string None = "-";

    public static TableEntity ToRow(PointsAccount account, MemberId member, long revision) => new(TableKeys.MemberPartition(member), TableKeys.LotsRow(member))
    {
        ["Revision"] = revision,
        ["Sequence"] = account.Sequence,
        ["Balance"] = account.Balance.Value,
        ["Deficit"] = account.Deficit.Value,
        ["Lots"] = Bytes(account.Lots.Select(lot => WriteLot(lot.Key, lot.Points))),
        ["Holds"] = Bytes(account.Holds.Select(WriteHold)),
        ["RemindedThrough"] = RowValues.Write(account.RemindedThrough),
    };

    public static PointsAccount ToAccount(TableEntity? row) => row is null ? PointsAccount.Empty : new PointsAccount(
        row.GetInt64("Sequence")!.Value,
        new PointCount(row.GetInt64("Balance")!.Value),
        new PointCount(row.GetInt64("Deficit")!.Value),
        [.. Lines(row, "Lots").Select(ReadLot)],
        [.. Lines(row, "Holds").Select(ReadHold)],
        RowValues.ReadDay(row, "RemindedThrough"));

    public static TableEntity ToRow(LedgerEntry entry, MemberId member) => new(TableKeys.MemberPartition(member), TableKeys.EntryRow(entry.Sequence, member))
    {
        ["Sequence"] = entry.Sequence,
        ["At"] = RowValues.Write(entry.At),
        ["Kind"] = entry.Kind,
        ["Points"] = entry.Points.Value,
        ["Pending"] = entry.Pending.Value,
        ["Held"] = entry.Held.Value,
        ["Balance"] = entry.Balance.Value,
        ["Lots"] = Bytes(entry.Movements.Select(movement => WriteLot(movement.Lot, movement.Points))),
        ["HeldLots"] = Bytes(entry.HeldMovements.Select(movement => WriteLot(movement.Lot, movement.Points))),
        ["Purchase"] = entry.Source.Purchase?.Value,
        ["Store"] = entry.Source.Receipt?.StoreId,
        ["Till"] = entry.Source.Receipt?.TillId,
        ["Receipt"] = entry.Source.Receipt?.ReceiptId,
        ["AmountMinor"] = entry.Source.Amount.Value,
        ["Redemptions"] = entry.Source.RedemptionIds.IsEmpty ? null : string.Join(Separator, entry.Source.RedemptionIds),
        ["Reference"] = entry.Source.Reference,
        ["Reason"] = entry.Source.Reason,
        ["By"] = entry.Source.By,
    };

    public static LedgerEntry ToEntry(TableEntity row) => new(
        row.GetInt64("Sequence")!.Value,
        RowValues.ReadInstant(row, "At")!.Value,
        new EntrySource(row.Text("Kind"))
        {
            Purchase = PurchaseId.TryParse(row.GetString("Purchase"), out var purchase) ? purchase : null,
            Receipt = row.GetString("Receipt") is { } receipt ? new Receipt(row.Text("Store"), row.Text("Till"), receipt) : null,
            Amount = new MinorUnits(row.GetInt64("AmountMinor")!.Value),
            RedemptionIds = row.GetString("Redemptions")?.Split(Separator).ToImmutableArray() ?? [],
            Reference = row.GetString("Reference"),
            Reason = row.GetString("Reason"),
            By = row.GetString("By"),
        },
        new PointCount(row.GetInt64("Points")!.Value),
        new PointCount(row.GetInt64("Pending")!.Value),
        new PointCount(row.GetInt64("Held")!.Value),
        new PointCount(row.GetInt64("Balance")!.Value),
        ReadMovements(row, "Lots"))
    {
        HeldMovements = ReadMovements(row, "HeldLots"),
    };

    /// <summary>As many lots as an account may have.</summary>
    public static byte[] Bytes(IEnumerable<Lot> lots) => Bytes(lots.Select(lot => WriteLot(lot.Key, lot.Points)));

    public static ImmutableArray<Lot> ReadLots(TableEntity row, string name) => [.. Lines(row, name).Select(ReadLot)];

    public static string WriteLots(IEnumerable<Lot> lots) => string.Join(';', lots.Select(lot => WriteLot(lot.Key, lot.Points)));

    public static ImmutableArray<Lot> ReadLots(string text) => text.Length == 0 ? [] : [.. text.Split(';').Select(ReadLot)];

    public static string WriteLot(LotKey key, PointCount points) =>
        $"{RowValues.Write(key.ExpiresOn) ?? None}/{RowValues.Write(key.ActivatesOn) ?? None}/{key.Awaits ?? None}:{points.Value}";

    public static Lot ReadLot(string text)
    {
        var parts = text.Split('/', ':');
        var key = new LotKey(Day(parts[0]), Day(parts[1]), parts[2] == None ? null : parts[2]);
        return new Lot(key, new PointCount(long.Parse(parts[3], CultureInfo.InvariantCulture)));

        static LocalDate? Day(string text) => text == None ? null : LocalDatePattern.Iso.Parse(text).Value;
    }

    private static ImmutableArray<LotMovement> ReadMovements(TableEntity row, string name) =>
        [.. Lines(row, name).Select(ReadLot).Select(lot => new LotMovement(lot.Key, lot.Points))];

    private static string WriteHold(OpenHold hold) => $"{hold.Id}|{RowValues.Write(hold.ExpiresAt)}|{WriteLots(hold.Taken)}";

    private static OpenHold ReadHold(string text)
    {
        var parts = text.Split('|');
        return new OpenHold(parts[0], InstantPattern.ExtendedIso.Parse(parts[1]).Value, ReadLots(parts[2]));
    }

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static string[] Lines(TableEntity row, string name) =>
        row.GetBinary(name) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes).Split('\n') : [];
}
