using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Imports;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Cards;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>
/// What an import elsewhere needs, as it stands while it is read. Left out: points that are pending or held, what is owed, and
/// coupons that cannot be redeemed any more.
/// </summary>
public sealed class Exports(PartitionStore store, ProgrammeCatalogue programmes, CampaignCatalogue catalogue, IClock clock)
{
    /// <summary>Of all members who are not erased, by id. A scan, as a walk is.</summary>
    public async IAsyncEnumerable<string[]> MembersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lots, numbers, profiles) = (TableKeys.AllLotsRows, TableKeys.CardRows, TableKeys.ProfileRows);
        var filter = TableClient.CreateQueryFilter(
            $"(RowKey ge {lots.From} and RowKey lt {lots.To}) or (RowKey ge {numbers.From} and RowKey lt {numbers.To}) or (RowKey ge {profiles.From} and RowKey lt {profiles.To})");
        var rows = store.Table(TableKeys.Members).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken);
        List<TableEntity> before = [];
        await foreach (var row in rows)
        {
            if (before.Count > 0 && before[0].PartitionKey != row.PartitionKey)
            {
                before.Clear();
            }

            // Of one member the profile comes last.
            if (TableKeys.KindOf(row.RowKey) != "profile")
            {
                before.Add(row);
            }
            else if (MemberRows.ToMember(row) is { IsErased: false } member)
            {
                yield return await LineOfAsync(member, before, cancellationToken);
            }
        }
    }

    /// <summary>Of one campaign's unique codes, by shard.</summary>
    public async IAsyncEnumerable<string[]> CodesAsync(CampaignDefinition campaign, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = TableKeys.CouponRows;
        for (var shard = 0; shard < campaign.Shards; shard++)
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {TableKeys.CouponPartition(campaign.Id, shard)} and RowKey ge {range.From} and RowKey lt {range.To}");
            await foreach (var row in store.Table(TableKeys.Coupons).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                var coupon = CouponRows.ToCoupon(row)!;
                var terms = await catalogue.TermsAsync(coupon, cancellationToken);
                if (CouponStates.Of(coupon, campaign, terms, codeDisabled: false, clock.GetCurrentInstant()) is CouponState.Active or CouponState.NotActiveYet)
                {
                    yield return [coupon.Code.ToDisplay(), campaign.Id.Value, coupon.Member?.Value ?? ""];
                }
            }
        }
    }

    private async Task<string[]> LineOfAsync(Member member, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var account = PointsRows.ToAccount(rows.Find(row => TableKeys.KindOf(row.RowKey) == "lots"));
        var cards = rows.Where(row => TableKeys.KindOf(row.RowKey) == "number").Select(CardRows.ToCard)
            .Where(card => card?.State == CardState.Active)
            .Select(card => card!.Number)
            .OrderBy(number => number.Value, StringComparer.Ordinal);
        var settled = Ledger.Open(account, await programmes.NewestAsync(cancellationToken), clock.GetCurrentInstant()).Account;
        var lots = settled.Lots.Where(lot => !lot.Key.IsPending).Select(lot => new OpeningLot(lot.Key.ExpiresOn, lot.Points));
        return
        [
            member.Id.Value,
            RowValues.Write(member.JoinedOn),
            RowValues.Write(member.LastPurchaseOn) ?? "",
            member.Purchases.ToString(CultureInfo.InvariantCulture),
            member.Spend.Value.ToString(CultureInfo.InvariantCulture),
            MemberLine.Write(lots),
            MemberLine.Write(cards),
        ];
    }
}
