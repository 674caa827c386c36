using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>Every programme, as its template has it, through a member's year: whenever the timer comes, the same is told and given.</summary>
public sealed class ProgrammeYearTests(TestStorage storage)
{
    private static readonly LocalTime JustAfterMidnight = new(0, 15);

    /// <summary>The last minute but one of the day, after all that the members did on it.</summary>
    private static readonly LocalTime LateInTheEvening = new(23, 59);

    [Fact]
    public Task Once_a_day_on_time() => PlayAsync(_ => [JustAfterMidnight], daysLate: 0);

    [Fact]
    public Task Twice_a_day_makes_no_difference() => PlayAsync(_ => [JustAfterMidnight, JustAfterMidnight.PlusMinutes(15), LateInTheEvening], daysLate: 0);

    [Fact]
    public Task Late_in_the_evening_is_still_that_day() => PlayAsync(_ => [LateInTheEvening], daysLate: 0);

    /// <summary>No sleeper of the story buys in the days between, nobody leaves or withdraws: that would cost the coupon, as it should.</summary>
    [Fact]
    public Task Not_at_all_for_three_days_and_then_again_is_at_most_three_days_late() =>
        PlayAsync(day => day.DayOfYear % 4 == 0 ? [JustAfterMidnight] : [], daysLate: 3);

    [Fact]
    public void Every_template_has_somebody_who_is_told_something()
    {
        var played = ProgrammeYear.Told.Select(line => line.Split(' ')[2]).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(CampaignTemplates.All.Select(template => template.Id), played);
    }

    private async Task PlayAsync(Func<LocalDate, IReadOnlyList<LocalTime>> ticksOn, int daysLate)
    {
        await using var app = await TestApp.StartAsync(storage, $"{ProgrammeYear.FirstDay}T00:00:00Z");
        var player = new ProgrammeYearPlayer(app);
        await player.PlayAsync(ticksOn);
        var told = await player.ToldAsync();
        if (daysLate == 0)
        {
            AssertSame(ProgrammeYear.Told, told);
            return;
        }

        AssertSame([.. ProgrammeYear.Told.Select(WithoutDay)], [.. told.Select(WithoutDay)]);

        // The same pairs of what is alike stand in the same order, since nobody is told the same thing twice within three days.
        var pairs = ProgrammeYear.Told.OrderBy(Key, StringComparer.Ordinal).Zip(told.OrderBy(Key, StringComparer.Ordinal));
        Assert.All(pairs, pair => Assert.InRange(Period.DaysBetween(DayOf(pair.First), DayOf(pair.Second)), 0, daysLate));
        Assert.Contains(pairs, pair => DayOf(pair.First) != DayOf(pair.Second));
    }

    private static void AssertSame(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> told) => Assert.True(
        expected.Order(StringComparer.Ordinal).SequenceEqual(told.Order(StringComparer.Ordinal)),
        $"Missing: {string.Join(", ", expected.Except(told))}. Too much: {string.Join(", ", told.Except(expected))}. {told.Count} instead of {expected.Count}.");

    private static string Key(string line) => $"{WithoutDay(line)} {line}";

    private static string WithoutDay(string line) => line[11..];

    private static LocalDate DayOf(string line) => LocalDatePattern.Iso.Parse(line[..10]).Value;
}
