using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Sets points aside, and spends or frees them later.</summary>
public sealed class HoldCommand(PointsCommand command, ProgrammeCatalogue programmes, IClock clock)
{
    public async Task<Reply> RunAsync(
        PointsCall call, PointsPrice price, Duration lifetime, string? reference, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            return Task.FromResult<Decision>(HoldDecision.Decide(loaded.State, price, lifetime, call.IdOf('H'), reference, programme, now) switch
            {
                HoldDecision.Accepted accepted => LedgerDecision.Accept(
                    PointsReplies.Of(HttpStatusCode.Created, accepted.Hold, HoldState.Open, call.Member, programme, accepted.Posting.Balance),
                    loaded,
                    accepted.Posting,
                    new TableTransactionAction(TableTransactionActionType.Add, SpendRows.ToRow(accepted.Hold, call.Member))),
                HoldDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            });
        }
    }

    /// <param name="points">Null: all that is held still.</param>
    public async Task<Reply> CaptureAsync(PointsCall call, string holdId, PointCount? points, bool keepOpen, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;

            // After the account, so that a hold which is open here and not there has run out in between.
            var row = await command.ReadAsync(call.Member, TableKeys.HoldRow(holdId), token);
            return CaptureDecision.Decide(loaded.State, SpendRows.ToHold(row), points, keepOpen, call.IdOf('S'), programme, now) switch
            {
                CaptureDecision.Accepted accepted => LedgerDecision.Accept(
                    PointsReplies.Of(HttpStatusCode.Created, accepted.Spend, call.Member, programme, accepted.Posting.Balance),
                    loaded,
                    accepted.Posting,
                    TableRows.Put(row, SpendRows.ToRow(accepted.Hold, call.Member)),
                    new TableTransactionAction(TableTransactionActionType.Add, SpendRows.ToRow(accepted.Spend, call.Member))),
                CaptureDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }
    }

    public async Task<Reply> ReleaseAsync(PointsCall call, string holdId, string? reason, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            var row = await command.ReadAsync(call.Member, TableKeys.HoldRow(holdId), token);
            return ReleaseDecision.Decide(loaded.State, SpendRows.ToHold(row), reason, programme, now) switch
            {
                ReleaseDecision.Accepted accepted => LedgerDecision.Accept(
                    PointsReplies.Of(HttpStatusCode.OK, accepted.Hold, HoldState.Released, call.Member, programme, accepted.Posting.Balance),
                    loaded,
                    accepted.Posting,
                    TableRows.Put(row, SpendRows.ToRow(accepted.Hold, call.Member))),
                ReleaseDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }
    }

    public async Task<Reply> ReadAsync(MemberId member, string holdId, CancellationToken cancellationToken)
    {
        var reading = command.ReadAsync(member, TableKeys.HoldRow(holdId), cancellationToken);
        var profile = MemberRows.ToMember(await command.ReadAsync(member, TableKeys.ProfileRow(member), cancellationToken));
        return (profile, SpendRows.ToHold(await reading)) switch
        {
            (null or { IsErased: true }, _) => MemberCommand.Unknown,
            (_, null) => PointsReplies.UnknownHold,
            (_, var hold) => PointsReplies.Of(
                HttpStatusCode.OK, hold, hold.StateAt(clock.GetCurrentInstant()), member, await programmes.NewestAsync(cancellationToken), null),
        };
    }
}
