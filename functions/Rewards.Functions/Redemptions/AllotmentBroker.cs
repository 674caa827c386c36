using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>
/// Fetches more of a campaign's limit for one shard from the campaign's account; when that is empty, what other shards hold
/// unused goes back to it first. Each step changes one row under its ETag and may be repeated, so that a crash between two of
/// them loses nothing: the counters of account and shards only grow, and the larger one is copied.
/// </summary>
public sealed class AllotmentBroker(PartitionStore store, TimeProvider time, RewardsOptions options) : IDisposable
{
    /// <summary>Not the partitions' own queues: a command waits here while it has its partition's turn.</summary>
    private readonly PartitionTurns turns = new();

    /// <summary>The last look that found too little anywhere; it also answers whoever asked before it began.</summary>
    private readonly ConcurrentDictionary<string, Look> foundEmpty = new();

    private TableClient Table => store.Table(TableKeys.Coupons);

    /// <returns>False: the account and all shards have less than is needed. True: look again at the shard's row.</returns>
    public async Task<bool> FetchAsync(
        CampaignDefinition campaign, int shard, Resource resource, AllotmentTerm term, long need, LocalDate day, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var account = TableKeys.AccountRow(resource, campaign.Id);
        using var turn = await turns.EnterAsync(account, options.ConflictPatience, cancellationToken) ?? throw new StorageBusyException();
        if (foundEmpty.TryGetValue(account, out var last) && last.Term == term && last.Began >= asked && need >= last.Need)
        {
            return false;
        }

        var visit = new Visit(this, campaign, resource, term, day);
        while (time.GetElapsedTime(asked) < options.ConflictPatience)
        {
            var began = time.GetTimestamp();
            switch (await visit.TryAsync(shard, need, cancellationToken))
            {
                case true:
                    return true;
                case false:
                    foundEmpty[account] = new Look(term, need, began);
                    return false;
            }
        }

        throw new StorageBusyException();
    }

    public void Dispose() => turns.Dispose();

    /// <param name="Began">A timestamp of real time.</param>
    private sealed record Look(AllotmentTerm Term, long Need, long Began);

    /// <summary>One pass over account and shards; null where another instance was faster.</summary>
    private sealed class Visit(AllotmentBroker broker, CampaignDefinition campaign, Resource resource, AllotmentTerm term, LocalDate day)
    {
        public async Task<bool?> TryAsync(int shard, long need, CancellationToken cancellationToken)
        {
            var row = await TableRows.ReadAsync(
                broker.Table, TableKeys.AccountPartition(campaign.Id), TableKeys.AccountRow(resource, campaign.Id), cancellationToken);
            var account = CouponRows.ToAccount(row);
            if (account is null || account.Term != term)
            {
                await WriteAsync(row, Allotments.Open(account, term, campaign.Shards), cancellationToken);
                return null;
            }

            if (!account.Settled)
            {
                var adopted = await ForAllAsync((_, current, used) => Allotments.Adopt(current, account, used), cancellationToken);
                if (adopted.All(one => one.Epoch == account.Epoch))
                {
                    await WriteAsync(row, Allotments.Settle(account, adopted), cancellationToken);
                }

                return null;
            }

            // What an earlier visit granted and could not bring home.
            if (await ReceiveAsync(account, shard, cancellationToken))
            {
                return true;
            }

            if (Allotments.Grant(account, shard, need) is not { } granted)
            {
                var collected = Allotments.Collect(account, await RecallAsync(account, shard, cancellationToken));
                if (Allotments.Grant(collected, shard, need) is not { } regranted)
                {
                    return collected.Returned.SequenceEqual(account.Returned) || await WriteAsync(row, collected, cancellationToken) ? false : null;
                }

                granted = regranted;
            }

            if (!await WriteAsync(row, granted, cancellationToken))
            {
                return null;
            }

            await ReceiveAsync(granted, shard, cancellationToken);
            return true;
        }

        /// <summary>What the other shards do not use goes back, also what was granted to them and never arrived.</summary>
        private async Task<IReadOnlyList<Allotment?>> RecallAsync(AllotmentAccount account, int needy, CancellationToken cancellationToken) =>
            await ForAllAsync(
                (shard, current, used) => shard == needy
                    ? current ?? Allotments.Adopt(current, account, used)
                    : Allotments.GiveBack(Allotments.Receive(Allotments.Adopt(current, account, used), account, shard), used),
                cancellationToken);

        private async Task<bool> ReceiveAsync(AllotmentAccount account, int shard, CancellationToken cancellationToken)
        {
            Allotment? before = null;
            var after = await ChangeAsync(
                shard,
                (_, current, used) => Allotments.Receive(Allotments.Adopt(before = current, account, used), account, shard),
                cancellationToken);
            return after != before;
        }

        private Task<Allotment[]> ForAllAsync(Func<int, Allotment?, long, Allotment> change, CancellationToken cancellationToken) =>
            Task.WhenAll(Enumerable.Range(0, campaign.Shards).Select(shard => ChangeAsync(shard, change, cancellationToken)));

        /// <summary>Changes one shard's allotment under its ETag, as often as a redemption there is faster.</summary>
        private async Task<Allotment> ChangeAsync(int shard, Func<int, Allotment?, long, Allotment> change, CancellationToken cancellationToken)
        {
            var partition = TableKeys.CouponPartition(campaign.Id, shard);
            while (true)
            {
                var row = await TableRows.ReadAsync(broker.Table, partition, TableKeys.BudgetRow(partition), cancellationToken);
                var usage = CouponRows.ToUsage(row);
                var (tally, current) = resource == Resource.Redemptions
                    ? (usage.Redemptions, usage.RedemptionsAllotment)
                    : (usage.Money, usage.MoneyAllotment);
                var next = change(shard, current, tally.In(term.Limit.Period, term.PeriodStart ?? day));
                if (next == current)
                {
                    return next;
                }

                var changed = resource == Resource.Redemptions
                    ? usage with { RedemptionsAllotment = next }
                    : usage with { MoneyAllotment = next };
                if (await TryPutAsync(row, CouponRows.BudgetRow(changed, partition), cancellationToken))
                {
                    return next;
                }
            }
        }

        private Task<bool> WriteAsync(TableEntity? row, AllotmentAccount account, CancellationToken cancellationToken) =>
            TryPutAsync(row, CouponRows.ToRow(account, resource, campaign.Id), cancellationToken);

        private async Task<bool> TryPutAsync(TableEntity? row, TableEntity next, CancellationToken cancellationToken)
        {
            try
            {
                if (row is null)
                {
                    await broker.Table.AddEntityAsync(next, cancellationToken);
                }
                else
                {
                    await broker.Table.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken);
                }

                return true;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return false;
            }
        }
    }
}
