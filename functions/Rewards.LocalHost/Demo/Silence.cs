using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Audit;

namespace Rewards.LocalHost.Demo;

/// <summary>What the campaign did about a silence, as far as it was due.</summary>
public enum SilenceTreatment
{
    /// <summary>The member does not want messages.</summary>
    NoConsent,

    /// <summary>A coupon was issued, at each step.</summary>
    Woken,

    /// <summary>The member is in the control group.</summary>
    Control,

    /// <summary>Should have been one of the others: a step was left out.</summary>
    Forgotten,
}

/// <summary>A member bought nothing for so long that the member counted as dormant.</summary>
/// <param name="Since">The day of the last purchase before it.</param>
/// <param name="Until">The day of the next purchase; null: the silence lasts.</param>
/// <param name="Codes">Of the coupons that were issued, a step each.</param>
public sealed record Silence(string Member, LocalDate Since, LocalDate? Until, SilenceTreatment Treatment, IReadOnlyList<string> Codes)
{
    /// <summary>
    /// All silences in the books. A step is due in the morning of the day of the last purchase plus its days, and with the first one
    /// the member counts as dormant.
    /// </summary>
    /// <param name="stepDays">Those of the campaign's steps, the earliest first.</param>
    /// <param name="today">Silences that last count if they reached that length by then.</param>
    public static IReadOnlyList<Silence> In(Books books, string campaign, IReadOnlyList<int> stepDays, LocalDate today, DateTimeZone zone)
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
               let length = Period.DaysBetween(days[i], until ?? today)
               where length >= stepDays[0]
               let due = stepDays.Index().Where(step => step.Item <= length).Select(step => OccurrenceOf(days[i], step.Index, stepDays.Count))
               let found = due.Select(occurrence => claims.GetValueOrDefault((member.Key, occurrence))).ToList()
               select new Silence(
                   member.Key,
                   days[i],
                   until,
                   TreatmentOf(found, consenting.Contains(member.Key)),
                   [.. found.Select(claim => claim?.Code).OfType<string>()]),
        ];
    }

    private static string OccurrenceOf(LocalDate lastPurchase, int step, int steps)
    {
        var day = LocalDatePattern.Iso.Format(lastPurchase);
        return steps == 1 ? day : $"{day}.{step + 1}";
    }

    private static SilenceTreatment TreatmentOf(IReadOnlyList<ClaimLine?> claims, bool consents) =>
        claims.All(claim => claim is null) && !consents ? SilenceTreatment.NoConsent
        : claims.Any(claim => claim is null) ? SilenceTreatment.Forgotten
        : claims.Any(claim => claim!.IsHeldBack) ? SilenceTreatment.Control
        : SilenceTreatment.Woken;
}
