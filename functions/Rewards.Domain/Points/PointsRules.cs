using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>What a programme says of points once they are earned.</summary>
/// <param name="ReminderDays">So many days before the last day of a lot its member is reminded; 0: never.</param>
public sealed record PointsRules(ExpiryPolicy Expiry, PendingRule Pending, ExchangeRate Exchange, TakeBackPolicy TakeBack, int ReminderDays)
{
    public const int MaxReminderDays = 365;

    /// <summary>The end of the month, 12 months after earning; spendable at once; a point is worth a minor unit.</summary>
    public static readonly PointsRules Default = new(
        new ExpiryPolicy.EndOfMonth(12), new PendingRule.None(), new ExchangeRate(new PointCount(1), new MinorUnits(1)), TakeBackPolicy.Clamp, 0);

    /// <summary>The lot into which points go that are earned on that local day.</summary>
    /// <param name="awaits">What an event would name, where points wait for one.</param>
    public LotKey LotFor(LocalDate earnedOn, string? awaits)
    {
        var expiresOn = Expiry.LastDay(earnedOn);
        return Pending switch
        {
            PendingRule.AfterDays(var days) => new LotKey(expiresOn, earnedOn.PlusDays(days)),
            PendingRule.OnEvent waits when awaits is not null => new LotKey(expiresOn, waits.DaysAtLatest is { } days ? earnedOn.PlusDays(days) : null, awaits),
            _ => new LotKey(expiresOn),
        };
    }

    /// <summary>The lot into which points go that are given on that local day and wait for nothing.</summary>
    public LotKey SpendableLotFor(LocalDate day) => new(Expiry.LastDay(day));

    internal static IEnumerable<FieldError> Check(PointsRules rules)
    {
        var found = rules.Expiry switch
        {
            ExpiryPolicy.EndOfMonth { Months: < 0 or > ExpiryPolicy.MaxMonths } => new FieldError("expiry.months", $"Must be from 0 to {ExpiryPolicy.MaxMonths}."),
            ExpiryPolicy.FixedDate { Year: > ExpiryPolicy.MaxYear } => new FieldError("expiry.on", $"Must not be after {ExpiryPolicy.MaxYear}."),
            ExpiryPolicy.RollingDays { Days: < 1 or > ExpiryPolicy.MaxDays } => new FieldError("expiry.days", $"Must be from 1 to {ExpiryPolicy.MaxDays}."),
            _ => null,
        };
        if (found is not null)
        {
            yield return found;
        }

        if (rules.Pending is PendingRule.AfterDays { Days: < 1 or > PendingRule.MaxDays })
        {
            yield return new FieldError("pending.days", $"Must be from 1 to {PendingRule.MaxDays}.");
        }

        if (rules.Pending is PendingRule.OnEvent { DaysAtLatest: < 1 or > PendingRule.MaxDays })
        {
            yield return new FieldError("pending.daysAtLatest", $"Must be from 1 to {PendingRule.MaxDays}.");
        }

        if (rules.Pending is PendingRule.OnEvent { Event: var name } && !IdText.IsId(name))
        {
            yield return new FieldError("pending.event", "1 to 64 of A-Z a-z 0-9 . _ ~ -.");
        }

        foreach (var error in ExchangeRate.Check(rules.Exchange))
        {
            yield return error;
        }

        if (rules.ReminderDays is < 0 or > MaxReminderDays)
        {
            yield return new FieldError("reminderDays", $"Must be from 0 to {MaxReminderDays}.");
        }
    }
}

/// <summary>Until when points can be spent. A closed union.</summary>
public abstract record ExpiryPolicy
{
    public const int MaxMonths = 120;

    /// <summary>Each day has a lot of its own, and a member has at most <see cref="PointsAccount.MaxLots"/>.</summary>
    public const int MaxDays = 730;

    /// <summary>Far from where the calendar ends: points are looked at on the day after their last one.</summary>
    public const int MaxYear = 2199;

    private ExpiryPolicy()
    {
    }

    /// <summary>The last day, counted whole, of points earned on that day; null: they never lapse.</summary>
    public abstract LocalDate? LastDay(LocalDate earnedOn);

    /// <summary>The last day of the month that lies so many months after that of the earning.</summary>
    public sealed record EndOfMonth(int Months) : ExpiryPolicy
    {
        public override LocalDate? LastDay(LocalDate earnedOn) => earnedOn.PlusMonths(Months).With(DateAdjusters.EndOfMonth);
    }

    /// <summary>The same day each year; with a year, not before that of the year. 29 February is the 28th where there is none.</summary>
    public sealed record FixedDate(int Month, int Day, int? Year) : ExpiryPolicy
    {
        public override LocalDate? LastDay(LocalDate earnedOn)
        {
            var first = In(Math.Max(Year ?? earnedOn.Year, earnedOn.Year));
            return first >= earnedOn ? first : In(earnedOn.Year + 1);
        }

        private LocalDate In(int year) => new(year, Month, Math.Min(Day, CalendarSystem.Iso.GetDaysInMonth(year, Month)));
    }

    /// <summary>So many days after the day of the earning.</summary>
    public sealed record RollingDays(int Days) : ExpiryPolicy
    {
        public override LocalDate? LastDay(LocalDate earnedOn) => earnedOn.PlusDays(Days);
    }

    public sealed record Never : ExpiryPolicy
    {
        public override LocalDate? LastDay(LocalDate earnedOn) => null;
    }
}

/// <summary>When points of a purchase become spendable. A closed union.</summary>
public abstract record PendingRule
{
    public const int MaxDays = 180;

    private PendingRule()
    {
    }

    public sealed record None : PendingRule;

    /// <summary>From the start of the local day that lies so many days after the purchase's.</summary>
    public sealed record AfterDays(int Days) : PendingRule;

    /// <summary>When an event of the purchase is told, such as delivered; without it so many days after the purchase.</summary>
    /// <param name="DaysAtLatest">Null: they wait for the event as long as they live.</param>
    public sealed record OnEvent(string Event, int? DaysAtLatest) : PendingRule;
}

/// <summary>So many points are worth so much money.</summary>
public sealed record ExchangeRate(PointCount Points, MinorUnits Amount)
{
    public const long Max = 1_000_000;

    /// <summary>What points are worth, rounded down to the minor unit.</summary>
    /// <exception cref="OverflowException">The result is no whole number of 64 bits.</exception>
    public MinorUnits ValueOf(PointCount points) => new(checked((long)((Int128)points.Value * Amount.Value / Points.Value)));

    /// <summary>The fewest points that are worth that amount.</summary>
    /// <exception cref="OverflowException">The result is no whole number of 64 bits.</exception>
    public PointCount PointsFor(MinorUnits amount) => new(checked((long)((((Int128)amount.Value * Points.Value) + Amount.Value - 1) / Amount.Value)));

    internal static IEnumerable<FieldError> Check(ExchangeRate rate)
    {
        if (rate.Points.Value is < 1 or > Max)
        {
            yield return new FieldError("exchange.points", $"Must be from 1 to {Max}.");
        }

        if (rate.Amount.Value is < 1 or > Max)
        {
            yield return new FieldError("exchange.amount", $"Must be from 1 to {Max}.");
        }
    }
}

/// <summary>What a return does to points that were spent meanwhile.</summary>
public enum TakeBackPolicy
{
    /// <summary>What is not there any more is forgiven.</summary>
    Clamp,

    /// <summary>It is owed: the balance goes negative, and the next credits pay it off.</summary>
    Negative,
}
