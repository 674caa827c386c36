using System.Collections.Immutable;
using NodaTime;
using NodaTime.TimeZones;

namespace Rewards.Domain.Messages;

/// <summary>How often campaigns may address a member, all of them together, and at what hours nothing goes out.</summary>
/// <param name="CapCount">At most so many messages within any <paramref name="CapDays"/> days in a row; null: as many as there are.</param>
/// <param name="CapDays">Local days of the programme's zone.</param>
/// <param name="QuietFrom">The local time at which the quiet hours begin, each day; null: there are none.</param>
/// <param name="QuietTo">The local time at which messages go out again; before <paramref name="QuietFrom"/> it is that of the next day.</param>
public sealed record MessageRules(int? CapCount, int CapDays, LocalTime? QuietFrom, LocalTime? QuietTo)
{
    /// <summary>No cap and no quiet hours.</summary>
    public static readonly MessageRules None = new(null, 1, null, null);

    /// <summary>Also how many days a member's standing keeps at most.</summary>
    public const int MaxCapCount = 100;

    public const int MaxCapDays = 366;

    // A time that comes twice is quiet from the first time to the last; one that is left out is where the clock goes on.
    private static readonly ZoneLocalMappingResolver Begin =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private static readonly ZoneLocalMappingResolver End =
        Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>
    /// Whether one more message on <paramref name="day"/> would be more than the cap allows within some days in a row. Days that
    /// come after it count as well: a day may be made up for when later ones are over.
    /// </summary>
    /// <param name="addressedOn">The days on which campaigns addressed the member, one for each message.</param>
    public bool IsCapReached(IEnumerable<LocalDate> addressedOn, LocalDate day)
    {
        if (CapCount is not { } most)
        {
            return false;
        }

        var near = addressedOn.Where(other => Math.Abs(Period.DaysBetween(other, day)) < CapDays).ToList();
        return near.Where(other => other > day).Append(day)
            .Any(last => near.Count(other => other <= last && Period.DaysBetween(other, last) < CapDays) >= most);
    }

    /// <summary>
    /// Of the days on which campaigns addressed the member, those that the cap still asks for on <paramref name="day"/> or later,
    /// the earliest first. Without a cap there are none, so that one that is put later counts from then on.
    /// </summary>
    public ImmutableArray<LocalDate> Keep(IEnumerable<LocalDate> addressedOn, LocalDate day) => CapCount is { } most
        ? [.. addressedOn.Where(other => Period.DaysBetween(other, day) < CapDays).Order().TakeLast(most)]
        : [];

    /// <summary>When messages go out again; null: now is not within the quiet hours.</summary>
    public Instant? QuietUntil(Instant now, DateTimeZone zone)
    {
        if (QuietFrom is not { } from || QuietTo is not { } to)
        {
            return null;
        }

        var today = now.InZone(zone).Date;
        return UntilOf(today) ?? UntilOf(today.PlusDays(-1));

        Instant? UntilOf(LocalDate first)
        {
            var last = from < to ? first : first.PlusDays(1);
            var until = zone.ResolveLocal(last + to, End).ToInstant();
            return zone.ResolveLocal(first + from, Begin).ToInstant() <= now && now < until ? until : null;
        }
    }

    internal static IEnumerable<FieldError> Check(MessageRules rules)
    {
        if (rules.CapCount is < 1 or > MaxCapCount)
        {
            yield return new FieldError("messages.cap.count", $"Must be from 1 to {MaxCapCount}.");
        }

        if (rules.CapCount is not null && rules.CapDays is < 1 or > MaxCapDays)
        {
            yield return new FieldError("messages.cap.days", $"Must be from 1 to {MaxCapDays}.");
        }

        if (rules.QuietFrom is { } from && from == rules.QuietTo)
        {
            yield return new FieldError("messages.quietHours.to", "Must not be the same as from: nothing would ever go out, or all of it.");
        }
    }
}
