using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Models;

/// <summary>
/// What the model of buying needs of a customer: how often, how lately, since when. Purchases of one local day count as one.
/// </summary>
/// <param name="RepeatPurchases">The days with a purchase after the first such day; x of the paper.</param>
/// <param name="RecencyDays">From the first such day to the last; 0 without a repeat purchase.</param>
/// <param name="AgeDays">From the first such day to the day looked at; at least <paramref name="RecencyDays"/>.</param>
public readonly record struct BuyingHistory(long RepeatPurchases, int RecencyDays, int AgeDays)
{
    private const double DaysAWeek = 7;

    /// <summary>The models count in weeks.</summary>
    public double RecencyWeeks => RecencyDays / DaysAWeek;

    public double AgeWeeks => AgeDays / DaysAWeek;

    /// <summary>Since the last purchase.</summary>
    public int SilentDays => AgeDays - RecencyDays;

    /// <param name="asOf">A purchase after that day is looked at on its own day.</param>
    public static BuyingHistory Between(LocalDate firstOn, LocalDate lastOn, long repeatPurchases, LocalDate asOf) => new(
        repeatPurchases, Period.DaysBetween(firstOn, lastOn), Period.DaysBetween(firstOn, LocalDate.Max(lastOn, asOf)));

    /// <summary>Null: the member has bought nothing.</summary>
    /// <param name="asOf">A local day of the programme's zone.</param>
    public static BuyingHistory? Of(Member member, LocalDate asOf)
    {
        if (member is not { FirstPurchaseOn: { } firstOn, LastPurchaseOn: { } lastOn })
        {
            return null;
        }

        // What was imported may count more days with a purchase than there were days.
        var repeats = Math.Clamp(member.PurchaseDays - 1, 0, Period.DaysBetween(firstOn, lastOn));
        return Between(firstOn, lastOn, repeats, asOf);
    }
}

/// <summary>A customer as the fit and the quintiles see one: the history, and the money.</summary>
/// <param name="Purchases">All of them, also several of one day.</param>
/// <param name="FirstDaySpend">What was paid on the first day with a purchase.</param>
/// <param name="Spend">What was paid in all.</param>
public readonly record struct Buyer(BuyingHistory History, long Purchases, MinorUnits FirstDaySpend, MinorUnits Spend)
{
    /// <summary>Of what was paid on a day with a repeat purchase, in minor units; 0 without one, or if returns took it all back.</summary>
    public double AverageRepeatMinor =>
        History.RepeatPurchases == 0 ? 0 : Math.Max(0, (double)Spend.Value - FirstDaySpend.Value) / History.RepeatPurchases;

    /// <summary>Null: the member has bought nothing.</summary>
    /// <param name="asOf">A local day of the programme's zone.</param>
    public static Buyer? Of(Member member, LocalDate asOf) =>
        BuyingHistory.Of(member, asOf) is { } history ? new Buyer(history, member.Purchases, member.FirstDaySpend, member.Spend) : null;
}
