using NodaTime;
using NodaTime.Text;

namespace Rewards.LocalHost.Demo;

/// <summary>What the campaign did about a silence.</summary>
public enum SilenceTreatment
{
    /// <summary>The member does not want messages.</summary>
    NoConsent,

    /// <summary>A coupon was issued.</summary>
    Woken,

    /// <summary>The member is in the control group.</summary>
    Control,

    /// <summary>Should have been one of the others.</summary>
    Forgotten,
}

/// <summary>A member bought nothing for so long that the member counted as dormant.</summary>
/// <param name="Since">The day of the last purchase before it.</param>
/// <param name="Until">The day of the next purchase; null: the silence lasts.</param>
/// <param name="Code">Of the coupon that was issued.</param>
public sealed record Silence(string Member, LocalDate Since, LocalDate? Until, SilenceTreatment Treatment, string? Code)
{
    /// <summary>
    /// All silences in the books. A member counts as dormant from the morning of the last purchase plus <paramref name="dormantAfterDays"/>.
    /// </summary>
    /// <param name="today">Silences that last count if they reached that length by then.</param>
    public static IReadOnlyList<Silence> In(Books books, string campaign, int dormantAfterDays, LocalDate today, DateTimeZone zone)
    {
        var claims = books.Claims.Where(claim => claim.Campaign == campaign).ToDictionary(claim => (claim.Member, claim.Occurrence));
        var consenting = books.Members.Where(member => member.HasConsent).Select(member => member.Member).ToHashSet();
        return
        [
            .. from line in books.Ledger
               where line.Kind == "purchase"
               group line.At.InZone(zone).Date by line.Member into member
               let days = member.Distinct().Order().ToList()
               from i in Enumerable.Range(0, days.Count)
               let until = i + 1 < days.Count ? days[i + 1] : (LocalDate?)null
               where Period.DaysBetween(days[i], until ?? today) >= dormantAfterDays
               let claim = claims.GetValueOrDefault((member.Key, LocalDatePattern.Iso.Format(days[i])))
               select new Silence(member.Key, days[i], until, TreatmentOf(claim, consenting.Contains(member.Key)), claim?.Code),
        ];
    }

    private static SilenceTreatment TreatmentOf(ClaimLine? claim, bool consents) => claim switch
    {
        { Code: not null } => SilenceTreatment.Woken,
        { Code: null } => SilenceTreatment.Control,
        null => consents ? SilenceTreatment.Forgotten : SilenceTreatment.NoConsent,
    };
}
