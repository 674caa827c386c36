using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;

namespace Rewards.Domain.Catalogue;

/// <summary>One version of something that members claim for points. Versions count from 1 and never change; the newest holds.</summary>
public sealed record Reward
{
    public required RewardId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    /// <summary>What it costs a member whose tier has no price of its own; null: such a member cannot claim it.</summary>
    public PointCount? PricePoints { get; init; }

    /// <summary>What it costs a member of a tier, by the tier's id.</summary>
    public ImmutableSortedDictionary<string, PointCount> PricesByTier { get; init; } = ImmutableSortedDictionary<string, PointCount>.Empty;

    /// <summary>The campaign whose coupon a claim issues; it has unique codes.</summary>
    public required CampaignId Campaign { get; init; }

    /// <summary>How many are there ever, those already claimed included; null: as many as are claimed.</summary>
    public long? Stock { get; init; }

    /// <summary>How many one member may claim; null: any number.</summary>
    public Limit? LimitPerMember { get; init; }

    /// <summary>How many all members together may claim; null: any number.</summary>
    public Limit? LimitTotal { get; init; }

    /// <summary>The first local day, in the programme's zone; null: from its definition on.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>The last local day, in the programme's zone, which counts whole; null: without end.</summary>
    public LocalDate? ValidTo { get; init; }

    public bool Disabled { get; init; }

    public StockTerms StockTerms => new(Version, Stock, LimitTotal);

    /// <param name="tier">The member's; null: in none.</param>
    /// <returns>Null: there is no price for this member.</returns>
    public PointCount? PriceFor(string? tier) =>
        tier is not null && PricesByTier.TryGetValue(tier, out var price) ? price : PricePoints;
}
