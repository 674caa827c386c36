using NodaTime;
using Rewards.Domain.Campaigns;

namespace Rewards.Domain.Redemptions;

/// <summary>
/// How much was consumed: in all, and in the local day, ISO week and month of the latest consumption. All four are always
/// counted, so that a limit may change its period at any time and still be exact. A day earlier than the latest one counts as
/// the latest: the clocks of two instances may differ around midnight.
/// </summary>
public readonly record struct Tally(long Whole, LocalDate Day, long OfDay, long OfWeek, long OfMonth)
{
    public static readonly Tally Empty;

    /// <summary>What was consumed in the period of that day.</summary>
    public long In(LimitPeriod period, LocalDate day) =>
        IsCurrent(period, LocalDate.Max(day, Day)) ? Counted(period) : 0;

    /// <exception cref="OverflowException">More than a long holds.</exception>
    public Tally Add(long amount, LocalDate day) => new(
        checked(Whole + amount),
        LocalDate.Max(day, Day),
        checked(In(LimitPeriod.Day, day) + amount),
        checked(In(LimitPeriod.Week, day) + amount),
        checked(In(LimitPeriod.Month, day) + amount));

    /// <summary>Gives back what was consumed on <paramref name="day"/>: once, and only in the periods that still hold that day.</summary>
    public Tally GiveBack(long amount, LocalDate day)
    {
        var tally = this;
        return new Tally(Less(LimitPeriod.Whole), Day, Less(LimitPeriod.Day), Less(LimitPeriod.Week), Less(LimitPeriod.Month));

        long Less(LimitPeriod period) =>
            tally.IsCurrent(period, day) ? Math.Max(0, tally.Counted(period) - amount) : tally.Counted(period);
    }

    private bool IsCurrent(LimitPeriod period, LocalDate day) => period.StartOf(day) == period.StartOf(Day);

    private long Counted(LimitPeriod period) => period switch
    {
        LimitPeriod.Whole => Whole,
        LimitPeriod.Day => OfDay,
        LimitPeriod.Week => OfWeek,
        LimitPeriod.Month => OfMonth,
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };
}
