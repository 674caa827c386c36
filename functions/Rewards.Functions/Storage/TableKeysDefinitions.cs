using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Storage;

/// <summary>The keys of one kind of definitions in table Campaigns.</summary>
/// <param name="Partition">The kind, such as reward.</param>
public sealed record DefinitionKeys<TId>(string Partition)
    where TId : struct
{
    /// <summary>Of the newest version.</summary>
    public string Row(TId id) => $"{Partition}:{id}";

    /// <summary>Of the newest versions of all.</summary>
    public (string From, string To) Rows => TableKeys.Prefix($"{Partition}:");

    public string VersionRow(TId id, int version) => $"version:{Partition}:{id}:{version:D6}";
}

/// <summary>Kinds of definitions.</summary>
public static partial class TableKeys
{
    public static readonly DefinitionKeys<RewardId> RewardKeys = new("reward");

    public static readonly DefinitionKeys<SegmentId> SegmentKeys = new("segment");

    public static readonly DefinitionKeys<TillId> TillKeys = new("till");
}
