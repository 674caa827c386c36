using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>The rows of table Coupons and what they mean.</summary>
public static class CouponRows
{
    private const string Batch = "Batch";

    private const string Number = "Number";

    public static TableEntity ToRow(Coupon coupon, string partition) => new(partition, TableKeys.CouponRow(coupon.Code, partition))
    {
        ["Code"] = coupon.Code.Value,
        ["Campaign"] = coupon.Campaign.Value,
        ["Version"] = coupon.CampaignVersion,
        ["Member"] = coupon.Member?.Value,
        ["IssuedAt"] = RowValues.Write(coupon.IssuedAt),
        ["Disabled"] = coupon.Disabled,
        ["Uses"] = RowValues.Write(coupon.Uses),
        ["Sequence"] = coupon.Sequence,
        ["Arm"] = coupon.Arm?.Id,
        ["Step"] = coupon.Step,
    };

    /// <summary>Of a coupon issued with many: which batch it is of, and which number in it. Told for the whole life of the row.</summary>
    public static TableEntity ToRow(Coupon coupon, string partition, string batch, int number)
    {
        var row = ToRow(coupon, partition);
        row[Batch] = batch;
        row[Number] = number;
        return row;
    }

    /// <summary>The next state of a coupon whose row was read.</summary>
    public static TableEntity ToRow(Coupon coupon, string partition, TableEntity? read) =>
        read?.GetString(Batch) is { } batch ? ToRow(coupon, partition, batch, read.GetInt32(Number)!.Value) : ToRow(coupon, partition);

    /// <summary>Of a batch or an import.</summary>
    public static bool IsOfMany(TableEntity row) => row.ContainsKey(Batch);

    public static bool IsOf(TableEntity row, string batch, int number) => row.GetString(Batch) == batch && row.GetInt32(Number) == number;

    public static Coupon? ToCoupon(TableEntity? row) => row is null ? null : new Coupon(
        ParseCode(row.Text("Code")),
        CampaignId.Parse(row.Text("Campaign")),
        row.GetInt32("Version"),
        row.GetString("Member") is { } member ? MemberId.Parse(member) : null,
        RowValues.ReadInstant(row, "IssuedAt"),
        row.GetBoolean("Disabled") ?? false,
        RowValues.ReadTally(row, "Uses"),
        row.GetInt64("Sequence") ?? 0)
    {
        Arm = ReadArm(row),
        Step = row.GetInt32("Step"),
    };

    public static TableEntity UseRow(MemberId member, Tally uses, string partition) => new(partition, TableKeys.UseRow(member, partition))
    {
        ["Uses"] = RowValues.Write(uses),
    };

    public static TableEntity BudgetRow(CampaignUsage usage, string partition) => new(partition, TableKeys.BudgetRow(partition))
    {
        ["Redemptions"] = RowValues.Write(usage.Redemptions),
        ["Money"] = RowValues.Write(usage.Money),
        ["RedemptionsAllotment"] = Write(usage.RedemptionsAllotment),
        ["MoneyAllotment"] = Write(usage.MoneyAllotment),
    };

    public static CampaignUsage ToUsage(TableEntity? row) => row is null ? CampaignUsage.None : new CampaignUsage(
        RowValues.ReadTally(row, "Redemptions"),
        RowValues.ReadTally(row, "Money"),
        ReadAllotment(row.GetString("RedemptionsAllotment")),
        ReadAllotment(row.GetString("MoneyAllotment")));

    public static TableEntity ToRow(AllotmentAccount account, Resource resource, CampaignId campaign) =>
        new(TableKeys.AccountPartition(campaign), TableKeys.AccountRow(resource, campaign))
        {
            ["Epoch"] = account.Epoch,
            ["Term"] = Write(account.Term),
            ["Settled"] = account.Settled,
            ["Granted"] = string.Join(';', account.Granted),
            ["Returned"] = string.Join(';', account.Returned),
        };

