using NodaTime;

namespace Rewards.Domain.Campaigns;

public static class LimitPeriods
{
    /// <summary>The first day of the period that holds <paramref name="day"/>; null: the whole life has none.</summary>
    public static LocalDate? StartOf(this LimitPeriod period, LocalDate day) => period switch
    {
        LimitPeriod.Whole => null,
        LimitPeriod.Day => day,
        LimitPeriod.Week => day.PlusDays(IsoDayOfWeek.Monday - day.DayOfWeek),
        LimitPeriod.Month => new LocalDate(day.Year, day.Month, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };
}
