using System.Net;
using Azure.Data.Tables;
using Rewards.Domain.Activities;
using Rewards.Domain.Agenda;
using Rewards.Functions.Agenda;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>Rewards what a member did beyond purchases.</summary>
public sealed class ActivityCommand(PointsCommand points, TimedCatalogue timed)
{
    public const string Call = "activity";

    public async Task<Reply> RunAsync(PointsCall call, Activity activity, CancellationToken cancellationToken)
    {
        var key = activity.Reference is { } reference ? TableKeys.ActivityRow(activity.Kind, reference, call.Member) : null;
        return (await points.RunAsync(call, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(PointsAttempt attempt, CancellationToken token)
        {
            var rewarded = key is null ? null : await points.ReadAsync(call.Member, key, token);
            var id = call.IdOf('A');
            return ActivityDecision.Decide(attempt.Member.State, attempt.Programme, activity, rewarded is not null, id, attempt.Now) switch
            {
                ActivityDecision.Earned earned => Accept(
                    earned with { Posting = earned.Posting.With(MomentOf(activity, id, attempt), await timed.ReadAsync(token)) }, id, attempt.Member, key),
                ActivityDecision.Refused refused => ActivityReplies.Refuse(refused.Reason),
                _ => new Decision.Refuse(ActivityReplies.ReferenceMissing, Stored: false),
            };
        }
    }

    private static Moment MomentOf(Activity activity, string id, PointsAttempt attempt) =>
        new(Moments.OfActivity(activity.Kind), activity.Reference ?? id, attempt.Programme.DayOf(attempt.Now));

    /// <param name="key">Of the row that says that this reference has earned.</param>
    private static Decision.Accept Accept(ActivityDecision.Earned earned, string id, LoadedMember loaded, string? key)
    {
        var body = new ActivityBody(id, earned.Points.Value, earned.Posting.Balance.Value, earned.IsReduced ? true : null);
        IEnumerable<TableTransactionAction> rewarded = earned.Rule.OncePerReference
            ? [new(TableTransactionActionType.Add, new TableEntity(loaded.Profile!.PartitionKey, key!))]
            : [];
        return LedgerDecision.Accept(Reply.Of(HttpStatusCode.Created, body, WireJson.Default.ActivityBody), loaded, earned.Posting, rewarded);
    }
}
