using Azure.Data.Tables;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>The rows of table Members and what they mean.</summary>
public static class MemberRows
{
    public static TableEntity ToRow(Member member) => new(TableKeys.MemberPartition(member.Id), TableKeys.ProfileRow(member.Id))
    {
        ["JoinedOn"] = RowValues.Write(member.JoinedOn),
        ["Birthday"] = member.Birthday?.ToString(),
        ["Email"] = member.Email,
        ["Consents"] = ConsentText.Write(member.Consents),
        ["Sequence"] = member.Sequence,
        ["Balance"] = member.Balance.Value,
        ["Revision"] = member.Revision,
        ["FirstPurchaseOn"] = RowValues.Write(member.FirstPurchaseOn),
        ["LastPurchaseOn"] = RowValues.Write(member.LastPurchaseOn),
        ["PurchaseDays"] = member.PurchaseDays,
        ["FirstDaySpend"] = member.FirstDaySpend.Value,
        ["LatestMonth"] = member.Months.Latest is { } latest ? YearMonthPattern.Iso.Format(latest) : null,
        ["MonthBits"] = member.Months.Latest is null ? null : unchecked((long)member.Months.Bits),
        ["Purchases"] = member.Purchases,
        ["Spend"] = member.Spend.Value,
        ["Tags"] = member.Tags.IsEmpty ? null : string.Join(';', member.Tags),
        ["CostToServe"] = member.CostToServe.Value,
        ["LookOn"] = RowValues.Write(member.LookOn),
        ["LastTimedCouponOn"] = RowValues.Write(member.LastTimedCouponOn),
        ["ErasedAt"] = RowValues.Write(member.ErasedAt),
    };

    public static Member? ToMember(TableEntity? row) => row is null ? null : new Member(
        MemberId.Parse(row.PartitionKey),
        RowValues.ReadDay(row, "JoinedOn")!.Value,
        Birthday.TryParse(row.GetString("Birthday"), out var birthday) ? birthday : null,
        row.GetString("Email"),
        ConsentText.Read(row.GetString("Consents")),
        row.GetInt64("Sequence")!.Value,
        new PointCount(row.GetInt64("Balance")!.Value),
        RowValues.ReadDay(row, "LastPurchaseOn"),
        row.GetInt64("Purchases")!.Value,
        new MinorUnits(row.GetInt64("Spend")!.Value),
        RowValues.ReadDay(row, "LookOn"),
        RowValues.ReadDay(row, "LastTimedCouponOn"),
        RowValues.ReadInstant(row, "ErasedAt"))
    {
        Revision = row.GetInt64("Revision") ?? 0,
        FirstPurchaseOn = RowValues.ReadDay(row, "FirstPurchaseOn"),
        PurchaseDays = row.GetInt64("PurchaseDays") ?? 0,
        FirstDaySpend = new MinorUnits(row.GetInt64("FirstDaySpend") ?? 0),
        Months = row.GetString("LatestMonth") is { } month
            ? new BuyingMonths(YearMonthPattern.Iso.Parse(month).Value, unchecked((ulong)row.GetInt64("MonthBits")!.Value))
            : BuyingMonths.None,
        Tags = row.GetString("Tags") is { } tags ? Member.NoTags.Union(tags.Split(';')) : Member.NoTags,
        CostToServe = new MinorUnits(row.GetInt64("CostToServe") ?? 0),
    };
}
