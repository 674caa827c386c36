using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>The coupons in a member's own list: rows that follow the coupons' own.</summary>
public sealed class MemberCoupons(PartitionStore store, CampaignCatalogue catalogue, IClock clock)
{
    /// <summary>The row as it is issued, in the member's own batch; its sequence is that of a coupon nobody used yet.</summary>
    public static TableEntity RowOf(Coupon coupon, MemberId member, string? occurrence) => new(TableKeys.MemberPartition(member), TableKeys.MemberCouponRow(coupon.Code))
    {
        ["Code"] = coupon.Code.Value,
        ["Campaign"] = coupon.Campaign.Value,
        ["Version"] = coupon.CampaignVersion,
        ["Occurrence"] = occurrence,
        ["IssuedAt"] = RowValues.Write(coupon.IssuedAt),
        ["Disabled"] = coupon.Disabled,
        ["Uses"] = RowValues.Write(coupon.Uses),
        ["Sequence"] = coupon.Sequence,
        ["Arm"] = coupon.Arm?.Id,
        ["Step"] = coupon.Step,
    };

    /// <summary>The same of a foreign code, which does not say where its coupon is.</summary>
    public static TableEntity RowOf(Coupon coupon, MemberId member, int shard)
    {
        var row = RowOf(coupon, member, null);
        row["Shard"] = shard;
        return row;
    }

    /// <summary>Where the listed coupon's own row is.</summary>
    public static int ShardOf(TableEntity row, Coupon coupon) => row.GetInt32("Shard") ?? coupon.Code.Shard;

    /// <summary>Copies what the coupon's own row says now into the list of the member whose coupon it is.</summary>
    public async Task RefreshAsync(string partition, CouponCode code, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(store.Table(TableKeys.Coupons), partition, TableKeys.CouponRow(code, partition), cancellationToken);
        if (CouponRows.ToCoupon(row) is not { Member: { } member } coupon)
        {
            return;
        }

        var copy = new TableEntity(TableKeys.MemberPartition(member), TableKeys.MemberCouponRow(code))
        {
            ["Code"] = coupon.Code.Value,
            ["Campaign"] = coupon.Campaign.Value,
            ["Version"] = coupon.CampaignVersion,
            ["IssuedAt"] = RowValues.Write(coupon.IssuedAt),
            ["Disabled"] = coupon.Disabled,
            ["Uses"] = RowValues.Write(coupon.Uses),
        };
        await SecondaryRows.WriteAsync(store.Table(TableKeys.Members), copy, coupon.Sequence, cancellationToken);
    }

    /// <summary>Those of the member that can still be redeemed, for reminders.</summary>
    public async Task<IReadOnlyList<HeldCoupon>> HeldAsync(MemberId member, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.MemberCouponRows;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.MemberPartition(member)} and RowKey ge {from} and RowKey lt {to}");
        List<HeldCoupon> held = [];
        await foreach (var row in store.Table(TableKeys.Members).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var coupon = CouponRows.ToCoupon(row)!;
            var newest = (await catalogue.NewestAsync(coupon.Campaign, cancellationToken))!;
            var terms = await catalogue.TermsAsync(coupon, cancellationToken);
            if (CouponStates.Of(coupon, newest, terms, false, clock.GetCurrentInstant()) is CouponState.Active or CouponState.NotActiveYet)
            {
                held.Add(HeldOf(coupon, terms));
            }
        }

        return held;
    }

    /// <summary>Of a coupon that was just issued by one of these campaigns.</summary>
    public static HeldCoupon HeldOf(IssuedCoupon issued, TimedCampaigns timed) => HeldOf(
        CouponPlacement.ToCoupon(issued, member: null), timed.Campaigns.Single(campaign => campaign.Id.Value == issued.Campaign));

    private static HeldCoupon HeldOf(Coupon coupon, CampaignDefinition terms) => new(
        coupon.Code,
        coupon.Campaign,
        coupon.IssuedAt!.Value.InZone(terms.TimeZone).Date,
        ValidityWindow.Of(terms, coupon.IssuedAt).LastDay);

    public async Task<CouponBody> BodyOfAsync(TableEntity row, MemberId member, CancellationToken cancellationToken)
    {
        var coupon = CouponRows.ToCoupon(row)! with { Member = member };
        var newest = (await catalogue.NewestAsync(coupon.Campaign, cancellationToken))!;
        var terms = await catalogue.TermsAsync(coupon, cancellationToken);
        return CouponBodies.Of(coupon, newest, terms, false, row.GetString("Occurrence"), clock.GetCurrentInstant());
    }
}
