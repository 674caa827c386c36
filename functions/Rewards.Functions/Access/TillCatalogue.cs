using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Access;

/// <summary>The tills that may sign, newest and versions. A key that was taken out is good for 30 s more at most, in other instances.</summary>
public sealed class TillCatalogue(PartitionStore store, RewardsOptions options) : DefinitionCatalogue<TillId, Till>(store, options, TableKeys.TillKeys)
{
    protected override (TillId Id, int Version) NameOf(Till definition) => (definition.Id, definition.Version);

    protected override byte[] Store(Till definition) => TillJson.Store(definition);

    protected override Till Read(string id, int version, byte[] json) => TillJson.Read(TillId.Parse(id), version, json);
}
