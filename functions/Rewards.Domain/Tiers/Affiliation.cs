using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tiers;

/// <summary>Why a member does not belong to those whom a campaign is for, in order of precedence.</summary>
public enum AffiliationRefusal
{
    WrongTier,
    WrongClub,
}

/// <summary>What a member is on one day: the tier (null: none) and the clubs.</summary>
public sealed record Affiliation(string? Tier, ImmutableArray<string> Clubs)
{
    public static readonly Affiliation None = new(null, []);

    /// <summary>As of a day, with the tier that a review on it leaves.</summary>
    public static Affiliation On(LocalDate day, Programme programme, Standing standing) => new(
        programme.Tiers is { } rules ? Tiering.Settle(standing.Tier, rules, day).Standing.Tier : null,
        [.. standing.Clubs.ClubsOn(day).Where(id => programme.Clubs.Any(club => club.Id == id))]);

    /// <summary>As of a day before its midnight sets tiers: what its timed campaigns go by.</summary>
    public static Affiliation Before(LocalDate day, Programme programme, Standing standing) =>
        On(day, programme, standing) with { Tier = On(day.PlusDays(-1), programme, standing).Tier };

    /// <summary>The first reason why such a member gets nothing of a campaign with these conditions; null: none.</summary>
    public AffiliationRefusal? RefusedBy(Conditions conditions)
    {
        if (!conditions.Tiers.IsEmpty && (Tier is null || !conditions.Tiers.Contains(Tier, StringComparer.Ordinal)))
        {
            return AffiliationRefusal.WrongTier;
        }

        return !conditions.Clubs.IsEmpty && !conditions.Clubs.Any(club => Clubs.Contains(club, StringComparer.Ordinal))
            ? AffiliationRefusal.WrongClub
            : null;
    }
}
