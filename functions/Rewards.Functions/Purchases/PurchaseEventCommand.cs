using System.Net;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>Activates the points of a purchase that wait for what has happened to it.</summary>
public sealed class PurchaseEventCommand(PartitionStore store, MemberLoader members, ProgrammeCatalogue programmes, IClock clock)
{
    private static readonly Reply Unexpected = Problems.Conflict("unexpected-event", "The points of this purchase do not wait for this event.");

    public async Task<Reply> RunAsync(
        PurchaseId purchase, MemberId member, string happened, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var partition = TableKeys.MemberPartition(member);
        var operation = new Operation(id, TableKeys.Members, partition, PointsCommand.Kind, fingerprint);
        var result = await store.RunAsync(operation, partition, (_, token) => AttemptAsync(purchase, member, happened, token), cancellationToken);
        return result.Reply;
    }

    private async Task<Decision> AttemptAsync(PurchaseId purchase, MemberId member, string happened, CancellationToken cancellationToken)
    {
        var reading = members.LoadAsync(member, cancellationToken);
        var row = await KeptPurchases.ReadAsync(store.Table(TableKeys.Members), purchase, member, cancellationToken);
        var loaded = await reading;
        if (row is null || loaded.State is not { } state)
        {
            // Only an erasure takes them away.
            return new Decision.Refuse(AwardedPurchases.MemberErased, Stored: false);
        }

        var kept = KeptPurchases.ToKept(row);
        var newest = await programmes.NewestAsync(cancellationToken);
        var earnedUnder = await programmes.VersionAsync(kept.ProgrammeVersion, cancellationToken);
        var decision = PurchaseEventDecision.Decide(
            state, kept, happened, TableKeys.PurchaseHash(purchase), newest, earnedUnder, clock.GetCurrentInstant());
        return decision switch
        {
            PurchaseEventDecision.MemberErased => new Decision.Refuse(AwardedPurchases.MemberErased, Stored: false),
            PurchaseEventDecision.Unexpected => new Decision.Refuse(Unexpected),
            PurchaseEventDecision.Accepted accepted => LedgerDecision.Accept(
                Reply.Of(
                    HttpStatusCode.OK,
                    new PurchaseEventBody(purchase.Value, happened, accepted.Activated.Value, accepted.Posting.Balance.Value),
                    WireJson.Default.PurchaseEventBody),
                loaded,
                accepted.Posting),
            _ => throw new InvalidOperationException("Unknown decision."),
        };
    }
}
