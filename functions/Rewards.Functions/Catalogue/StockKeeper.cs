using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>Where a stock is kept, in table Coupons.</summary>
public readonly record struct StockKey(string Partition, string Row)
{
    public static StockKey Of(RewardId reward) => new(TableKeys.StockPartition(reward), TableKeys.StockRow(reward));

    /// <summary>Of the offers of a campaign by call.</summary>
    public static StockKey Of(CampaignId campaign) => new(TableKeys.OffersPartition(campaign), TableKeys.OffersRow(campaign));
}

/// <summary>
/// Stocks of what is scarce, each in a partition of its own: a reward's, or the offers of a campaign by call. Setting one aside for
/// a command on a member and giving it back are commands whose ids follow from that one's, so that each happens once, whoever asks
/// for it and however often.
/// </summary>
public sealed class StockKeeper : IDisposable
{
    private const string SetAsideKind = "set-aside";

    private const string GiveBackKind = "give-back";

    private static readonly Reply Done = new(System.Net.HttpStatusCode.NoContent, default);

    /// <summary>Not the partitions' own queues: a command on a member waits here while it has its member's turn.</summary>
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
    public async Task<long?> LeftAsync(StockKey key, StockTerms terms, CancellationToken cancellationToken)
    {
        var known = terms.Stock is null ? null : ToState(await ReadAsync(key, cancellationToken));
        return StockState.Of(known, terms).Left;
    }

    /// <summary>Writes down the terms of a new version, so that no instance goes on by older ones from its cache.</summary>
    public async Task TellAsync(StockKey key, StockTerms terms, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ConflictPatience)
        {
            var row = await ReadAsync(key, cancellationToken);
            var known = ToState(row);
            var next = StockState.Of(known, terms);
            if (next == known || (row is null && !terms.IsScarce) || await TryPutAsync(row, ToRow(next, key), cancellationToken))
            {
                return;
            }
        }

        throw new StorageBusyException();
    }

    /// <summary>How a command stands with the stock, without changing it.</summary>
    /// <returns>Null: what the command had set aside, or might have, was given up with it.</returns>
    public async Task<StockStanding?> LookAsync(
        StockKey key, StockTerms terms, OperationId command, LocalDate day, CancellationToken cancellationToken)
    {
        if (!terms.IsScarce)
        {
            return StockStanding.Unlimited;
        }

        var reading = ReadAsync(key, cancellationToken);
        var aside = await store.ReadAsync(TableKeys.Coupons, key.Partition, SetAsideId(command), cancellationToken);
        var refusal = StockState.Of(ToState(await reading), terms).RefusalOn(day);
        if (aside is null && refusal is not null)
        {
            // Another run of this command may have taken the last one between the two reads.
            aside = await store.ReadAsync(TableKeys.Coupons, key.Partition, SetAsideId(command), cancellationToken);
        }

        return aside is null ? Of(refusal) : Of(aside);
    }

    /// <returns>Null: as for <see cref="LookAsync"/>.</returns>
    public async Task<StockStanding?> SetAsideAsync(
        StockKey key, StockTerms terms, OperationId command, LocalDate day, CancellationToken cancellationToken)
    {
        StockRefusal? refusal = null;
        var operation = OperationOf(SetAsideId(command), key, SetAsideKind);
        var result = await store.RunMessageAsync(operation, AttemptAsync, cancellationToken);
        return result.Row is { } row ? Of(row) : Of(refusal);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = await ReadAsync(key, token);
            var decision = StockDecision.Decide(ToState(row), terms, day);
            refusal = (decision as StockDecision.Refused)?.Reason;
            return decision is StockDecision.SetAside aside
                ? new Decision.Accept(Done, [TableRows.Put(row, ToRow(aside.Stock, key))], RowValues.Write(aside.Day))
                : new Decision.Refuse(Done, Stored: false);
        }
    }

    /// <summary>Of a command that takes none of this stock and never will: what was set aside for it goes back, once, and nothing is set aside later.</summary>
    public async Task GiveBackAsync(StockKey key, OperationId command, CancellationToken cancellationToken)
    {
        var (partition, id) = (key.Partition, SetAsideId(command));
        if (await store.TryAbandonAsync(TableKeys.Coupons, partition, id, SetAsideKind, cancellationToken)
            || await store.ReadAsync(TableKeys.Coupons, partition, id, cancellationToken) is not { Outcome: OperationOutcome.Accepted } aside)
        {
            return;
        }

        var day = LocalDatePattern.Iso.Parse(aside.Effects!).Value;
        await store.RunMessageAsync(OperationOf(GiveBackId(command), key, GiveBackKind), AttemptAsync, cancellationToken);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = (await ReadAsync(key, token))!;
            return new Decision.Accept(Done, [TableRows.Put(row, ToRow(ToState(row)!.GiveBack(day), key))], null);
        }
    }

    /// <summary>Of a command that was accepted and of which nothing will be left: what was set aside for it stays taken.</summary>
    public Task KeepAsync(StockKey key, OperationId command, CancellationToken cancellationToken) =>
        store.TryAbandonAsync(TableKeys.Coupons, key.Partition, GiveBackId(command), GiveBackKind, cancellationToken);

    public void Dispose() => turns.Dispose();

    private static OperationId SetAsideId(OperationId command) => new(TableKeys.Hash(SetAsideKind, command.Value));

    private static OperationId GiveBackId(OperationId command) => new(TableKeys.Hash(GiveBackKind, command.Value));

    private static Operation OperationOf(OperationId id, StockKey key, string kind) =>
        new(id, TableKeys.Coupons, key.Partition, kind, "");

    private static StockStanding? Of(OperationRow aside) => aside.Outcome == OperationOutcome.Accepted ? StockStanding.SetAside : null;

    private static StockStanding Of(StockRefusal? refusal) => refusal switch
    {
        StockRefusal.LimitReached => StockStanding.LimitReached,
        StockRefusal.OutOfStock => StockStanding.Out,
        _ => StockStanding.NotAsked,
    };

    private Task<TableEntity?> ReadAsync(StockKey key, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, key.Partition, key.Row, cancellationToken);

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

    private static TableEntity ToRow(StockState stock, StockKey key) => new(key.Partition, key.Row)
    {
        ["Version"] = stock.Terms.Version,
        ["Stock"] = stock.Terms.Stock,
        ["LimitMax"] = stock.Terms.Total?.Max,
        ["LimitPeriod"] = stock.Terms.Total?.Period.ToString(),
        ["Taken"] = RowValues.Write(stock.Taken),
    };

    private static StockState? ToState(TableEntity? row) => row is null ? null : new StockState(
        new StockTerms(
            row.GetInt32("Version")!.Value,
            row.GetInt64("Stock"),
            row.GetInt64("LimitMax") is { } max ? new Limit(max, Enum.Parse<LimitPeriod>(row.Text("LimitPeriod"))) : null),
        RowValues.ReadTally(row, "Taken"));
}
