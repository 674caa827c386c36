using System.Text.Json.Serialization;

namespace Rewards.Functions.Segments;

/// <summary>The body of <c>PUT /v1/segments/{id}</c>, as it was sent and as it is stored: every member may be missing.</summary>
public record SegmentBody
{
    public string? Name { get; init; }

    public SegmentRuleBody? Rule { get; init; }
}

/// <summary>All kinds in one: all, any and not stand alone, a field has one operator.</summary>
public sealed record SegmentRuleBody
{
    public IReadOnlyList<SegmentRuleBody?>? All { get; init; }

    public IReadOnlyList<SegmentRuleBody?>? Any { get; init; }

    public SegmentRuleBody? Not { get; init; }

    /// <summary>A number of the member's, such as recencyDays, or one of tier, clubs and tags.</summary>
    public string? Field { get; init; }

    public double? AtLeast { get; init; }

    public double? Above { get; init; }

    public double? AtMost { get; init; }

    public double? Below { get; init; }

    [JsonPropertyName("equals")]
    public double? EqualTo { get; init; }

    public IReadOnlyList<string?>? In { get; init; }
}

/// <summary>A segment as it is read: the body with what the platform adds.</summary>
public sealed record SegmentReply : SegmentBody
{
    [JsonPropertyOrder(-2)]
    public required string Id { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Version { get; init; }
}

public sealed record SegmentPageBody(IReadOnlyList<SegmentReply> Segments, string? Next);

// A page of the deepest rules has 19 levels.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 20)]
[JsonSerializable(typeof(SegmentBody))]
[JsonSerializable(typeof(SegmentReply))]
[JsonSerializable(typeof(SegmentPageBody))]
public sealed partial class SegmentJsonContext : JsonSerializerContext;