    public static AllotmentAccount? ToAccount(TableEntity? row) => row is null ? null : new AllotmentAccount(
        row.GetInt64("Epoch")!.Value,
        ReadTerm(row.Text("Term")),
        row.GetBoolean("Settled")!.Value,
        [.. row.Text("Granted").Split(';').Select(long.Parse)],
        [.. row.Text("Returned").Split(';').Select(long.Parse)]);

    public static TableEntity ToRow(Redemption redemption, string partition) => new(partition, TableKeys.RedemptionRow(redemption.Id))
    {
        ["Code"] = redemption.Code.Value,
        ["Campaign"] = redemption.Campaign.Value,
        ["Version"] = redemption.CampaignVersion,
        ["Member"] = redemption.Member?.Value,
        ["Store"] = redemption.StoreId,
        ["Till"] = redemption.Receipt?.TillId,
        ["Receipt"] = redemption.Receipt?.ReceiptId,
        ["RedeemedAt"] = RowValues.Write(redemption.RedeemedAt),
        ["Day"] = RowValues.Write(redemption.Day),
        ["Currency"] = redemption.Discount.Currency.Code,
        ["Amount"] = redemption.Discount.Amount.Value,
        ["Lines"] = JsonSerializer.SerializeToUtf8Bytes(
            [.. redemption.Discount.Lines.Select(line => new DiscountLineBody(line.LineId, line.Amount.Value))], WireJson.Default.DiscountLineBodyArray),
        ["BasketTotal"] = redemption.BasketTotal.Value,
        ["RolledBackAt"] = RowValues.Write(redemption.RolledBackAt),
        ["Arm"] = redemption.Arm?.Id,
        ["Step"] = redemption.Step,
    };

    public static Redemption? ToRedemption(TableEntity? row, RedemptionId id) => row is null ? null : new Redemption(
        id,
        ParseCode(row.Text("Code")),
        CampaignId.Parse(row.Text("Campaign")),
        row.GetInt32("Version")!.Value,
        row.GetString("Member") is { } member ? MemberId.Parse(member) : null,
        row.GetString("Receipt") is { } receipt ? new Receipt(row.Text("Store"), row.Text("Till"), receipt) : null,
        RowValues.ReadInstant(row, "RedeemedAt")!.Value,
        RowValues.ReadDay(row, "Day")!.Value,
        new DiscountGiven(
            Currency.Parse(row.Text("Currency")),
            new MinorUnits(row.GetInt64("Amount")!.Value),
            [.. JsonSerializer.Deserialize(row.GetBinary("Lines"), WireJson.Default.DiscountLineBodyArray)!
                .Select(line => new DiscountLine(line.LineId, new MinorUnits(line.Amount)))]),
        new MinorUnits(row.GetInt64("BasketTotal")!.Value),
        RowValues.ReadInstant(row, "RolledBackAt"))
    {
        Arm = ReadArm(row),
        Step = row.GetInt32("Step"),
        StoreId = row.GetString("Store"),
    };

    public static CouponCode ParseCode(string stored) =>
        CouponCode.TryParse(stored, out var code) ? code : throw new InvalidOperationException("A row holds a code that is none.");

    private static Arm? ReadArm(TableEntity row) => row.GetString("Arm") is { } arm ? new Arm(arm) : null;

    private static string? Write(Allotment? allotment) =>
        allotment is null ? null : $"{allotment.Epoch};{allotment.Granted};{allotment.Returned};{Write(allotment.Term)}";

    private static Allotment? ReadAllotment(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(';', 4);
        return new Allotment(long.Parse(parts[0]), ReadTerm(parts[3]), long.Parse(parts[1]), long.Parse(parts[2]));
    }

    private static string Write(AllotmentTerm term) => $"{term.Limit.Max};{term.Limit.Period};{RowValues.Write(term.PeriodStart)}";

    private static AllotmentTerm ReadTerm(string text)
    {
        var parts = text.Split(';');
        LocalDate? start = parts[2].Length == 0 ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(parts[2]).Value;
        return new AllotmentTerm(new Limit(long.Parse(parts[0]), Enum.Parse<LimitPeriod>(parts[1])), start);
    }
}
