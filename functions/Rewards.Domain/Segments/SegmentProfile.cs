using System.Collections.Immutable;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Segments;

/// <summary>What segments may ask about a member, as of a day. Money is in minor units of the programme's currency.</summary>
public sealed record SegmentProfile
{
    /// <summary>Days since the latest purchase; null: never bought.</summary>
    public int? RecencyDays { get; init; }

    public long Purchases { get; init; }

    public MinorUnits Spend { get; init; }

    /// <summary>Days since the member joined.</summary>
    public int MemberForDays { get; init; }

    /// <summary>Null: in none.</summary>
    public string? Tier { get; init; }

    public ImmutableArray<string> Clubs { get; init; } = [];

    /// <summary>From 0 to 1; null: not known.</summary>
    public double? ProbabilityActive { get; init; }

    public double? ExpectedPurchases { get; init; }

    public MinorUnits? LifetimeValue { get; init; }

    public MinorUnits CostToServe { get; init; }

    public ImmutableSortedSet<string> Tags { get; init; } = Member.NoTags;

    /// <summary>The quintile from 1 to 5, best; null: not known.</summary>
    public int? RfmRecency { get; init; }

    /// <inheritdoc cref="RfmRecency"/>
    public int? RfmFrequency { get; init; }

    /// <inheritdoc cref="RfmRecency"/>
    public int? RfmMonetary { get; init; }
}
