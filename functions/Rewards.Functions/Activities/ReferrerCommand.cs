using System.Net;
using System.Text.Json;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Agenda;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>What a referrer is to get, in the effects of the friend's award.</summary>
/// <param name="Code">Leads to the referrer, as long as they are not erased.</param>
public sealed record ReferrerRewardBody(string Code, long Points);

/// <summary>
/// Credits who recommended the programme, after the friend's award has decided that they are to be rewarded. Its id follows from
/// the award's, so that it happens once; its rows do not say who the friend is.
/// </summary>
public sealed class ReferrerCommand(
    PartitionStore store, MemberLoader members, ClaimStore claims, ProgrammeCatalogue programmes, LedgerAftermath aftermath, TimedCatalogue timed, IClock clock)
{
    private const string Kind = "referrer";

    private static readonly Reply Done = new(HttpStatusCode.NoContent, default);

    public async Task RunAsync(OperationId award, ReferrerRewardBody reward, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(TableKeys.ReferralClaim, reward.Code, cancellationToken) is not { IsForgotten: false } claim)
        {
            return;
        }

        var referrer = MemberId.Parse(claim.Partition);
        var operation = new Operation(
            new OperationId(TableKeys.Hash(Kind, award.Value)), TableKeys.Members, TableKeys.MemberPartition(referrer), Kind, "");
        var result = await store.RunMessageAsync(
            operation, (_, token) => AttemptAsync(referrer, award, new PointCount(reward.Points), token), cancellationToken);
        if (result.Row is { Outcome: OperationOutcome.Accepted, Effects: { } effects } row)
        {
            await aftermath.RunAsync(row, JsonSerializer.Deserialize(effects, LedgerJson.Default.LedgerEffectsBody)!, cancellationToken);
        }
    }

    private async Task<Decision> AttemptAsync(MemberId referrer, OperationId award, PointCount points, CancellationToken cancellationToken)
    {
        var loaded = await members.LoadAsync(referrer, cancellationToken);
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        switch (ReferrerDecision.Decide(loaded.State, programme, points, now))
        {
            case ReferrerDecision.Credited(var posting):
                var moment = new Moment(Moments.Referrer, award.Value, programme.DayOf(now));
                return LedgerDecision.Accept(Done, loaded, posting.With(moment, await timed.ReadAsync(cancellationToken)));
            case ReferrerDecision.TooManyLots:
                throw new InvalidOperationException("The referrer has too many lots; the reward waits until there is room.");
            default:
                return new Decision.Refuse(Done, Stored: loaded.State is { Member.IsErased: false });
        }
    }
}
