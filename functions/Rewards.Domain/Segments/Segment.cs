using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Segments;

/// <summary>One version of a named group of members. Versions count from 1 and never change; the newest holds.</summary>
public sealed record Segment
{
    public required SegmentId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    /// <summary>Who is in it.</summary>
    public required SegmentRule Rule { get; init; }
}
