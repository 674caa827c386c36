using System.Collections.Immutable;
using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Domain.Points;
using Rewards.Functions.Agenda;
using Rewards.Functions.Clubs;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>Enrols, changes and erases members. Replies name personal data and are never stored.</summary>
public sealed class MemberCommand(
    PartitionStore store, MemberLoader members, ProgrammeCatalogue programmes, CodeGenerator codes, IClock clock)
{
    public const string Kind = "member";

    public const string EnrolledEffect = "enrolled";

    private const string DaysEffect = "days";

    public static readonly Reply Unknown = Problems.NotFound("unknown-member", "There is no member with this id.");

    private static readonly Reply Erased = Problems.Conflict("member-erased", "This member has been erased; the id is not used again.");

    private static readonly Reply TooManyChannels =
        Problems.Invalid("consents", $"A member has at most {MemberDecision.MaxChannels} channels.");

    private static readonly Reply Done = new(HttpStatusCode.NoContent, default);

    private TableClient Table => store.Table(TableKeys.Members);

    public async Task<Member?> ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        MemberRows.ToMember(await ReadRowAsync(id, cancellationToken)) is { IsErased: false } member ? member : null;

    public async Task<Reply> PutAsync(MemberId id, MemberChange change, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        MemberState? written = null;
        var operation = new Operation(new OperationId(codes.DrawId()), TableKeys.Members, TableKeys.MemberPartition(id), Kind, "");
        var result = await store.RunAsync(operation, operation.Partition, AttemptAsync, cancellationToken);
        return result.Row is { Outcome: OperationOutcome.Accepted } ? MemberReplies.Of(written!, programme, now, null) : result.Reply;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(id, token);
            switch (MemberDecision.Decide(loaded.State?.Member, id, change, programme, now))
            {
                case MemberDecision.Accepted accepted:
                    written = new MemberState(accepted.Member, loaded.State?.Account ?? PointsAccount.Empty, loaded.State?.Standing ?? Standing.Empty);
                    var put = TableRows.Put(loaded.Profile, MemberRows.ToRow(accepted.Member));
                    return new Decision.Accept(Done, [put], EffectsOf(loaded.State?.Member, accepted));
                case MemberDecision.TooManyChannels:
                    return new Decision.Refuse(TooManyChannels, Stored: false);
                default:
                    return new Decision.Refuse(Erased, Stored: false);
            }
        }
    }

    /// <summary>For the follow-up: who joined is told of, and campaigns go by the birthday and the day of joining. Null: nothing follows.</summary>
    private static string? EffectsOf(Member? before, MemberDecision.Accepted accepted)
    {
        var isAnotherDay = before?.Birthday != accepted.Member.Birthday || before?.JoinedOn != accepted.Member.JoinedOn;
        return accepted.Enrolled ? EnrolledEffect : isAnotherDay ? DaysEffect : null;
    }

    public async Task<Reply> EraseAsync(MemberId id, CancellationToken cancellationToken)
    {
        var operation = new Operation(
            new OperationId(codes.DrawId()), TableKeys.Members, TableKeys.MemberPartition(id), MemberEraser.FollowUpKind, "");
        var result = await store.RunAsync(operation, operation.Partition, AttemptAsync, cancellationToken);
        return result.Reply;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var row = await ReadRowAsync(id, token);
            if (MemberRows.ToMember(row) is not { } member)
            {
                return new Decision.Refuse(Unknown, Stored: false);
            }

            if (member.IsErased)
            {
                // Its follow-up is on its way: there is nothing to commit, and nothing to tell twice.
                return new Decision.Refuse(Done, Stored: false);
            }

            var tombstone = member.Tombstone(clock.GetCurrentInstant());
            return new Decision.Accept(Done, [TableRows.Put(row, MemberRows.ToRow(tombstone))], RowValues.Write(member.LookOn) ?? "");
        }
    }

    private Task<TableEntity?> ReadRowAsync(MemberId id, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.MemberPartition(id), TableKeys.ProfileRow(id), cancellationToken);
}

/// <summary>After an enrolment, the event; after that or other days of the member's, the look that they ask for.</summary>
public sealed class MemberFollowUp(LookFiler looks, Happenings happenings) : IFollowUp
{
    public string Kind => MemberCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        await looks.EnsureAsync(member, cancellationToken);
        if (operation.Effects == MemberCommand.EnrolledEffect)
        {
            await happenings.TellAsync([RewardsEvent.Enrolled(operation.Id, member, operation.At)], cancellationToken);
        }
    }
}

/// <summary>Members on the wire.</summary>
public static class MemberReplies
{
    public static Reply Of(MemberState state, Programme programme, Instant now, IReadOnlyList<CouponBody>? coupons, CustomerModel? model = null)
    {
        var (member, ledger) = (state.Member, Ledger.Open(state.Account, programme, now));
        var account = ledger.Account;
        return Reply.Of(
            HttpStatusCode.OK,
            new MemberBody(
                member.Id.Value,
                RowValues.Write(member.JoinedOn),
                member.Birthday?.ToString(),
                member.Email,
                member.Consents.ToImmutableSortedDictionary(consent => consent.Key, consent => consent.Value.Granted, StringComparer.Ordinal),
                new PointsBody(account.Balance.Value, account.Pending.Value, account.Held.Value),
                RowValues.Write(member.LastPurchaseOn),
                member.Purchases,
                member.Spend.Value,
                programme.Currency.Code,
                coupons)
            {
                ConsentDetails = member.Consents.ToImmutableSortedDictionary(consent => consent.Key, consent => BodyOf(consent.Value), StringComparer.Ordinal),
                Tags = member.Tags,
                CostToServe = member.CostToServe.Value,
                Outlook = model is null ? null : ModelBodies.OutlookOf(model, member, ledger.Today),
                Rfm = model is null ? null : ModelBodies.RfmOf(model, member, ledger.Today),
                Tier = ClubReplies.TierOf(state.Standing, programme, ledger.Today),
                Clubs = ClubReplies.ClubsOf(state.Standing, programme, ledger.Today, withEnded: false) is { Count: > 0 } clubs ? clubs : null,
            },
            WireJson.Default.MemberBody);
    }

    private static ConsentBody BodyOf(Consent consent) => new(consent.Granted, consent.Source, RowValues.Write(consent.At));
}
