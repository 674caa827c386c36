using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>What a member's partition keeps of spends, holds and transfers under way.</summary>
public static class SpendRows
{
    public static TableEntity ToRow(Spend spend, MemberId member) => new(TableKeys.MemberPartition(member), TableKeys.SpendRow(spend.Id))
    {
        ["Spend"] = spend.Id,
        ["Points"] = spend.Points.Value,
        ["AmountMinor"] = spend.Amount.Value,
        ["Reference"] = spend.Reference,
        ["Hold"] = spend.HoldId,
        ["Lots"] = PointsRows.Bytes(spend.Taken),
        ["At"] = RowValues.Write(spend.At),
        ["RolledBackAt"] = RowValues.Write(spend.RolledBackAt),
    };

    public static Spend? ToSpend(TableEntity? row) => row is null ? null : new Spend(
        row.Text("Spend"),
        new PointCount(row.GetInt64("Points")!.Value),
        new MinorUnits(row.GetInt64("AmountMinor")!.Value),
        row.GetString("Reference"),
        row.GetString("Hold"),
        PointsRows.ReadLots(row, "Lots"),
        RowValues.ReadInstant(row, "At")!.Value,
        RowValues.ReadInstant(row, "RolledBackAt"));

    public static TableEntity ToRow(PointsHold hold, MemberId member) => new(TableKeys.MemberPartition(member), TableKeys.HoldRow(hold.Id))
    {
        ["Hold"] = hold.Id,
        ["Points"] = hold.Points.Value,
        ["AmountMinor"] = hold.Amount.Value,
        ["Reference"] = hold.Reference,
        ["At"] = RowValues.Write(hold.At),
        ["ExpiresAt"] = RowValues.Write(hold.ExpiresAt),
        ["Captured"] = hold.Captured.Value,
        ["ClosedAs"] = hold.ClosedAs is { } closed ? Problems.NameOf(closed) : null,
    };

    public static PointsHold? ToHold(TableEntity? row) => row is null ? null : new PointsHold(
        row.Text("Hold"),
        new PointCount(row.GetInt64("Points")!.Value),
        new MinorUnits(row.GetInt64("AmountMinor")!.Value),
        row.GetString("Reference"),
        RowValues.ReadInstant(row, "At")!.Value,
        RowValues.ReadInstant(row, "ExpiresAt")!.Value,
        new PointCount(row.GetInt64("Captured")!.Value),
        row.GetString("ClosedAs") is { } closed ? Enum.Parse<HoldState>(closed, ignoreCase: true) : null);

    public static TableEntity ToRow(Transfer transfer, MemberId sender) => new(TableKeys.MemberPartition(sender), TableKeys.TransferRow(transfer.Id))
    {
        ["Transfer"] = transfer.Id,
        ["To"] = transfer.To.Value,
        ["Lots"] = PointsRows.Bytes(transfer.Taken),
    };

    public static Transfer ToTransfer(TableEntity row) =>
        new(row.Text("Transfer"), MemberId.Parse(row.Text("To")), PointsRows.ReadLots(row, "Lots"));
}
