using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Members;

/// <summary>In which calendar months a member has bought: the latest one, and which of the 63 before it.</summary>
/// <param name="Latest">Null: in none.</param>
/// <param name="Bits">The lowest stands for the latest month, the next for the one before it, and so on.</param>
public readonly record struct BuyingMonths(YearMonth? Latest, ulong Bits)
{
    private const int Size = 64;

    public static readonly BuyingMonths None;

    /// <summary>A month before those that are kept counts as one: whether there was a purchase in it is not known any more.</summary>
    public bool Has(YearMonth month) => Latest is { } latest && MonthsBetween(month, latest) switch
    {
        < 0 => false,
        >= Size => true,
        var back => (Bits >> back & 1) == 1,
    };

    public BuyingMonths With(YearMonth month)
    {
        if (Latest is not { } latest)
        {
            return new BuyingMonths(month, 1);
        }

        var back = MonthsBetween(month, latest);
        return back switch
        {
            >= Size => this,
            >= 0 => this with { Bits = Bits | 1UL << back },
            > -Size => new BuyingMonths(month, Bits << -back | 1),
            _ => new BuyingMonths(month, 1),
        };
    }

    private static int MonthsBetween(YearMonth earlier, YearMonth later) => (12 * (later.Year - earlier.Year)) + later.Month - earlier.Month;
}

/// <summary>What a purchase makes of its member in the counts of customers by month.</summary>
/// <param name="On">The purchase's own local day, by which all of this is counted.</param>
/// <param name="IsFirst">It is the member's first one ever.</param>
/// <param name="IsSecondDay">The member's first one was counted here, and this is the first on another day: a repeat customer.</param>
/// <param name="IsFirstOfMonth">The member had not bought in this calendar month.</param>
/// <param name="RetainedIn">
/// Months in which, with this purchase, the member has bought, as in the month before. One that comes late may complete the
/// month after its own as well.
/// </param>
public sealed record BuyingStep(LocalDate On, bool IsFirst, bool IsSecondDay, bool IsFirstOfMonth, ImmutableArray<YearMonth> RetainedIn)
{
    /// <param name="before">The member before the purchase.</param>
    public static BuyingStep Of(Member before, LocalDate day)
    {
        var month = day.ToYearMonth();
        var isFirstOfMonth = !before.Months.Has(month);
        return new BuyingStep(
            day,
            IsFirst: before is { FirstPurchaseOn: null, LastPurchaseOn: null, Purchases: 0 },
            IsSecondDay: before.Months != BuyingMonths.None && before.PurchaseDays == 1 && day != before.FirstPurchaseOn,
            isFirstOfMonth,
            isFirstOfMonth ? RetainedBy(before.Months, month) : []);
    }

    private static ImmutableArray<YearMonth> RetainedBy(BuyingMonths months, YearMonth month)
    {
        var next = month.PlusMonths(1);
        return (months.Has(month.PlusMonths(-1)), months.Has(next)) switch
        {
            (true, true) => [month, next],
            (true, false) => [month],
            (false, true) => [next],
            _ => [],
        };
    }
}
