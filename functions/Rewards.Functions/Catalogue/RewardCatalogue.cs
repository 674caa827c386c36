using System.Text.Json;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>The rewards, newest and versions.</summary>
public sealed class RewardCatalogue(PartitionStore store, RewardsOptions options)
    : DefinitionCatalogue<RewardId, Reward>(store, options, TableKeys.RewardKeys)
{
    protected override (RewardId Id, int Version) NameOf(Reward definition) => (definition.Id, definition.Version);

    protected override byte[] Store(Reward definition) => RewardJson.Store(definition);

    protected override Reward Read(string id, int version, byte[] json)
    {
        var body = JsonSerializer.Deserialize(json, RewardJsonContext.Default.RewardBody)!;
        var (reward, errors) = RewardJson.ToDomain(body, RewardId.Parse(id), version);
        return reward ?? throw new InvalidOperationException($"Reward {id} is stored with {errors[0]}.");
    }
}
