using System.Net;
using System.Text.Json;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Points that a command of another partition has decided on.</summary>
/// <param name="Source">Names no other member.</param>
/// <param name="WaitsForRoom">Where the member's account can take no more: true is a fault, so that the message comes again; false is a no for good.</param>
public sealed record Credit(CreditedPoints What, EntrySource Source, bool WaitsForRoom = true);

/// <summary>
/// Credits points to a member out of another command's follow-up, with everything that comes of it. It may run any number of
/// times: the operation id is derived from what decided it.
/// </summary>
public sealed class CreditCommand(
    PartitionStore store, MemberLoader members, ProgrammeCatalogue programmes, LedgerAftermath aftermath, IClock clock)
{
    public const string Kind = "credit";

    /// <summary>Nobody is told; the outcome tells yes from no.</summary>
    private static readonly Reply Nobody = new(HttpStatusCode.NoContent, default);

    /// <returns>True: credited, now or before. False: there is no such member any more, or no room for good.</returns>
    public async Task<bool> RunAsync(MemberId member, Credit credit, OperationId id, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Members, TableKeys.MemberPartition(member), Kind, "");
        var programme = await programmes.NewestAsync(cancellationToken);
        var result = await store.RunMessageAsync(operation, AttemptAsync, cancellationToken);
        if (result.Row is not { Outcome: OperationOutcome.Accepted, Effects: { } effects } row)
        {
            return false;
        }

        await aftermath.RunAsync(row, JsonSerializer.Deserialize(effects, LedgerJson.Default.LedgerEffectsBody)!, cancellationToken);
        return true;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(member, token);
            return CreditDecision.Decide(loaded.State, credit.What, credit.Source, programme, clock.GetCurrentInstant()) switch
            {
                CreditDecision.Accepted accepted => LedgerDecision.Accept(Nobody, loaded, accepted.Posting),

                // Whoever is unknown today may be enrolled tomorrow: a no is a no. Of an erased member nothing is kept, and it stays so.
                CreditDecision.Unknown => new Decision.Refuse(Nobody),
                CreditDecision.Erased => new Decision.Refuse(Nobody, Stored: false),
                CreditDecision.NoRoom when credit.WaitsForRoom =>
                    throw new InvalidOperationException("The member's account can take no more; the points are kept until there is room."),
                _ => new Decision.Refuse(Nobody),
            };
        }
    }
}
