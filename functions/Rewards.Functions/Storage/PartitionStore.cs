using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues.Models;
using NodaTime;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Storage;

/// <summary>The storage did not let a command through in time: 503 for a caller, a retry for a message.</summary>
public sealed class StorageBusyException : Exception;

/// <summary>How a command ended.</summary>
/// <param name="Row">Null where there is none of this request: a refusal that is not stored, or an id used with another body.</param>
/// <param name="Fresh">Whether this very call committed it.</param>
public sealed record OperationResult(Reply Reply, OperationRow? Row, bool Fresh);

/// <summary>
/// The one law: one command, one partition, one batch. Load and decide, commit the changes under their ETags together with
/// the insert of the operation row, and on a conflict do it again.
/// </summary>
public sealed class PartitionStore(
    TableServiceClient service, QueueSender queues, PartitionTurns turns, IClock clock, TimeProvider time, RewardsOptions options)
{
    private readonly ConcurrentDictionary<string, TableClient> tables = new();

    public TableClient Table(string name) => tables.GetOrAdd(name, service.GetTableClient);

    /// <summary>
    /// Runs a command that a caller waits for: its follow-up is on its way before anything is committed, and is sent while
    /// the command loads.
    /// </summary>
    /// <param name="attempt">Loads and decides; gets the number of the attempt, from 0.</param>
    /// <param name="turn">Commands with the same one wait for each other; the partition, or less where only some of its rows are contended.</param>
    /// <param name="putBack">
    /// Puts back, where the outcome is another one than accepted, what was set aside elsewhere; false: it is not certain yet that
    /// there is nothing to put back, and the follow-up will see to it.
    /// </param>
    public async Task<OperationResult> RunAsync(
        Operation operation,
        string turn,
        Func<int, CancellationToken, Task<Decision>> attempt,
        CancellationToken cancellationToken,
        Func<OperationResult, CancellationToken, Task<bool>>? putBack = null)
    {
        var announcement = AnnounceAsync(operation, cancellationToken);
        try
        {
            var result = await RunAsync(operation, turn, attempt, announcement, cancellationToken);
            if (result.Row is not { Outcome: OperationOutcome.Accepted } && (putBack is null || await putBack(result, cancellationToken)))
            {
                await queues.TryDeleteAsync(TableKeys.FollowUpQueue, await announcement);
            }

            return result;
        }
        finally
        {
            // Seen to its end, so that its fault is never one that nobody looked at.
            await ((Task)announcement).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs a command whose own message is its intent: the caller runs the follow-up before that message is deleted.</summary>
    public Task<OperationResult> RunMessageAsync(
        Operation operation, Func<int, CancellationToken, Task<Decision>> attempt, CancellationToken cancellationToken) =>
        RunAsync(operation, operation.Partition, attempt, Task.CompletedTask, cancellationToken);

    /// <summary>The outcome of an operation; null: there is none yet.</summary>
    public async Task<OperationRow?> ReadAsync(string table, string partition, Rewards.Domain.Identifiers.OperationId id, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table(table), partition, TableKeys.OperationRow(id), cancellationToken);
        return row is null ? null : OperationRow.From(row, table, id);
    }

    /// <summary>Gives an operation up that has no outcome yet: an attempt that arrives later fails on this row.</summary>
    /// <returns>False if there is an outcome.</returns>
    public async Task<bool> TryAbandonAsync(
        string table, string partition, Rewards.Domain.Identifiers.OperationId id, string kind, CancellationToken cancellationToken)
    {
        var row = new OperationRow(
            id, table, partition, kind, "", OperationOutcome.Abandoned, Problems.Abandoned, null, clock.GetCurrentInstant());
        return await TryInsertAsync(row, cancellationToken);
    }

    private async Task<OperationResult> RunAsync(
        Operation operation, string turn, Func<int, CancellationToken, Task<Decision>> attempt, Task announcement, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = CallSpans.Source.StartActivity(operation.Kind);
        using var mine = await turns.EnterAsync(turn, options.ConflictPatience, cancellationToken) ?? throw new StorageBusyException();
        for (var n = 0; ; n++)
        {
            var decision = await attempt(n, cancellationToken);
            if (decision is Decision.Refuse)
            {
                // It changes nothing that the next in turn reads, so the next need not wait until it is written down.
                mine.Dispose();
            }

            await announcement;
            if (decision is Decision.First first)
            {
                // Whoever is next may be the one that gives back what this one looks for.
                mine.Dispose();
                await first.Doing(cancellationToken);
                await EnterAgainAsync(mine, started, cancellationToken);
            }

            var result = decision switch
            {
                Decision.Accept accept => await CommitAsync(operation, accept, cancellationToken),
                Decision.Refuse refuse => await RefuseAsync(operation, refuse, cancellationToken),
                _ => null,
            };
            if (result is not null)
            {
                span?.SetTag("rewards.attempts", n + 1).SetTag("rewards.outcome", result.Row?.Outcome.ToString().ToLowerInvariant());
                return result;
            }

            if (time.GetElapsedTime(started) > options.ConflictPatience)
            {
                throw new StorageBusyException();
            }

            if (decision is not (Decision.Again or Decision.First))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 10 << Math.Min(n, 4))), cancellationToken);
            }
        }
    }

    private async Task EnterAgainAsync(PartitionTurns.Turn turn, long started, CancellationToken cancellationToken)
    {
        var patience = options.ConflictPatience - time.GetElapsedTime(started);
        if (patience <= TimeSpan.Zero || !await turn.EnterAgainAsync(patience, cancellationToken))
        {
            throw new StorageBusyException();
        }
    }

    /// <returns>Null on a conflict with another command.</returns>
    private async Task<OperationResult?> CommitAsync(Operation operation, Decision.Accept accept, CancellationToken cancellationToken)
    {
        var row = OperationRow.Of(operation, OperationOutcome.Accepted, accept.Reply, accept.Effects, clock.GetCurrentInstant());
        List<TableTransactionAction> batch = [.. accept.Changes, new(TableTransactionActionType.Add, row.ToEntity())];
        BatchGuard.Check(batch);
        try
        {
            await Table(operation.Table).SubmitTransactionAsync(batch, cancellationToken);
            return new OperationResult(row.Reply, row, true);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // No proof of anything: the client's own retry of a request whose reply was lost ends here too. The row tells.
            return await StoredAsync(operation, cancellationToken);
        }
    }

    private async Task<OperationResult> RefuseAsync(Operation operation, Decision.Refuse refuse, CancellationToken cancellationToken)
    {
        if (!refuse.Stored)
        {
            return await StoredAsync(operation, cancellationToken) ?? new OperationResult(refuse.Reply, null, false);
        }

        var row = OperationRow.Of(operation, OperationOutcome.Refused, refuse.Reply, null, clock.GetCurrentInstant());
        return await TryInsertAsync(row, cancellationToken)
            ? new OperationResult(row.Reply, row, true)
            : await StoredAsync(operation, cancellationToken) ?? throw new StorageBusyException();
    }

    private async Task<OperationResult?> StoredAsync(Operation operation, CancellationToken cancellationToken) =>
        await ReadAsync(operation.Table, operation.Partition, operation.Id, cancellationToken) switch
        {
            null => null,
            { Outcome: OperationOutcome.Abandoned } abandoned => new OperationResult(abandoned.Reply, abandoned, false),
            var row when row.Fingerprint == operation.Fingerprint => new OperationResult(row.Reply, row, false),
            _ => new OperationResult(Problems.KeyReused, null, false),
        };

    private async Task<bool> TryInsertAsync(OperationRow row, CancellationToken cancellationToken)
    {
        try
        {
            await Table(row.Table).AddEntityAsync(row.ToEntity(), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private Task<SendReceipt> AnnounceAsync(Operation operation, CancellationToken cancellationToken) => queues.SendAsync(
        TableKeys.FollowUpQueue,
        new FollowUpMessage(
            operation.Table, operation.Partition, operation.Id.Value, operation.Kind, time.GetUtcNow().ToUnixTimeMilliseconds(), operation.SetAside),
        FollowUpJson.Default.FollowUpMessage,
        options.FollowUpDelay,
        cancellationToken);
}
