using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Tiers;

/// <summary>A club to which members belong by subscription. Its campaigns name it in their conditions.</summary>
/// <param name="FactorHundredths">By which a purchase's points are multiplied; of several clubs the best one counts.</param>
public sealed record Club(string Id, string Name, int FactorHundredths)
{
    public const int MaxClubs = 20;

    internal static IEnumerable<FieldError> Check(ImmutableArray<Club> clubs)
    {
        if (clubs.Length > MaxClubs)
        {
            yield return new FieldError("clubs", $"At most {MaxClubs}.");
            yield break;
        }

        foreach (var (i, club) in clubs.Index())
        {
            if (!IdText.IsId(club.Id))
            {
                yield return new FieldError($"clubs[{i}].id", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
            }
            else if (clubs.Take(i).Any(other => other.Id == club.Id))
            {
                yield return new FieldError($"clubs[{i}].id", "Another club has this id.");
            }

            if (!IdText.IsText(club.Name, TierRules.MaxNameLength))
            {
                yield return new FieldError($"clubs[{i}].name", $"Must be 1 to {TierRules.MaxNameLength} printable characters.");
            }

            if (club.FactorHundredths is < TierRules.OnceHundredths or > TierRules.MaxFactorHundredths)
            {
                yield return new FieldError($"clubs[{i}].factor", "Must be from 1 to 100.");
            }
        }
    }
}

/// <summary>An unbroken time in a club; a member may have several, with gaps between them.</summary>
/// <param name="From">The first local day.</param>
/// <param name="Until">The last local day, which counts whole.</param>
public sealed record ClubMembership(string Club, LocalDate From, LocalDate Until)
{
    public bool Covers(LocalDate day) => From <= day && day <= Until;
}

/// <param name="From">The first day that is paid for; null: today.</param>
/// <param name="Until">The last one, not before the first.</param>
/// <param name="Cancel">Ends the membership with <paramref name="Until"/>, instead of extending it.</param>
public sealed record ClubRenewal(string Club, LocalDate? From, LocalDate Until, bool Cancel);

/// <summary>A member's times in clubs, by club and then by day.</summary>
public static class ClubMemberships
{
    /// <summary>Over all clubs.</summary>
    public const int MaxMemberships = 100;

    /// <summary>How long an ended time is kept, for purchases that are told late.</summary>
    public const int DaysKept = 366;

    public static IEnumerable<string> ClubsOn(this ImmutableArray<ClubMembership> memberships, LocalDate day) =>
        memberships.Where(membership => membership.Covers(day)).Select(membership => membership.Club);

    /// <summary>The factor of the best club on that day; once for who is in none that there is.</summary>
    public static int FactorHundredthsOn(this ImmutableArray<ClubMembership> memberships, LocalDate day, ImmutableArray<Club> clubs) =>
        memberships.ClubsOn(day)
            .Select(id => clubs.FirstOrDefault(club => club.Id == id)?.FactorHundredths ?? TierRules.OnceHundredths)
            .Append(TierRules.OnceHundredths)
            .Max();

    /// <summary>
    /// Adds the days of a renewal. What touches them, or lies next to them without a day between, becomes one membership; after
    /// a gap another one begins. Nothing is ever shortened but by a cancellation.
    /// </summary>
    public static ImmutableArray<ClubMembership> Renew(this ImmutableArray<ClubMembership> memberships, ClubRenewal renewal, LocalDate today)
    {
        var others = memberships.Where(membership => membership.Club != renewal.Club);
        var own = memberships.Where(membership => membership.Club == renewal.Club);
        own = renewal.Cancel
            ? own.Where(membership => membership.From <= renewal.Until).Select(membership => membership with { Until = LocalDate.Min(membership.Until, renewal.Until) })
            : Joined(own, new ClubMembership(renewal.Club, renewal.From ?? today, renewal.Until));
        return
        [
            .. others.Concat(own)
                .Where(membership => membership.Until.PlusDays(DaysKept) >= today)
                .OrderBy(membership => membership.Club, StringComparer.Ordinal)
                .ThenBy(membership => membership.From),
        ];
    }

    private static IEnumerable<ClubMembership> Joined(IEnumerable<ClubMembership> memberships, ClubMembership added)
    {
        List<ClubMembership> apart = [];
        foreach (var membership in memberships)
        {
            if (membership.Until.PlusDays(1) < added.From || added.Until.PlusDays(1) < membership.From)
            {
                apart.Add(membership);
            }
            else
            {
                added = added with { From = LocalDate.Min(added.From, membership.From), Until = LocalDate.Max(added.Until, membership.Until) };
            }
        }

        return [.. apart, added];
    }
}
