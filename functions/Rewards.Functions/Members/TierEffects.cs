using System.Collections.Immutable;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Tiers;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>A change of tier, in the effects of the command that has written it down.</summary>
/// <param name="On">The first local day of the new one.</param>
public sealed record TierChangeBody(string? From, string? To, string On);

/// <summary>What follows from changes of tier: an event each.</summary>
public static class TierEffects
{
    public static IReadOnlyList<TierChangeBody> Of(ImmutableArray<TierChange> changes) =>
        [.. changes.Select(change => new TierChangeBody(change.From, change.To, RowValues.Write(change.On)))];

    public static IEnumerable<RewardsEvent> Events(OperationRow operation, MemberId member, IReadOnlyList<TierChangeBody>? changes) =>
        (changes ?? []).Select((change, i) => new RewardsEvent(
            $"{operation.Id}-tier-{i}",
            RewardsEvent.TierChanged,
            $"members/{member}",
            RowValues.Write(operation.At),
            new EventData { MemberId = member.Value, Tier = change.To, PreviousTier = change.From, From = change.On }));
}
