using System.Net;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>Registers by whose code a new member came. Whose it is stands in the claim only, and not with the friend.</summary>
public sealed class ReferralCommand(PartitionStore store, MemberLoader members, ClaimStore claims, ProgrammeCatalogue programmes, IClock clock)
{
    public const string Kind = "referral";

    /// <param name="typed">As a person typed the code.</param>
    public async Task<Reply> RunAsync(MemberId friend, string typed, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Members, TableKeys.MemberPartition(friend), Kind, fingerprint);
        return (await store.RunAsync(operation, operation.Partition, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loading = members.LoadAsync(friend, token);
            var owner = ReferralCode.TryParse(typed, out var code) ? await OwnerOfAsync(code, friend, token) : ReferralCodeOwner.Nobody;
            var loaded = await loading;
            var programme = await programmes.NewestAsync(token);
            var standing = loaded.State?.Standing.Referral ?? ReferralStanding.None;
            return ReferralDecision.Register(loaded.State?.Member, standing, programme, code, owner, clock.GetCurrentInstant()) switch
            {
                ReferralDecision.Registered registered => Accept(loaded, registered.Standing),
                var refused => ActivityReplies.Refuse(((ReferralDecision.Refused)refused).Reason),
            };
        }
    }

    private static Decision.Accept Accept(LoadedMember loaded, ReferralStanding referral)
    {
        var state = loaded.State!;
        var next = state with { Standing = state.Standing with { Referral = referral } };
        var body = new ReferralBody(referral.Referred!.Code.Value, RowValues.Write(referral.Referred.On));
        return new Decision.Accept(Reply.Of(HttpStatusCode.Created, body, WireJson.Default.ReferralBody), [.. loaded.Put(next, [])], null);
    }

    private async Task<ReferralCodeOwner> OwnerOfAsync(ReferralCode code, MemberId friend, CancellationToken cancellationToken) =>
        await claims.FindAsync(TableKeys.ReferralClaim, code.Value, cancellationToken) switch
        {
            null or { IsForgotten: true } => ReferralCodeOwner.Nobody,
            var claim when claim.Partition == TableKeys.MemberPartition(friend) => ReferralCodeOwner.Oneself,
            _ => ReferralCodeOwner.AnotherMember,
        };
}
