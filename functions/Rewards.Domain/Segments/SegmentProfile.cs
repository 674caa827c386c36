using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.Domain.Tiers;

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

    /// <summary>From 0 to 1; null, as the other two of the model: never bought.</summary>
    public double? ProbabilityActive { get; init; }

    /// <summary>Days with a purchase within the next year.</summary>
    public double? ExpectedPurchases { get; init; }

    /// <summary>What will be spent within the next year.</summary>
    public MinorUnits? LifetimeValue { get; init; }

    public MinorUnits CostToServe { get; init; }

    public ImmutableSortedSet<string> Tags { get; init; } = Member.NoTags;

    /// <summary>The quintile from 1 to 5, the best; null: never bought, or the model has not been fitted.</summary>
    public int? RfmRecency { get; init; }

    /// <inheritdoc cref="RfmRecency"/>
    public int? RfmFrequency { get; init; }

    /// <inheritdoc cref="RfmRecency"/>
    public int? RfmMonetary { get; init; }

    /// <param name="affiliation">The tier and clubs of that day.</param>
    /// <param name="model">How the customers buy; its quintiles are known once it has been fitted.</param>
    /// <param name="day">A local day of the programme's zone.</param>
    public static SegmentProfile Of(Member member, Affiliation affiliation, CustomerModel model, LocalDate day)
    {
        var outlook = model.OutlookOf(member, day);
        var score = model.ScoreOf(member, day);
        return new()
        {
            RecencyDays = member.LastPurchaseOn is { } last ? DaysSince(last, day) : null,
            Purchases = member.Purchases,
            Spend = member.Spend,
            MemberForDays = DaysSince(member.JoinedOn, day),
            Tier = affiliation.Tier,
            Clubs = affiliation.Clubs,
            ProbabilityActive = outlook?.ProbabilityActive,
            ExpectedPurchases = outlook?.ExpectedPurchases,
            LifetimeValue = outlook?.LifetimeValue,
            CostToServe = member.CostToServe,
            Tags = member.Tags,
            RfmRecency = score?.Recency,
            RfmFrequency = score?.Frequency,
            RfmMonetary = score?.Monetary,
        };
    }

    /// <summary>Never below zero: a till's clock may be ahead.</summary>
    private static int DaysSince(LocalDate then, LocalDate day) => Math.Max(0, Period.DaysBetween(then, day));
}
