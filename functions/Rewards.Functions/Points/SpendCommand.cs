using System.Net;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Spends points in one step, and undoes a spend.</summary>
public sealed class SpendCommand(PointsCommand command, ProgrammeCatalogue programmes)
{
    public async Task<Reply> RunAsync(PointsCall call, PointsPrice price, string? reference, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            return Task.FromResult<Decision>(SpendDecision.Decide(loaded.State, price, call.IdOf('S'), reference, programme, now) switch
            {
                SpendDecision.Accepted accepted => LedgerDecision.Accept(
                    PointsReplies.Of(HttpStatusCode.Created, accepted.Spend, call.Member, programme, accepted.Posting.Balance),
                    loaded,
                    accepted.Posting,
                    new TableTransactionAction(TableTransactionActionType.Add, SpendRows.ToRow(accepted.Spend, call.Member))),
                SpendDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            });
        }
    }

    public async Task<Reply> RollBackAsync(PointsCall call, string spendId, string? reason, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            var row = await command.ReadAsync(call.Member, TableKeys.SpendRow(spendId), token);
            return SpendRollbackDecision.Decide(loaded.State, SpendRows.ToSpend(row), reason, programme, now) switch
            {
                SpendRollbackDecision.Accepted accepted => LedgerDecision.Accept(
                    PointsReplies.Of(HttpStatusCode.OK, accepted.Spend, call.Member, programme, accepted.Posting.Balance),
                    loaded,
                    accepted.Posting,
                    TableRows.Put(row, SpendRows.ToRow(accepted.Spend, call.Member))),
                SpendRollbackDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }
    }

    public async Task<Reply> ReadAsync(MemberId member, string spendId, CancellationToken cancellationToken)
    {
        var reading = command.ReadAsync(member, TableKeys.SpendRow(spendId), cancellationToken);
        var profile = MemberRows.ToMember(await command.ReadAsync(member, TableKeys.ProfileRow(member), cancellationToken));
        return (profile, SpendRows.ToSpend(await reading)) switch
        {
            (null or { IsErased: true }, _) => MemberCommand.Unknown,
            (_, null) => PointsReplies.UnknownSpend,
            (_, var spend) => PointsReplies.Of(HttpStatusCode.OK, spend, member, await programmes.NewestAsync(cancellationToken), null),
        };
    }
}
