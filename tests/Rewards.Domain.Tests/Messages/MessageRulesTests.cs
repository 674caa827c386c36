using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Messages;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Messages;

public sealed class MessageRulesTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly MessageRules TwoAWeek = MessageRules.None with { CapCount = 2, CapDays = 7 };

    [Theory]
    [InlineData("", "2026-03-10", false, "nothing yet")]
    [InlineData("2026-03-10", "2026-03-10", false, "one on the same day")]
    [InlineData("2026-03-10 2026-03-10", "2026-03-10", true, "two on the same day")]
    [InlineData("2026-03-04 2026-03-09", "2026-03-10", true, "the first is six days ago, so that this is its seventh day")]
    [InlineData("2026-03-03 2026-03-09", "2026-03-10", false, "the first is seven days ago")]
    [InlineData("2026-03-01 2026-03-02", "2026-03-10", false, "both are long ago")]
    [InlineData("2026-03-11 2026-03-12", "2026-03-10", true, "a day made up for, after two later ones")]
    [InlineData("2026-03-11 2026-03-16", "2026-03-10", true, "the later one on the seventh day")]
    [InlineData("2026-03-11 2026-03-17", "2026-03-10", false, "the later one on the eighth day")]
    [InlineData("2026-03-06 2026-03-14", "2026-03-10", false, "one before and one after that no seven days have both")]
    [InlineData("2026-03-08 2026-03-13", "2026-03-10", true, "one before and one after within seven days")]
    public void Campaigns_together_address_a_member_only_so_often(string addressed, string day, bool expected, string why) =>
        Assert.True(TwoAWeek.IsCapReached(DaysOf(addressed), Sample.Day(day)) == expected, why);

    [Fact]
    public void Without_a_cap_nothing_is_too_much_and_nothing_is_kept()
    {
        var day = Sample.Day("2026-03-10");
        ImmutableArray<LocalDate> often = [.. Enumerable.Repeat(day, 1_000)];

        Assert.False(MessageRules.None.IsCapReached(often, day));
        Assert.Empty(MessageRules.None.Keep(often, day));
    }

    [Theory]
    [InlineData("2026-03-03 2026-03-04", "2026-03-04", "what lies seven days back counts no more")]
    [InlineData("2026-03-09 2026-03-05", "2026-03-05 2026-03-09", "the earliest first")]
    [InlineData("2026-03-05 2026-03-06 2026-03-07", "2026-03-06 2026-03-07", "more than the cap allows, as when it was higher")]
    [InlineData("2026-03-12", "2026-03-12", "a later day than the one that is made up for")]
    public void Only_the_days_are_kept_that_the_cap_asks_for(string addressed, string expected, string why)
    {
        var kept = TwoAWeek.Keep(DaysOf(addressed), Sample.Day("2026-03-10"));

        Assert.True(DaysOf(expected).SequenceEqual(kept), why);
    }

    [Fact]
    public void A_year_of_attempts_stays_within_the_cap_in_every_week_and_pruning_changes_no_answer()
    {
        var random = new Random(20261125);
        List<LocalDate> all = [];
        ImmutableArray<LocalDate> kept = [];
        var day = Sample.Day("2026-01-01");
        for (var i = 0; i < 365; i++, day = day.PlusDays(random.Next(3)))
        {
            Assert.Equal(TwoAWeek.IsCapReached(all, day), TwoAWeek.IsCapReached(kept, day));
            if (!TwoAWeek.IsCapReached(kept, day))
            {
                all.Add(day);
                kept = TwoAWeek.Keep(kept.Add(day), day);
            }
        }

        Assert.InRange(all.Count, 80, 130);
        Assert.All(all, first => Assert.InRange(all.Count(other => other >= first && other < first.PlusDays(7)), 1, 2));
        Assert.True(kept.Length <= 2);
    }

    [Theory]
    [InlineData("2026-06-10T20:59:59", null, "just before they begin")]
    [InlineData("2026-06-10T21:00:00", "2026-06-11T08:00:00+02", "exactly when they begin")]
    [InlineData("2026-06-10T23:59:59", "2026-06-11T08:00:00+02", "just before midnight")]
    [InlineData("2026-06-11T00:00:00", "2026-06-11T08:00:00+02", "at midnight")]
    [InlineData("2026-06-11T07:59:59", "2026-06-11T08:00:00+02", "just before they end")]
    [InlineData("2026-06-11T08:00:00", null, "exactly when they end")]
    [InlineData("2026-10-24T22:00:00", "2026-10-25T08:00:00+01", "the night with an hour more")]
    [InlineData("2026-03-28T22:00:00", "2026-03-29T08:00:00+02", "the night with an hour less")]
    public void From_the_evening_to_the_morning_nothing_goes_out(string now, string? expected, string why) =>
        Holds(Quiet("21:00", "08:00").QuietUntil(At(now), Berlin), expected, why);

    [Theory]
    [InlineData("2026-06-10T12:29:59", null, "just before")]
    [InlineData("2026-06-10T12:30:00", "2026-06-10T14:00:00+02", "exactly at the beginning")]
    [InlineData("2026-06-10T14:00:00", null, "exactly at the end")]
    [InlineData("2026-06-10T23:00:00", null, "at night")]
    public void Quiet_hours_may_lie_within_a_day(string now, string? expected, string why) =>
        Holds(Quiet("12:30", "14:00").QuietUntil(At(now), Berlin), expected, why);

    [Theory]
    [InlineData("00:00", "06:00", "2026-06-10T23:59:59", null, "from midnight: before it")]
    [InlineData("00:00", "06:00", "2026-06-11T00:00:00", "2026-06-11T06:00:00+02", "from midnight: at it")]
    [InlineData("21:00", "00:00", "2026-06-10T23:59:59", "2026-06-11T00:00:00+02", "to midnight: before it")]
    [InlineData("21:00", "00:00", "2026-06-11T00:00:00", null, "to midnight: at it")]
    public void Quiet_hours_may_begin_or_end_at_midnight(string from, string to, string now, string? expected, string why) =>
        Holds(Quiet(from, to).QuietUntil(At(now), Berlin), expected, why);

    [Theory]
    [InlineData("21:00", "02:30", "2026-10-25T00:29:59Z", "2026-10-25T02:30:00+01", "the end comes twice: before the first")]
    [InlineData("21:00", "02:30", "2026-10-25T00:45:00Z", "2026-10-25T02:30:00+01", "the end comes twice: between the two")]
    [InlineData("21:00", "02:30", "2026-10-25T01:30:00Z", null, "the end comes twice: at the second")]
    [InlineData("02:30", "06:00", "2026-10-25T00:30:00Z", "2026-10-25T06:00:00+01", "the beginning comes twice: at the first")]
    [InlineData("02:30", "06:00", "2026-10-25T01:10:00Z", "2026-10-25T06:00:00+01", "the beginning comes twice: the hour that comes again")]
    [InlineData("21:00", "02:30", "2026-03-29T00:59:59Z", "2026-03-29T03:00:00+02", "the end is left out: before the change")]
    [InlineData("21:00", "02:30", "2026-03-29T01:00:00Z", null, "the end is left out: they are over with the change")]
    [InlineData("02:30", "06:00", "2026-03-29T00:59:59Z", null, "the beginning is left out: before the change")]
    [InlineData("02:30", "06:00", "2026-03-29T01:00:00Z", "2026-03-29T06:00:00+02", "the beginning is left out: they begin with the change")]
    [InlineData("02:10", "02:50", "2026-03-29T01:00:00Z", null, "both are left out: that night has none")]
    public void Where_the_clock_is_changed_nothing_goes_out_that_is_quiet_by_either_time(string from, string to, string now, string? expected, string why) =>
        Holds(Quiet(from, to).QuietUntil(Sample.At(now), Berlin), expected, why);

    [Fact]
    public void Without_quiet_hours_everything_goes_out() =>
        Assert.Null(MessageRules.None.QuietUntil(At("2026-06-10T03:00:00"), Berlin));

    [Theory]
    [InlineData(1, 1, null, "the least")]
    [InlineData(100, 366, null, "the most")]
    [InlineData(0, 7, "messages.cap.count", "none at all")]
    [InlineData(101, 7, "messages.cap.count", "more than are kept")]
    [InlineData(2, 0, "messages.cap.days", "no day")]
    [InlineData(2, 367, "messages.cap.days", "more than a year")]
    public void A_cap_has_bounds(int count, int days, string? field, string why) =>
        Refuses(MessageRules.None with { CapCount = count, CapDays = days }, field, why);

    [Theory]
    [InlineData("21:00", "08:00", null, "over midnight")]
    [InlineData("08:00", "21:00", null, "within a day")]
    [InlineData("08:00", "08:00", "messages.quietHours.to", "no time, or all of it")]
    public void Quiet_hours_end_at_another_time_than_they_begin(string from, string to, string? field, string why) =>
        Refuses(Quiet(from, to), field, why);

    private static void Refuses(MessageRules rules, string? field, string why) =>
        Assert.True(Programme.Check(Programme.Default with { Messages = rules }).SingleOrDefault()?.Field == field, why);

    private static void Holds(Instant? until, string? expected, string why)
    {
        Instant? instant = expected is null ? null : OffsetDateTimePattern.ExtendedIso.Parse(expected).Value.ToInstant();

        Assert.True(instant == until, $"{why}: until {until}");
    }

    private static MessageRules Quiet(string from, string to) => MessageRules.None with { QuietFrom = TimeOf(from), QuietTo = TimeOf(to) };

    private static LocalTime TimeOf(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    private static Instant At(string local) => LocalDateTimePattern.GeneralIso.Parse(local).Value.InZoneStrictly(Berlin).ToInstant();

    private static IEnumerable<LocalDate> DaysOf(string days) => days.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Sample.Day);
}
