using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>
/// Fetches more of a campaign's limit for one shard from the campaign's account; when that is empty, what other shards hold
/// unused goes back to it first. Each step changes one row under its ETag and may be repeated, so that a crash between two of
/// them loses nothing: the counters of account and shards only grow, and the larger one is copied.
/// </summary>
public sealed class AllotmentBroker(PartitionStore store, CampaignCatalogue catalogue, TimeProvider time, RewardsOptions options) : IDisposable
{
    private readonly CampaignCatalogue catalogue = catalogue;

    /// <summary>Of accounts: a command waits here while others of its partition have their turn.</summary>
    private readonly PartitionTurns turns = new();

    /// <summary>By account: the last look that found too little anywhere; it also answers whoever asked before it began.</summary>
    private readonly ConcurrentDictionary<string, LastLook> lastLooks = new();

    private TableClient Table => store.Table(TableKeys.Coupons);

    /// <param name="need">What is to be consumed, of which the shard may have a part already.</param>
    /// <returns>False: since it was asked there was an instant at which account and all shards had less than that. True: look again at the definition and at the shard's row.</returns>
    public async Task<bool> FetchAsync(
        CampaignDefinition campaign, int shard, Resource resource, AllotmentTerm term, long need, LocalDate day, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var account = TableKeys.AccountRow(resource, campaign.Id);
        using var turn = await turns.EnterAsync(account, options.ConflictPatience, cancellationToken) ?? throw new StorageBusyException();
        if (lastLooks.TryGetValue(account, out var last) && last.Term == term && last.Began >= asked && need > last.Left)
        {
            return false;
        }

        var visit = new Visit(this, campaign, resource, term, day) { Vain = last?.Look };
        while (time.GetElapsedTime(asked) < options.ConflictPatience)
        {
            var began = time.GetTimestamp();
            switch (await visit.TryAsync(shard, need, cancellationToken))
            {
                case true:
                    return true;
                case false:
                    lastLooks[account] = new LastLook(term, began, visit.Left, visit.Vain!);
                    return false;
            }
        }

        throw new StorageBusyException();
    }

    public void Dispose() => turns.Dispose();

    /// <param name="Began">A timestamp of real time; at some instant since then there was no more than <paramref name="Left"/>.</param>
    private sealed record LastLook(AllotmentTerm Term, long Began, long Left, AllotmentLook Look);

    /// <summary>Passes over account and shards; null where one tells nothing yet, such as where another instance was faster.</summary>
    private sealed class Visit(AllotmentBroker broker, CampaignDefinition campaign, Resource resource, AllotmentTerm term, LocalDate day)
    {
        /// <summary>The latest pass that found too little, be it of another visit.</summary>
        public AllotmentLook? Vain { get; set; }

        /// <summary>At most what was left over all shards, when it was certain that it was too little.</summary>
        public long Left { get; private set; }

