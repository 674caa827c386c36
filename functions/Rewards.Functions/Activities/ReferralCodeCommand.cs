using System.Net;
using Rewards.Domain.Activities;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>
/// Gives a member the code by which they recommend the programme; drawn when it is first asked for. The member's partition
/// decides and records the code; the claim that leads from it to the member is then made from that record, and nobody is told
/// the code before both are there.
/// </summary>
public sealed class ReferralCodeCommand(
    PartitionStore store, MemberLoader members, ClaimStore claims, ProgrammeCatalogue programmes, CodeGenerator codes)
{
    private const string Kind = "referral-code";

    /// <summary>Of codes that all turned out to be taken; one in 10^15 is.</summary>
    private const int MaxDraws = 5;

    private static readonly Reply Done = new(HttpStatusCode.NoContent, default);

    public async Task<Reply> RunAsync(MemberId id, CancellationToken cancellationToken)
    {
        ReferralCode? taken = null;
        for (var n = 0; n <= MaxDraws; n++)
        {
            var loaded = await members.LoadAsync(id, cancellationToken);
            if (loaded.State is not { Member.IsErased: false } state)
            {
                return MemberCommand.Unknown;
            }

            if ((await programmes.NewestAsync(cancellationToken)).Referral is null)
            {
                return ActivityReplies.Of(ReferralRefusal.ReferralNotOffered);
            }

            var referral = state.Standing.Referral;
            if (referral.Code is not { } code || code == taken)
            {
                await DrawAsync(id, taken, cancellationToken);
            }
            else if (await IsClaimedAsync(id, code, cancellationToken))
            {
                var body = new ReferralCodeBody(id.Value, code.Value, referral.RewardedFriends);
                return Reply.Of(HttpStatusCode.OK, body, WireJson.Default.ReferralCodeBody);
            }
            else
            {
                taken = code;
            }
        }

        throw new StorageBusyException();
    }

    private static Operation OperationOf(MemberId member, ReferralCode code) => new(
        new OperationId(TableKeys.Hash(Kind, member.Value, code.Value)), TableKeys.Members, TableKeys.MemberPartition(member), Kind, "");

    /// <summary>No message announces it: nothing follows but the claim, which whoever asks next makes where it is missing.</summary>
    private async Task DrawAsync(MemberId member, ReferralCode? replaced, CancellationToken cancellationToken)
    {
        var code = codes.DrawReferral();
        await store.RunMessageAsync(OperationOf(member, code), AttemptAsync, cancellationToken);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(member, token);
            if (loaded.State is not { Member.IsErased: false } state || state.Standing.Referral.Code != replaced)
            {
                return new Decision.Refuse(Done, Stored: false);
            }

            var standing = state.Standing with { Referral = state.Standing.Referral with { Code = code } };
            return new Decision.Accept(Done, [.. loaded.Put(state with { Standing = standing }, [])], null);
        }
    }

    private async Task<bool> IsClaimedAsync(MemberId member, ReferralCode code, CancellationToken cancellationToken)
    {
        var claim = await claims.FindAsync(TableKeys.ReferralClaim, code.Value, cancellationToken)
            ?? await claims.TakeAsync(TableKeys.ReferralClaim, code.Value, OperationOf(member, code), cancellationToken);
        return claim.Partition == TableKeys.MemberPartition(member);
    }
}
