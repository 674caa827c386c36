using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>
/// A reward's stock, in a partition of its own. Setting one aside for a claim and giving it back are commands whose ids follow
/// from the claim's, so that each happens once, whoever asks for it and however often.
/// </summary>
public sealed class StockKeeper : IDisposable
{
    private const string SetAsideKind = "set-aside";

    private const string GiveBackKind = "give-back";

    private static readonly Reply Done = new(System.Net.HttpStatusCode.NoContent, default);

    /// <summary>Not the partitions' own queues: a claim waits here while it has its member's turn.</summary>
    private readonly PartitionTurns turns = new();

    private readonly PartitionStore store;

    private readonly TimeProvider time;

    private readonly RewardsOptions options;

    public StockKeeper(TableServiceClient service, QueueSender queues, IClock clock, TimeProvider time, RewardsOptions options)
    {
        store = new PartitionStore(service, queues, turns, clock, time, options);
        this.time = time;
        this.options = options;
    }

    private TableClient Table => store.Table(TableKeys.Coupons);

    /// <summary>How many are not taken; null: unlimited.</summary>
    public async Task<long?> LeftAsync(Reward reward, CancellationToken cancellationToken)
    {
        var known = reward.Stock is null ? null : ToState(await ReadAsync(reward.Id, cancellationToken));
        return StockState.Of(known, reward).Left;
    }

    /// <summary>Writes down the terms of a new version, so that no instance goes on by older ones from its cache.</summary>
    public async Task TellAsync(Reward reward, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ConflictPatience)
        {
            var row = await ReadAsync(reward.Id, cancellationToken);
            var known = ToState(row);
            var next = StockState.Of(known, reward);
            if (next == known || (row is null && !reward.IsScarce) || await TryPutAsync(row, ToRow(next, reward.Id), cancellationToken))
            {
                return;
            }
        }

        throw new StorageBusyException();
    }

    /// <summary>How a claim stands with the stock, without changing it.</summary>
    /// <returns>Null: what the claim had set aside, or might have, was given up with the claim.</returns>
    public async Task<ClaimStock?> LookAsync(Reward reward, OperationId claim, LocalDate day, CancellationToken cancellationToken)
    {
        if (!reward.IsScarce)
        {
            return ClaimStock.Unlimited;
        }

        var reading = ReadAsync(reward.Id, cancellationToken);
        var aside = await store.ReadAsync(TableKeys.Coupons, TableKeys.StockPartition(reward.Id), SetAsideId(claim), cancellationToken);
        var refusal = StockState.Of(ToState(await reading), reward).RefusalOn(day);
        if (aside is null && refusal is not null)
        {
            // Another run of this claim may have taken the last one between the two reads.
            aside = await store.ReadAsync(TableKeys.Coupons, TableKeys.StockPartition(reward.Id), SetAsideId(claim), cancellationToken);
        }

        return aside is null ? Of(refusal, ClaimStock.NotAsked) : Of(aside);
    }

    /// <returns>Null: as for <see cref="LookAsync"/>.</returns>
    public async Task<ClaimStock?> SetAsideAsync(Reward reward, OperationId claim, LocalDate day, CancellationToken cancellationToken)
    {
        ClaimRefusal? refusal = null;
        var operation = OperationOf(SetAsideId(claim), reward.Id, SetAsideKind);
        var result = await store.RunMessageAsync(operation, AttemptAsync, cancellationToken);
        return result.Row is { } row ? Of(row) : Of(refusal, ClaimStock.NotAsked);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = await ReadAsync(reward.Id, token);
            var decision = StockDecision.Decide(ToState(row), reward, day);
            refusal = (decision as StockDecision.Refused)?.Reason;
            return decision is StockDecision.SetAside aside
                ? new Decision.Accept(Done, [TableRows.Put(row, ToRow(aside.Stock, reward.Id))], RowValues.Write(aside.Day))
                : new Decision.Refuse(Done, Stored: false);
        }
    }

    /// <summary>Of a claim that is not accepted and never will be: what was set aside for it goes back, once, and nothing is set aside later.</summary>
    public async Task GiveBackAsync(RewardId reward, OperationId claim, CancellationToken cancellationToken)
    {
        var (partition, id) = (TableKeys.StockPartition(reward), SetAsideId(claim));
        if (await store.TryAbandonAsync(TableKeys.Coupons, partition, id, SetAsideKind, cancellationToken)
            || await store.ReadAsync(TableKeys.Coupons, partition, id, cancellationToken) is not { Outcome: OperationOutcome.Accepted } aside)
        {
            return;
        }

        var day = LocalDatePattern.Iso.Parse(aside.Effects!).Value;
        await store.RunMessageAsync(OperationOf(GiveBackId(claim), reward, GiveBackKind), AttemptAsync, cancellationToken);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = (await ReadAsync(reward, token))!;
            return new Decision.Accept(Done, [TableRows.Put(row, ToRow(ToState(row)!.GiveBack(day), reward))], null);
        }
    }

    /// <summary>Of a claim that was accepted and of which nothing will be left: what was set aside for it stays taken.</summary>
    public Task KeepAsync(RewardId reward, OperationId claim, CancellationToken cancellationToken) =>
        store.TryAbandonAsync(TableKeys.Coupons, TableKeys.StockPartition(reward), GiveBackId(claim), GiveBackKind, cancellationToken);

    public void Dispose() => turns.Dispose();

    private static OperationId SetAsideId(OperationId claim) => new(TableKeys.Hash(SetAsideKind, claim.Value));

    private static OperationId GiveBackId(OperationId claim) => new(TableKeys.Hash(GiveBackKind, claim.Value));

    private static Operation OperationOf(OperationId id, RewardId reward, string kind) =>
        new(id, TableKeys.Coupons, TableKeys.StockPartition(reward), kind, "");

    private static ClaimStock? Of(OperationRow aside) => aside.Outcome == OperationOutcome.Accepted ? ClaimStock.SetAside : null;

    private static ClaimStock Of(ClaimRefusal? refusal, ClaimStock otherwise) => refusal switch
    {
        ClaimRefusal.RewardLimitReached => ClaimStock.LimitReached,
        ClaimRefusal.OutOfStock => ClaimStock.Out,
        _ => otherwise,
    };

    private Task<TableEntity?> ReadAsync(RewardId reward, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.StockPartition(reward), TableKeys.StockRow(reward), cancellationToken);

    private async Task<bool> TryPutAsync(TableEntity? row, TableEntity next, CancellationToken cancellationToken)
    {
        try
        {
            if (row is null)
            {
                await Table.AddEntityAsync(next, cancellationToken);
            }
            else
            {
                await Table.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken);
            }

            return true;
        }
        catch (Azure.RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private static TableEntity ToRow(StockState stock, RewardId reward) => new(TableKeys.StockPartition(reward), TableKeys.StockRow(reward))
    {
        ["Version"] = stock.Version,
        ["Stock"] = stock.Stock,
        ["LimitMax"] = stock.Total?.Max,
        ["LimitPeriod"] = stock.Total?.Period.ToString(),
        ["Taken"] = RowValues.Write(stock.Taken),
    };

    private static StockState? ToState(TableEntity? row) => row is null ? null : new StockState(
        row.GetInt32("Version")!.Value,
        row.GetInt64("Stock"),
        row.GetInt64("LimitMax") is { } max ? new Limit(max, Enum.Parse<LimitPeriod>(row.Text("LimitPeriod"))) : null,
        RowValues.ReadTally(row, "Taken"));
}
