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
    public long In(LimitPeriod period, LocalDate day) => throw new NotImplementedException();

    public Tally Add(long amount, LocalDate day) => throw new NotImplementedException();

    /// <summary>Gives back what was consumed on <paramref name="day"/>: once, and only in the periods that still hold that day.</summary>
    public Tally GiveBack(long amount, LocalDate day) => throw new NotImplementedException();
}
