using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Agenda;
using Rewards.Functions.Audit;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Care;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Imports;
using Rewards.Functions.Points;
using Rewards.Functions.Poison;
using Rewards.Functions.Programmes;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>
/// After an erasure: wipes the member's pseudonym wherever its partition tells that it stands, then empties the partition to
/// the tombstone. Each step may be repeated; the rows that lead to others are deleted last.
/// </summary>
public sealed class MemberEraser(
    PartitionStore store,
    ClaimStore claims,
    CampaignCatalogue catalogue,
    ProgrammeCatalogue programmes,
    AgendaFiling agenda,
    Reconciler reconciler,
    PoisonStore poison,
    StockKeeper stock,
    TransferCompletion transfers,
    ImportStore imports,
    Happenings happenings,
    IClock clock) : IFollowUp
{
    public const string FollowUpKind = "erase";

    public string Kind => FollowUpKind;

    private TableClient Coupons => store.Table(TableKeys.Coupons);

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var rows = await RowsOfAsync(operation.Partition, cancellationToken);
        var cards = rows.Where(row => TableKeys.KindOf(row.RowKey) == "number").Select(row => row.Text("Number")).ToList();
        foreach (var row in rows)
        {
            await WipeWhatItNamesAsync(row, cancellationToken);
        }

        await agenda.RemoveAsync(member, operation.Effects, cancellationToken);
        var today = (await programmes.NewestAsync(cancellationToken)).DayOf(clock.GetCurrentInstant());
        await agenda.RemoveChecksAsync(member, today, cancellationToken);
        await reconciler.ForgetAsync(member, cancellationToken);
        await poison.ForgetAsync(member, cards, cancellationToken);
        await imports.ForgetAsync(member, cancellationToken);
        await DeleteAsync(rows, operation, member, cancellationToken);
        var erased = new RewardsEvent(
            operation.Id.Value, RewardsEvent.MemberErased, $"members/{member}", RowValues.Write(operation.At), new EventData { MemberId = member.Value });
        await happenings.TellAsync([erased], cancellationToken);
    }

    /// <summary>
    /// A redemption stays, for the books; that it was this member's does not. So does the tally of the member's uses, whose key
    /// names nobody: without it whoever goes on using the id would have each limit per member once again.
    /// </summary>
    public Task WipeRedemptionAsync(string partition, RedemptionId id, CancellationToken cancellationToken) =>
        ChangeAsync(partition, TableKeys.RedemptionRow(id), row => row.Remove("Member"), cancellationToken);

    private async Task<List<TableEntity>> RowsOfAsync(string partition, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [];
        await foreach (var row in store.Table(TableKeys.Members).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task WipeWhatItNamesAsync(TableEntity row, CancellationToken cancellationToken)
    {
        switch (TableKeys.KindOf(row.RowKey))
        {
            case "coupon" when CouponRows.ToCoupon(row) is { } coupon
                && await catalogue.NewestAsync(coupon.Campaign, cancellationToken) is { } campaign:
                var shard = TableKeys.CouponPartition(campaign.Id, MemberCoupons.ShardOf(row, coupon));
                await TakeOutAsync(coupon with { Member = null, Disabled = true }, shard, cancellationToken);
                break;
            case "redemption" when RedemptionId.TryParse(row.GetString("Redemption"), out var id):
                await WipeRedemptionAsync(row.GetString("CouponPartition")!, id, cancellationToken);
                break;
            case "number":
                await claims.ForgetAsync(TableKeys.CardClaim, TableKeys.CardTextOfRow(row.RowKey), row.PartitionKey, cancellationToken);
                break;
            case "standing" when StandingJson.ToStanding(row).Referral.Code is { } code:
                await claims.ForgetAsync(TableKeys.ReferralClaim, code.Value, row.PartitionKey, cancellationToken);
                break;
            case "entry":
                await WipeClaimsAsync(row, cancellationToken);
                break;
            case "transfer":
                await transfers.CompleteAsync(row, cancellationToken);
                break;
            case "op" when row.GetString("Kind") == AwardCommand.Kind:
                await WipePurchaseAsync(row, cancellationToken);
                break;
            case "op" when row.GetString("Kind") is ClaimCommand.Kind or CareCommand.Kind:
                await KeepTakenAsync(row, cancellationToken);
                break;
        }
    }

    /// <summary>The claims stay, so that the receipt earns no second time; whose it was does not.</summary>
    private async Task WipeClaimsAsync(TableEntity entry, CancellationToken cancellationToken)
    {
        if (entry.GetString("Purchase") is { } purchase)
        {
            await claims.ForgetOwnerAsync(TableKeys.PurchaseClaim, purchase, entry.PartitionKey, cancellationToken);
        }

        if (entry.GetString("Receipt") is { } receipt)
        {
            var text = TableKeys.ReceiptText(new Receipt(entry.GetString("Store")!, entry.GetString("Till")!, receipt));
            await claims.ForgetOwnerAsync(TableKeys.ReceiptClaim, text, entry.PartitionKey, cancellationToken);
        }
    }

    /// <summary>A refused purchase has no entry; its reply names it. That of one given up is a problem, which names nothing.</summary>
    private async Task WipePurchaseAsync(TableEntity operation, CancellationToken cancellationToken)
    {
        if (!OperationRow.IsAbandoned(operation)
            && operation.GetBinary("Reply") is { Length: > 0 } reply
            && JsonSerializer.Deserialize(reply, WireJson.Default.PurchaseBody) is { PurchaseId: { } purchase })
        {
            await claims.ForgetOwnerAsync(TableKeys.PurchaseClaim, purchase, operation.PartitionKey, cancellationToken);
        }
    }

    /// <summary>Where the row is gone, nobody can tell that the command was accepted, and what was set aside for it would go back.</summary>
    private async Task KeepTakenAsync(TableEntity operation, CancellationToken cancellationToken)
    {
        var row = OperationRow.From(operation, TableKeys.Members, TableKeys.OperationOf(operation.RowKey));
        if (row.Outcome == OperationOutcome.Accepted && TakenBy(row) is { } key)
        {
            await stock.KeepAsync(key, row.Id, cancellationToken);
        }
    }

    /// <returns>Null: nothing scarce was taken.</returns>
    private static StockKey? TakenBy(OperationRow accepted)
    {
        if (accepted.Kind == CareCommand.Kind)
        {
            return CareCommand.Read(accepted) is { Taken: true, Campaign: { } campaign } ? StockKey.Of(CampaignId.Parse(campaign)) : null;
        }

        return ClaimCommand.Read(accepted) is { Scarce: true } claimed ? StockKey.Of(RewardId.Parse(claimed.Reward)) : null;
    }

    private async Task DeleteAsync(List<TableEntity> rows, OperationRow operation, MemberId member, CancellationToken cancellationToken)
    {
        var kept = new HashSet<string> { TableKeys.ProfileRow(member), TableKeys.OperationRow(operation.Id) };
        foreach (var row in rows.Where(row => !kept.Contains(row.RowKey)))
        {
            await store.Table(TableKeys.Members).DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    /// <summary>
    /// A coupon that is about to be placed by whoever has read its operation just before finds its place taken, by a row that names
    /// nobody.
    /// </summary>
    private async Task TakeOutAsync(Coupon coupon, string shard, CancellationToken cancellationToken)
    {
        if (await TableRows.InsertAsync(Coupons, CouponRows.ToRow(coupon, shard), cancellationToken) is not null)
        {
            await ChangeAsync(shard, TableKeys.CouponRow(coupon.Code, shard), TakeOut, cancellationToken);
        }

        static void TakeOut(TableEntity row)
        {
            row.Remove("Member");
            row["Disabled"] = true;
        }
    }

    private async Task ChangeAsync(string partition, string key, Action<TableEntity> change, CancellationToken cancellationToken)
    {
        while (await TableRows.ReadAsync(Coupons, partition, key, cancellationToken) is { } row)
        {
            change(row);
            try
            {
                await Coupons.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Changed meanwhile: look again.
            }
        }
    }
}
