using System.Net;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Gives or takes points by hand.</summary>
public sealed class AdjustmentCommand(PointsCommand command)
{
    private static readonly Reply ExpiryIsPast = Problems.Invalid("expiresOn", "This day is past.");

    public async Task<Reply> RunAsync(PointsCall call, Adjustment adjustment, CancellationToken cancellationToken)
    {
        return (await command.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var (loaded, programme, now) = attempt;
            return Task.FromResult<Decision>(AdjustmentDecision.Decide(loaded.State, adjustment, programme, now) switch
            {
                AdjustmentDecision.Accepted accepted => LedgerDecision.Accept(
                    Reply.Of(
                        HttpStatusCode.Created,
                        new AdjustmentBody(
                            adjustment.Id, call.Member.Value, adjustment.Points.Value, accepted.Posting.Balance.Value, RowValues.Write(now)),
                        WireJson.Default.AdjustmentBody),
                    loaded,
                    accepted.Posting),
                AdjustmentDecision.ExpiryIsPast => new Decision.Refuse(ExpiryIsPast, Stored: false),
                AdjustmentDecision.Refused refused => PointsReplies.Refused(refused.Reason),
                _ => throw new InvalidOperationException("Unknown decision."),
            });
        }
    }
}
