using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Programmes;

/// <param name="Kind">endOfMonth {months}, fixedDate {on}, rollingDays {days} or never.</param>
/// <param name="On">--MM-dd: each year; yyyy-MM-dd: each year from then on.</param>
public sealed record ExpiryBody(string? Kind, int? Months, string? On, int? Days);

/// <param name="Kind">none, afterDays {days} or onEvent {event, daysAtLatest}.</param>
public sealed record PendingBody(string? Kind, int? Days, string? Event, int? DaysAtLatest);

/// <param name="Amount">Minor units that so many points are worth.</param>
public sealed record ExchangeBody(long? Points, long? Amount);

/// <param name="TakeBack">clamp or negative.</param>
public sealed record ReturnsBody(string? TakeBack);

/// <summary>The parts of a programme that say what holds of points once they are earned.</summary>
internal static class PointsRulesJson
{
    public static PointsRules Read(ProgrammeBody body, BodyReader reader) => new(
        body.Expiry is null ? PointsRules.Default.Expiry : ReadExpiry(body.Expiry, reader),
        body.Pending is null ? PointsRules.Default.Pending : ReadPending(body.Pending, reader),
        body.Exchange is null ? PointsRules.Default.Exchange : ReadExchange(body.Exchange, reader),
        body.Returns is null ? PointsRules.Default.TakeBack : ReadTakeBack(body.Returns, reader),
        body.ReminderDays ?? 0);

    public static ExpiryBody Of(ExpiryPolicy policy) => policy switch
    {
        ExpiryPolicy.EndOfMonth(var months) => new("endOfMonth", months, null, null),
        ExpiryPolicy.FixedDate date => new("fixedDate", null, new Birthday(date.Year, date.Month, date.Day).ToString(), null),
        ExpiryPolicy.RollingDays(var days) => new("rollingDays", null, null, days),
        _ => new("never", null, null, null),
    };

    public static PendingBody Of(PendingRule rule) => rule switch
    {
        PendingRule.AfterDays(var days) => new("afterDays", days, null, null),
        PendingRule.OnEvent waits => new("onEvent", null, waits.Event, waits.DaysAtLatest),
        _ => new("none", null, null, null),
    };

    public static ExchangeBody Of(ExchangeRate rate) => new(rate.Points.Value, rate.Amount.Value);

    public static ReturnsBody Of(TakeBackPolicy policy) => new(WireNames<TakeBackPolicy>.Of(policy));

    private static ExpiryPolicy ReadExpiry(ExpiryBody body, BodyReader reader)
    {
        (string, object?)[] members = [("months", body.Months), ("on", body.On), ("days", body.Days)];
        switch (body.Kind)
        {
            case "endOfMonth":
                reader.OnlyOf(body.Kind, "expiry", members, "months");
                return new ExpiryPolicy.EndOfMonth(reader.Required(body.Months, "expiry.months") ?? 0);
            case "fixedDate":
                reader.OnlyOf(body.Kind, "expiry", members, "on");
                var on = reader.Parsed<Birthday>(body.On, "expiry.on", Birthday.TryParse, "Must be --MM-dd or yyyy-MM-dd.");
                return new ExpiryPolicy.FixedDate(on.Month, on.Day, on.Year);
            case "rollingDays":
                reader.OnlyOf(body.Kind, "expiry", members, "days");
                return new ExpiryPolicy.RollingDays(reader.Required(body.Days, "expiry.days") ?? 1);
            case "never":
                reader.OnlyOf(body.Kind, "expiry", members);
                return new ExpiryPolicy.Never();
            default:
                reader.Wrong("expiry.kind", "Must be endOfMonth, fixedDate, rollingDays or never.");
                return new ExpiryPolicy.Never();
        }
    }

    private static PendingRule ReadPending(PendingBody body, BodyReader reader)
    {
        (string, object?)[] members = [("days", body.Days), ("event", body.Event), ("daysAtLatest", body.DaysAtLatest)];
        switch (body.Kind)
        {
            case "none":
                reader.OnlyOf(body.Kind, "pending", members);
                return new PendingRule.None();
            case "afterDays":
                reader.OnlyOf(body.Kind, "pending", members, "days");
                return new PendingRule.AfterDays(reader.Required(body.Days, "pending.days") ?? 1);
            case "onEvent":
                reader.OnlyOf(body.Kind, "pending", members, "event", "daysAtLatest");
                return new PendingRule.OnEvent(reader.Text(body.Event, "pending.event"), body.DaysAtLatest);
            default:
                reader.Wrong("pending.kind", "Must be none, afterDays or onEvent.");
                return new PendingRule.None();
        }
    }

    private static ExchangeRate ReadExchange(ExchangeBody body, BodyReader reader) =>
        new(new PointCount(reader.Required(body.Points, "exchange.points") ?? 1), reader.Amount(body.Amount, "exchange.amount"));

    private static TakeBackPolicy ReadTakeBack(ReturnsBody body, BodyReader reader) =>
        reader.Parsed<TakeBackPolicy>(body.TakeBack, "returns.takeBack", WireNames<TakeBackPolicy>.TryRead, "Must be clamp or negative.");
}
