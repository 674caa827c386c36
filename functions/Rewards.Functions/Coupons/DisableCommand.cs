using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>Reads coupons and takes them out.</summary>
public sealed class DisableCommand(PartitionStore store, CouponAddresses addresses, CampaignCatalogue catalogue, IClock clock)
{
    public const string Kind = "disable";

    private static readonly Reply Unknown = Problems.Refused(Refusal.UnknownCode, "There is no coupon with this code.");

    public async Task<Reply> ReadAsync(CouponCode code, CancellationToken cancellationToken)
    {
        var address = await addresses.OfAsync(code, "", cancellationToken);
        var row = await TableRows.ReadAsync(
            store.Table(TableKeys.Coupons), address.Partition, TableKeys.CouponRow(code, address.Partition), cancellationToken);
        var coupon = CouponRows.ToCoupon(row) ?? (address is { IsShared: true, Newest: { } newest } ? NewShared(code, newest.Id) : null);
        return coupon is null ? Unknown : await ReplyAsync(coupon, address, cancellationToken);
    }

    public async Task<Reply> RunAsync(CouponCode code, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var address = await addresses.OfAsync(code, "", cancellationToken);
        if (address.IsShared)
        {
            return await DisableSharedAsync(code, id, fingerprint, cancellationToken);
        }

        var operation = new Operation(id, TableKeys.Coupons, address.Partition, Kind, fingerprint);
        return (await store.RunAsync(operation, address.Partition, (_, token) => DisableUniqueAsync(code, address, token), cancellationToken)).Reply;
    }

    private async Task<Decision> DisableUniqueAsync(CouponCode code, CouponAddress address, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(
            store.Table(TableKeys.Coupons), address.Partition, TableKeys.CouponRow(code, address.Partition), cancellationToken);
        if (CouponRows.ToCoupon(row) is not { } coupon || address.Newest is null)
        {
            return new Decision.Refuse(Unknown, Stored: false);
        }

        var disabled = coupon with { Disabled = true, Sequence = coupon.Sequence + 1 };
        return new Decision.Accept(
            await ReplyAsync(disabled, address, cancellationToken),
            [TableRows.Put(row, CouponRows.ToRow(disabled, address.Partition, row))],
            code.Value);
    }

    /// <summary>A shared code is taken out where it is named: other instances see it within 30 s.</summary>
    private async Task<Reply> DisableSharedAsync(CouponCode code, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var table = store.Table(TableKeys.Campaigns);
        var partition = TableKeys.AliasPartition(code);
        var operation = new Operation(id, TableKeys.Campaigns, partition, Kind, fingerprint);
        var result = await store.RunAsync(operation, partition, AttemptAsync, cancellationToken);
        if (await catalogue.ByAliasAsync(code, cancellationToken) is { } alias && result.Row is { Outcome: OperationOutcome.Accepted })
        {
            catalogue.Wrote(code, alias with { Disabled = true });
        }

        return result.Reply;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = await TableRows.ReadAsync(table, partition, TableKeys.AliasRow(code), token);
            var address = await addresses.OfAsync(code, "", token);
            if (row is null || address.Newest is not { } newest)
            {
                return new Decision.Refuse(Unknown, Stored: false);
            }

            row["Disabled"] = true;
            var reply = await ReplyAsync(NewShared(code, newest.Id), address with { CodeDisabled = true }, token);
            return new Decision.Accept(reply, [TableRows.Put(row, row)], code.Value);
        }
    }

    private async Task<Reply> ReplyAsync(Coupon coupon, CouponAddress address, CancellationToken cancellationToken)
    {
        var terms = coupon.CampaignVersion is null ? address.Newest! : await catalogue.TermsAsync(coupon, cancellationToken);
        var body = CouponBodies.Of(coupon, address.Newest!, terms, address.CodeDisabled, null, clock.GetCurrentInstant());
        return Reply.Of(HttpStatusCode.OK, body, WireJson.Default.CouponBody);
    }

    private static Coupon NewShared(CouponCode code, CampaignId campaign) => new(code, campaign, null, null, null, false, Tally.Empty, 0);
}

/// <summary>After a code was taken out: the owner's list, and the event.</summary>
public sealed class DisableFollowUp(MemberCoupons memberCoupons, CouponAddresses addresses, Happenings happenings) : IFollowUp
{
    public string Kind => DisableCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var code = CouponRows.ParseCode(operation.Effects!);
        if (operation.Table == TableKeys.Coupons)
        {
            await memberCoupons.RefreshAsync(operation.Partition, code, cancellationToken);
        }

        var address = await addresses.OfAsync(code, "", cancellationToken);
        var happened = new RewardsEvent(
            operation.Id.Value,
            RewardsEvent.CouponDisabled,
            $"campaigns/{address.Newest!.Id}",
            RowValues.Write(operation.At),
            new EventData { CampaignId = address.Newest.Id.Value, Code = code.ToDisplay() });
        await happenings.TellAsync([happened], cancellationToken);
    }
}
