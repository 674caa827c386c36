using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Tiers;
using Rewards.Functions.Agenda;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Clubs;

/// <param name="From">Of the latest time in the club; null: there is none any more.</param>
public sealed record RenewalEffectsBody(string Club, string? From, string? Until, bool Enrolled);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RenewalEffectsBody))]
public sealed partial class RenewalJson : JsonSerializerContext;

/// <summary>A message that asks for what cannot be done: it is kept, and may be replayed when the reason is gone.</summary>
public sealed class RenewalRefusedException(string reason) : Exception($"The renewal is refused: {reason}.");

/// <summary>Renews or cancels a member's time in a club.</summary>
public sealed class RenewalCommand(PartitionStore store, MemberLoader members, ProgrammeCatalogue programmes, IClock clock)
{
    public const string Kind = "renewal";

    public async Task<Reply> RunAsync(MemberId member, ClubRenewal renewal, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = OperationOf(member, id, fingerprint);
        var result = await store.RunAsync(
            operation, operation.Partition, (_, token) => AttemptAsync(member, renewal, ClubReplies.IsOutcome, token), cancellationToken);
        return result.Reply;
    }

    /// <returns>The operation's row; null: the member has been erased.</returns>
    /// <exception cref="RenewalRefusedException">Nothing of it is an outcome: the message is tried again, and kept in the end.</exception>
    public async Task<OperationRow?> RunMessageAsync(
        MemberId member, ClubRenewal renewal, string renewalId, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = OperationOf(member, new OperationId(TableKeys.Hash(Kind, member.Value, renewalId)), fingerprint);
        ClubRefusal? refusal = null;
        var result = await store.RunMessageAsync(operation, (_, token) => AttemptAsync(member, renewal, IsOutcome, token), cancellationToken);
        return (result.Row, refusal) switch
        {
            ({ Outcome: OperationOutcome.Accepted } row, _) => row,
            (_, ClubRefusal.MemberErased) => null,
            (_, { } reason) => throw new RenewalRefusedException(Problems.NameOf(reason)),
            _ => throw new RenewalRefusedException("its id came with another body before"),
        };

        bool IsOutcome(ClubRefusal reason)
        {
            refusal = reason;
            return false;
        }
    }

    public static RenewalEffectsBody Read(string effects) => JsonSerializer.Deserialize(effects, RenewalJson.Default.RenewalEffectsBody)!;

    private static Operation OperationOf(MemberId member, OperationId id, string fingerprint) =>
        new(id, TableKeys.Members, TableKeys.MemberPartition(member), Kind, fingerprint);

    private async Task<Decision> AttemptAsync(MemberId id, ClubRenewal renewal, Func<ClubRefusal, bool> isOutcome, CancellationToken cancellationToken)
    {
        var loaded = await members.LoadAsync(id, cancellationToken);
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var standing = loaded.State?.Standing ?? Standing.Empty;
        switch (ClubDecision.Decide(loaded.State?.Member, id, standing.Clubs, renewal, programme, now))
        {
            case ClubDecision.Renewed renewed:
                var state = loaded.State ?? MemberState.Enrolled(id, renewed.Enrolled!.JoinedOn);
                var next = state with { Standing = state.Standing with { Clubs = renewed.Memberships } };
                var latest = renewed.Memberships.LastOrDefault(each => each.Club == renewal.Club);
                var effects = new RenewalEffectsBody(
                    renewal.Club, RowValues.Write(latest?.From), RowValues.Write(latest?.Until), renewed.Enrolled is not null);
                return new Decision.Accept(
                    ClubReplies.Of(id, next.Standing, programme, programme.DayOf(now)),
                    [.. loaded.Put(next, [])],
                    JsonSerializer.Serialize(effects, RenewalJson.Default.RenewalEffectsBody));
            case ClubDecision.Refused refused:
                return new Decision.Refuse(ClubReplies.Refused(refused.Reason), Stored: isOutcome(refused.Reason));
            default:
                throw new InvalidOperationException("Unknown decision.");
        }
    }
}

/// <summary>After a renewal: the events, and the look that campaigns ask for where the member joined with it.</summary>
public sealed class RenewalFollowUp(LookFiler looks, Happenings happenings) : IFollowUp
{
    public string Kind => RenewalCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = RenewalCommand.Read(operation.Effects!);
        var changed = new RewardsEvent(
            operation.Id.Value,
            RewardsEvent.ClubChanged,
            $"members/{member}",
            RowValues.Write(operation.At),
            new EventData { MemberId = member.Value, Club = effects.Club, From = effects.From, Until = effects.Until });
        await happenings.TellAsync(
            effects.Enrolled ? [RewardsEvent.Enrolled(operation.Id, member, operation.At), changed] : [changed], cancellationToken);
        if (effects.Enrolled)
        {
            await looks.EnsureAsync(member, cancellationToken);
        }
    }
}
