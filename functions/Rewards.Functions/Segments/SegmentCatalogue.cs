using System.Text.Json;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Segments;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Segments;

/// <summary>The segments, newest and versions.</summary>
public sealed class SegmentCatalogue(PartitionStore store, RewardsOptions options)
    : DefinitionCatalogue<SegmentId, Segment>(store, options, TableKeys.SegmentKeys)
{
    /// <summary>Who is in a segment that a campaign names, by its newest version, at most 30 s late.</summary>
    /// <exception cref="InvalidOperationException">There is no such segment: a fault, since a campaign names it.</exception>
    public async ValueTask<SegmentRule> RuleAsync(SegmentId id, CancellationToken cancellationToken)
    {
        if (await NewestAsync(id, cancellationToken) is { } known)
        {
            return known.Rule;
        }

        // That there is none may be remembered from before it was defined.
        var (newest, _) = await FreshAsync(id, cancellationToken);
        return newest?.Rule ?? throw new InvalidOperationException($"There is no segment {id}.");
    }

    protected override (SegmentId Id, int Version) NameOf(Segment definition) => (definition.Id, definition.Version);

    protected override byte[] Store(Segment definition) => SegmentJson.Store(definition);

    protected override Segment Read(string id, int version, byte[] json)
    {
        var body = JsonSerializer.Deserialize(json, SegmentJsonContext.Default.SegmentBody)!;
        var (segment, errors) = SegmentJson.ToDomain(body, SegmentId.Parse(id), version);
        return segment ?? throw new InvalidOperationException($"Segment {id} is stored with {errors[0]}.");
    }
}