        public async Task<bool?> TryAsync(int shard, long need, CancellationToken cancellationToken)
        {
            var reading = ReadShardAsync(shard, cancellationToken);
            var row = await TableRows.ReadAsync(
                broker.Table, TableKeys.AccountPartition(campaign.Id), TableKeys.AccountRow(resource, campaign.Id), cancellationToken);
            var needy = await reading;
            var account = CouponRows.ToAccount(row);
            var opened = Allotments.Open(account, term, campaign.Shards);
            if (account is null || !ReferenceEquals(opened, account))
            {
                if (account is not null && account.Term.Limit != term.Limit && await IsOutdatedAsync(cancellationToken))
                {
                    return true;
                }

                await WriteAsync(row, opened, cancellationToken);
                return null;
            }

            if (account.Term != term)
            {
                // This clock is behind. The shard's row tells the command the account's period, as soon as it has adopted it.
                term = account.Term;
                if (AllotmentIn(CouponRows.ToUsage(needy))?.Term == term)
                {
                    return true;
                }
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
            if (await ReceiveAsync(account, shard, needy, cancellationToken))
            {
                return true;
            }

            var missing = need - HeadroomIn(CouponRows.ToUsage(needy), account);
            if (missing <= 0)
            {
                // Another instance has fetched for this shard.
                return true;
            }

            if (Allotments.Grant(account, shard, missing) is not { } granted)
            {
                var look = await RecallAsync(account, shard, cancellationToken);
                if (Allotments.Grant(look.Account, shard, missing) is not { } regranted)
                {
                    if (!look.Account.Returned.SequenceEqual(account.Returned) && !await WriteAsync(row, look.Account, cancellationToken))
                    {
                        return null;
                    }

                    var left = look.LeftFor(Vain);
                    Vain = look;
                    Left = left ?? Left;
                    return need > left ? false : null;
                }

                granted = regranted;
            }

            if (!await WriteAsync(row, granted, cancellationToken))
            {
                return null;
            }

            await ReceiveAsync(granted, shard, needy, cancellationToken);
            return true;
        }

        /// <summary>
        /// Instances may know different definitions for a while: only the newest one's limit opens an epoch, or they would take
        /// turns in opening theirs.
        /// </summary>
        private async Task<bool> IsOutdatedAsync(CancellationToken cancellationToken)
        {
            var limits = (await broker.catalogue.RefreshAsync(campaign.Id, cancellationToken))?.Limits;
            return (resource == Resource.Redemptions ? limits?.Total : limits?.Budget) != term.Limit;
        }

        private Allotment? AllotmentIn(CampaignUsage usage) =>
            resource == Resource.Redemptions ? usage.RedemptionsAllotment : usage.MoneyAllotment;

        /// <summary>What the shard may consume of what this account has granted; below zero where it has consumed more.</summary>
        private long HeadroomIn(CampaignUsage usage, AllotmentAccount account) =>
            AllotmentIn(usage) is { } shard && shard.Epoch == account.Epoch ? shard.Headroom(UsedIn(usage)) : 0;

        private long UsedIn(CampaignUsage usage) =>
            (resource == Resource.Redemptions ? usage.Redemptions : usage.Money).In(term.Limit.Period, term.PeriodStart ?? day);

        /// <summary>What the other shards do not use goes back, also what was granted to them and never arrived.</summary>
        private async Task<AllotmentLook> RecallAsync(AllotmentAccount account, int needy, CancellationToken cancellationToken)
        {
            var kept = 0L;
            var shards = await ForAllAsync(
                (shard, current, used) =>
                {
                    var received = Allotments.Receive(Allotments.Adopt(current, account, used), account, shard);
                    if (shard != needy)
                    {
                        return Allotments.GiveBack(received, account, used);
                    }

                    kept = received.Headroom(used);
                    return current ?? received;
                },
                cancellationToken);
            var collected = Allotments.Collect(account, shards);
            return new AllotmentLook(collected, collected.Available + kept);
        }

        /// <param name="read">The shard's row as it was a moment ago, so that it need not be read again unless it has changed.</param>
        private async Task<bool> ReceiveAsync(AllotmentAccount account, int shard, TableEntity? read, CancellationToken cancellationToken)
        {
            Allotment? before = null;
            var after = await ChangeAsync(
                shard,
                read,
                (_, current, used) => Allotments.Receive(Allotments.Adopt(before = current, account, used), account, shard),
                cancellationToken);
            return after != before;
        }

        private Task<Allotment[]> ForAllAsync(Func<int, Allotment?, long, Allotment> change, CancellationToken cancellationToken) =>
            Task.WhenAll(Enumerable.Range(0, campaign.Shards).Select(async shard =>
                await ChangeAsync(shard, await ReadShardAsync(shard, cancellationToken), change, cancellationToken)));

        /// <summary>Changes one shard's allotment under its ETag, as often as a redemption there is faster.</summary>
        private async Task<Allotment> ChangeAsync(
            int shard, TableEntity? row, Func<int, Allotment?, long, Allotment> change, CancellationToken cancellationToken)
        {
            while (true)
            {
                var usage = CouponRows.ToUsage(row);
                var current = AllotmentIn(usage);
                var next = change(shard, current, UsedIn(usage));
                if (next == current)
                {
                    return next;
                }

                var changed = resource == Resource.Redemptions
                    ? usage with { RedemptionsAllotment = next }
                    : usage with { MoneyAllotment = next };
                if (await TryPutAsync(row, CouponRows.BudgetRow(changed, TableKeys.CouponPartition(campaign.Id, shard)), cancellationToken))
                {
                    return next;
                }

                row = await ReadShardAsync(shard, cancellationToken);
            }
        }

        private Task<TableEntity?> ReadShardAsync(int shard, CancellationToken cancellationToken)
        {
            var partition = TableKeys.CouponPartition(campaign.Id, shard);
            return TableRows.ReadAsync(broker.Table, partition, TableKeys.BudgetRow(partition), cancellationToken);
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
