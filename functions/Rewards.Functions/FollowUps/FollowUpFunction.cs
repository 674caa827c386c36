using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.FollowUps;

/// <summary>Does what a committed command left to do; gives up on one that never committed.</summary>
public sealed class FollowUpFunction(PartitionStore store, QueueSender queues, FollowUpRunner runner, TimeProvider time, RewardsOptions options)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    [Function("FollowUp")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.FollowUpQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, FollowUpJson.Default.FollowUpMessage)!;
        var id = new OperationId(message.Operation);
        var row = await store.ReadAsync(message.Table, message.Partition, id, cancellationToken);
        if (row is not null)
        {
            await EndAsync(row, message, cancellationToken);
            return;
        }

        if (await IsOfErasedMemberAsync(message, cancellationToken))
        {
            await EndOfErasedAsync(message, id, cancellationToken);
            return;
        }

        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(message.Since);
        if (age < options.AbandonAfter)
        {
            var pause = TimeSpan.FromTicks(Math.Max(options.FollowUpDelay.Ticks, Math.Min(age.Ticks, LongestPause.Ticks)));
            await queues.SendAsync(TableKeys.FollowUpQueue, message, FollowUpJson.Default.FollowUpMessage, pause, cancellationToken);
            return;
        }

        await store.TryAbandonAsync(message.Table, message.Partition, id, message.Kind, cancellationToken);
        row = await store.ReadAsync(message.Table, message.Partition, id, cancellationToken) ?? throw new StorageBusyException();
        await EndAsync(row, message, cancellationToken);
    }

    private async Task EndAsync(OperationRow row, FollowUpMessage message, CancellationToken cancellationToken)
    {
        await runner.RunAsync(row, cancellationToken);
        if (row.Outcome == OperationOutcome.Accepted)
        {
            await runner.PutBackUnusedAsync(row, message, cancellationToken);
        }
        else
        {
            await runner.PutBackAsync(message, cancellationToken);
        }
    }

    /// <summary>The erasure itself may have been committed between the look for its row and that for the tombstone, which it writes with it.</summary>
    private async Task EndOfErasedAsync(FollowUpMessage message, OperationId id, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(message.Table, message.Partition, id, cancellationToken) is { } row)
        {
            await EndAsync(row, message, cancellationToken);
            return;
        }

        await runner.PutBackAsync(message, cancellationToken);
    }

    /// <summary>The erasure took the operation's row away, or nothing will be accepted any more: there is nothing to fence.</summary>
    private async Task<bool> IsOfErasedMemberAsync(FollowUpMessage message, CancellationToken cancellationToken)
    {
        if (message.Table != TableKeys.Members || !MemberId.TryParse(message.Partition, out var member))
        {
            return false;
        }

        var profile = await TableRows.ReadAsync(store.Table(message.Table), message.Partition, TableKeys.ProfileRow(member), cancellationToken);
        return MemberRows.ToMember(profile) is { IsErased: true };
    }
}

/// <summary>Hands an operation row to the follow-up of its kind.</summary>
public sealed class FollowUpRunner(IEnumerable<IFollowUp> followUps)
{
    private readonly Dictionary<string, IFollowUp> byKind = followUps.ToDictionary(followUp => followUp.Kind);

    public Task RunAsync(OperationRow row, CancellationToken cancellationToken) => row switch
    {
        { Outcome: OperationOutcome.Accepted, Effects: not null } => byKind[row.Kind].RunAsync(row, cancellationToken),
        { Outcome: OperationOutcome.Accepted } => Task.CompletedTask,
        _ => byKind.TryGetValue(row.Kind, out var followUp) ? followUp.UndoAsync(row, cancellationToken) : Task.CompletedTask,
    };

    public Task PutBackUnusedAsync(OperationRow accepted, FollowUpMessage message, CancellationToken cancellationToken) =>
        message.SetAside is { } setAside ? byKind[message.Kind].PutBackUnusedAsync(accepted, setAside, cancellationToken) : Task.CompletedTask;

    /// <summary>Of an operation that is not accepted and never will be.</summary>
    public Task PutBackAsync(FollowUpMessage message, CancellationToken cancellationToken) => message.SetAside is { } setAside
        ? byKind[message.Kind].PutBackAsync(new OperationId(message.Operation), setAside, cancellationToken)
        : Task.CompletedTask;
}
