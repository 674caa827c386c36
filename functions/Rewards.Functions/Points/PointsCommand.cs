using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>A parsed request to move a member's points.</summary>
public sealed record PointsCall(MemberId Member, OperationId Operation, string Fingerprint)
{
    /// <summary>The id of what the operation makes, told by its first letter: a retry makes the same.</summary>
    public string IdOf(char kind) => $"{kind}{Operation.Value[..^1]}";
}

/// <summary>What one attempt decides on, besides the rows that it reads itself.</summary>
public sealed record PointsAttempt(LoadedMember Member, Programme Programme, Instant Now);

/// <summary>Runs a command on one member's points, and hands its ledger entries to the follow-up.</summary>
public sealed class PointsCommand(PartitionStore store, MemberLoader members, ProgrammeCatalogue programmes, IClock clock)
{
    public const string Kind = "points";

    public async Task<OperationResult> RunAsync(
        PointsCall call,
        Func<PointsAttempt, CancellationToken, Task<Decision>> decide,
        CancellationToken cancellationToken,
        string kind = Kind)
    {
        var operation = new Operation(call.Operation, TableKeys.Members, TableKeys.MemberPartition(call.Member), kind, call.Fingerprint);
        return await store.RunAsync(operation, operation.Partition, AttemptAsync, cancellationToken);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(call.Member, token);
            var programme = await programmes.NewestAsync(token);
            return await decide(new PointsAttempt(loaded, programme, clock.GetCurrentInstant()), token);
        }
    }

    public Task<TableEntity?> ReadAsync(MemberId member, string row, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(store.Table(TableKeys.Members), TableKeys.MemberPartition(member), row, cancellationToken);
}

/// <summary>A ledger's outcome as the decision of a command whose effects are its entries and nothing else.</summary>
public static class LedgerDecision
{
    public static Decision.Accept Accept(Reply reply, LoadedMember loaded, Posting posting, params IEnumerable<TableTransactionAction> more) => new(
        reply,
        [.. loaded.Put(posting.Next, posting.Entries), .. more],
        JsonSerializer.Serialize(
            LedgerEffectsBody.Of(posting.Entries, posting.FileLookOn, loaded.State?.Member.LookOn, posting.TierChanges), LedgerJson.Default.LedgerEffectsBody));
}

/// <summary>After a command on points: the Agenda's row, the day's facts, the events.</summary>
public sealed class PointsFollowUp(LedgerAftermath aftermath) : IFollowUp
{
    public string Kind => PointsCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken) => aftermath.RunAsync(
        operation, JsonSerializer.Deserialize(operation.Effects!, LedgerJson.Default.LedgerEffectsBody)!, cancellationToken);
}
