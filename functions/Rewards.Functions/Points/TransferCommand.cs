using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>
/// Passes points on. The sender's partition decides and keeps, in a row of its own, what is still to be credited and to whom;
/// everything that is kept for longer names the one side only.
/// </summary>
public sealed class TransferCommand(PointsCommand command, TransferCompletion completion)
{
    public const string Kind = "transfer";

    private static readonly Reply ToOneself = Problems.Invalid("toMemberId", "This is the sender.");

    public async Task<Reply> RunAsync(PointsCall call, MemberId to, PointCount points, string? reason, CancellationToken cancellationToken)
    {
        var result = await command.RunAsync(call, AttemptAsync, cancellationToken, Kind);
        if (result.Row is { Outcome: OperationOutcome.Accepted })
        {
            // The reply goes out when the points have arrived; after a crash the follow-up sees to it.
            await completion.CompleteAsync(call.Member, call.IdOf(TransferCompletion.Letter), cancellationToken);
        }

        return result.Reply;

        async Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            var receiver = MemberRows.ToMember(await command.ReadAsync(to, TableKeys.ProfileRow(to), token));
            var id = call.IdOf(TransferCompletion.Letter);
            return TransferDecision.Decide(loaded.State, receiver, points, id, reason, programme, now) switch
            {
                TransferDecision.Accepted accepted => LedgerDecision.Accept(
                    Reply.Of(
                        HttpStatusCode.Created,
                        new TransferBody(id, call.Member.Value, points.Value, accepted.Posting.Balance.Value, RowValues.Write(now)),
                        WireJson.Default.TransferBody),
                    loaded,
                    accepted.Posting,
                    new TableTransactionAction(TableTransactionActionType.Add, SpendRows.ToRow(accepted.Transfer, call.Member))),
                TransferDecision.ToOneself => new Decision.Refuse(ToOneself, Stored: false),
                TransferDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }
    }
}

/// <summary>Brings points that have left their sender to an end: credited, or back. It may run any number of times.</summary>
public sealed class TransferCompletion(PartitionStore store, CreditCommand credits)
{
    public const char Letter = 'T';

    private TableClient Table => store.Table(TableKeys.Members);

    public async Task CompleteAsync(MemberId sender, string transferId, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, TableKeys.MemberPartition(sender), TableKeys.TransferRow(transferId), cancellationToken);
        if (row is not null)
        {
            await CompleteAsync(row, cancellationToken);
        }
    }

    /// <summary>The receiver is asked first and gives one answer for good; only a no leads the points back.</summary>
    /// <param name="row">The sender's, which is deleted in the end: with it goes the receiver's name.</param>
    public async Task CompleteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var transfer = SpendRows.ToTransfer(row);
        var points = new CreditedPoints.Moved(transfer.Taken);
        var arriving = new Credit(points, new EntrySource(EntryKinds.TransferIn) { Reference = transfer.Id }, WaitsForRoom: false);
        if (!await credits.RunAsync(transfer.To, arriving, IdOf(EntryKinds.TransferIn), cancellationToken))
        {
            var returning = new Credit(points, new EntrySource(EntryKinds.TransferReturned) { Reference = transfer.Id });
            await credits.RunAsync(MemberId.Parse(row.PartitionKey), returning, IdOf(EntryKinds.TransferReturned), cancellationToken);
        }

        await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);

        OperationId IdOf(string kind) => new(TableKeys.Hash(kind, transfer.Id));
    }
}

/// <summary>After a transfer: what every command on points leaves to do, and the receiver's side where it is still open.</summary>
public sealed class TransferFollowUp(LedgerAftermath aftermath, TransferCompletion completion) : IFollowUp
{
    public string Kind => TransferCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        await completion.CompleteAsync(member, new PointsCall(member, operation.Id, "").IdOf(TransferCompletion.Letter), cancellationToken);
        await aftermath.RunAsync(
            operation, JsonSerializer.Deserialize(operation.Effects!, LedgerJson.Default.LedgerEffectsBody)!, cancellationToken);
    }
}
