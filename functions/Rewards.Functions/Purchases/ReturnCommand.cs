using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>A parsed return.</summary>
/// <param name="ReturnId">The retailer's id of it, which is done once; null: it has none.</param>
public sealed record ReturnCall(PurchaseId Purchase, MemberId Member, string? ReturnId, ReturnRequest Request);

/// <summary>
/// Takes back what a purchase earned for what comes back of it. The member's partition decides; the redemptions linked to the
/// purchase are read beside it, since nothing in them changes but that they are rolled back.
/// </summary>
public sealed class ReturnCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    CampaignCatalogue catalogue,
    CouponAddresses addresses,
    IClock clock)
{
    private static readonly Reply IdReused =
        Problems.Conflict("return-id-reused", "Another return of this purchase, with other lines, has this id.");

    private TableClient Table => store.Table(TableKeys.Members);

    public async Task<Reply> RunAsync(ReturnCall call, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var partition = TableKeys.MemberPartition(call.Member);
        var operation = new Operation(id, TableKeys.Members, partition, PointsCommand.Kind, fingerprint);
        var result = await store.RunAsync(operation, partition, (attempt, token) => AttemptAsync(call, operation, attempt, token), cancellationToken);
        return result.Reply;
    }

    private async Task<Decision> AttemptAsync(ReturnCall call, Operation operation, int attempt, CancellationToken cancellationToken)
    {
        var reading = members.LoadAsync(call.Member, cancellationToken);
        var row = await KeptPurchases.ReadAsync(Table, call.Purchase, call.Member, cancellationToken);
        var loaded = await reading;
        if (row is null || loaded.State is not { } state)
        {
            // Only an erasure takes them away.
            return new Decision.Refuse(AwardedPurchases.MemberErased, Stored: false);
        }

        var kept = KeptPurchases.ToKept(row);
        var context = new ReturnContext(
            await programmes.NewestAsync(cancellationToken),
            await programmes.VersionAsync(kept.ProgrammeVersion, cancellationToken),
            await CouponsOfAsync(kept.Purchase, cancellationToken),
            clock.GetCurrentInstant());
        switch (ReturnDecision.Decide(state, kept, call.Request, context))
        {
            case ReturnDecision.Refused refused:
                return await FirstReplyAsync(call, operation, cancellationToken) ?? Refuse(refused);
            case ReturnDecision.Accepted when attempt > 0 && await FirstReplyAsync(call, operation, cancellationToken) is { } first:
                return first;
            case ReturnDecision.Accepted accepted:
                return Accept(call, operation, loaded, row, accepted);
            default:
                throw new InvalidOperationException("Unknown decision.");
        }
    }

    /// <summary>The redemptions that the till has linked, as far as there are such; it may name anything.</summary>
    private async Task<IReadOnlyCollection<RedeemedCoupon>> CouponsOfAsync(Purchase purchase, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(purchase.RedemptionIds.Select(text => FindAsync(text, cancellationToken)))).OfType<RedeemedCoupon>()];

    private async Task<RedeemedCoupon?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!RedemptionId.TryParse(text, out var id))
        {
            return null;
        }

        var address = await addresses.OfUniqueAsync(id.Tag, id.Shard, cancellationToken);
        var row = await TableRows.ReadAsync(store.Table(TableKeys.Coupons), address.Partition, TableKeys.RedemptionRow(id), cancellationToken);
        return CouponRows.ToRedemption(row, id) is { } redemption
            ? new RedeemedCoupon(redemption, (await catalogue.VersionAsync(redemption.Campaign, redemption.CampaignVersion, cancellationToken))
                .OfferedTo(redemption.Arm, redemption.Step))
            : null;
    }

    /// <summary>The same return under another key: the reply that it got first, without any effect. Under its id other lines are a mistake.</summary>
    private async Task<Decision?> FirstReplyAsync(ReturnCall call, Operation operation, CancellationToken cancellationToken)
    {
        if (call.ReturnId is not { } returnId
            || await TableRows.ReadAsync(Table, operation.Partition, TableKeys.ReturnRow(call.Purchase, returnId, call.Member), cancellationToken) is not { } row
            || row.Text("Operation") == operation.Id.Value)
        {
            return null;
        }

        if (row.Text("Fingerprint") != operation.Fingerprint)
        {
            return new Decision.Refuse(IdReused);
        }

        var first = await store.ReadAsync(TableKeys.Members, operation.Partition, new OperationId(row.Text("Operation")), cancellationToken);
        return first is null ? null : new Decision.Accept(first.Reply, [], null);
    }

    private static Decision.Refuse Refuse(ReturnDecision.Refused refused) => refused.Reason switch
    {
        ReturnRefusal.MemberErased => new Decision.Refuse(AwardedPurchases.MemberErased, Stored: false),
        ReturnRefusal.UnknownLine => Refuse(refused, $"The purchase has no line {refused.LineId}."),
        ReturnRefusal.ReturnExceedsPurchase => Refuse(refused, $"More comes back than is left of line {refused.LineId}."),
        _ => Refuse(refused, "The member has too many lots of points."),
    };

    private static Decision.Refuse Refuse(ReturnDecision.Refused refused, string detail) =>
        new(Problems.Conflict(Problems.NameOf(refused.Reason), detail));

    private static Decision.Accept Accept(ReturnCall call, Operation operation, LoadedMember loaded, TableEntity row, ReturnDecision.Accepted accepted)
    {
        List<TableTransactionAction> more = [TableRows.Put(row, KeptPurchases.ToRow(accepted.Kept))];
        if (call.ReturnId is { } returnId)
        {
            var named = new TableEntity(operation.Partition, TableKeys.ReturnRow(call.Purchase, returnId, call.Member))
            {
                ["Operation"] = operation.Id.Value,
                ["Fingerprint"] = operation.Fingerprint,
            };
            more.Add(new TableTransactionAction(TableTransactionActionType.Add, named));
        }

        var reply = Reply.Of(HttpStatusCode.Created, BodyOf(call, accepted), WireJson.Default.ReturnBody);
        return LedgerDecision.Accept(reply, loaded, accepted.Posting, more);
    }

    private static ReturnBody BodyOf(ReturnCall call, ReturnDecision.Accepted accepted)
    {
        var basket = accepted.Kept.Purchase.Basket;
        return new ReturnBody(
            call.Request.Id,
            call.Purchase.Value,
            accepted.Points.Value,
            accepted.Forgiven.Value,
            accepted.Posting.Balance.Value,
            accepted.Refunded.Value,
            basket.Currency.Code,
            [.. ReturnedLines.Remaining(basket, accepted.Kept.Returned).Lines.Select(line => new ReturnedLineBody(line.LineId, line.Quantity, line.Amount.Value))],
            [.. accepted.ChargeBacks.Select(back => new ChargeBackBody(
                back.Redemption.Value,
                back.Code.ToDisplay(),
                back.Campaign.Value,
                back.Amount.Value,
                basket.Currency.Code,
                Problems.NameOf(back.Reason)))]);
    }
}
