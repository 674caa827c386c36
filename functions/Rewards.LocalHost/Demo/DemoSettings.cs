using NodaTime;
using Rewards.Domain.Points;

namespace Rewards.LocalHost.Demo;

/// <summary>What the demo plays.</summary>
/// <param name="Seed">Of everything that chance decides in the shop.</param>
public sealed record DemoSettings(int Seed)
{
    public int Customers { get; init; } = 400;

    public LocalDate FirstDay { get; init; } = new(2026, 1, 1);

    public LocalDate LastDay { get; init; } = new(2026, 12, 31);

    /// <summary>New customers come during the first so many weeks, as CDNOW's cohort did.</summary>
    public int JoiningWeeks { get; init; } = 12;

    /// <summary>The steps of the win-back, in days after the last purchase.</summary>
    public IReadOnlyList<int> WinBackDays { get; init; } = [90, 150];

    /// <summary>When who has bought on one day only is nudged, in days after it.</summary>
    public int SecondPurchaseAfterDays { get; init; } = 14;

    public int BirthdayDaysBefore { get; init; } = 3;

    /// <summary>Of each programme.</summary>
    public decimal ControlShare { get; init; } = 0.25m;

    /// <summary>Of the customers who enrol by themselves; the others are enrolled by their first purchase, without consents.</summary>
    public double EnrolShare { get; init; } = 0.9;

    public double ConsentShare { get; init; } = 0.85;

    /// <summary>Of the customers who enrol by themselves, who tell their birthday.</summary>
    public double BirthdayShare { get; init; } = 0.8;

    /// <summary>Of the purchases at which a customer with a coupon thinks of it.</summary>
    public double PresentShare { get; init; } = 0.7;

    /// <summary>Of the redemptions that the till takes back.</summary>
    public double RollbackShare { get; init; } = 0.05;

    public static DateTimeZone TimeZone => Programme.Default.TimeZone;

    public int Days => Period.DaysBetween(FirstDay, LastDay) + 1;
}
