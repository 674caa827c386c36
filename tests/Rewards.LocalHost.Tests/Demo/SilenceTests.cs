using NodaTime;
using Rewards.LocalHost.Demo;

namespace Rewards.LocalHost.Tests.Demo;

public sealed class SilenceTests
{
    private static readonly LocalDate First = new(2026, 1, 1);

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Theory]
    [InlineData(89, 100, 0, "bought a day before")]
    [InlineData(90, 100, 1, "bought on the day, but later than its morning")]
    [InlineData(null, 89, 0, "the silence is not that long yet")]
    [InlineData(null, 90, 1, "it is from the morning of that day")]
    public void A_silence_counts_from_the_day_on_which_the_member_is_dormant(int? boughtAgainAfterDays, int todayAfterDays, int expected, string why)
    {
        int[] days = boughtAgainAfterDays is { } again ? [0, again] : [0];

        Assert.True(Silences(Books(days), todayAfterDays).Count == expected, why);
    }

    [Fact]
    public void Every_silence_of_a_member_counts_by_itself()
    {
        var silences = Silences(Books(0, 0, 100, 250), 300);

        Assert.Equal(
            [(First, First.PlusDays(100)), (First.PlusDays(100), First.PlusDays(250))],
            silences.Select(silence => (silence.Since, silence.Until!.Value)));
    }

    [Theory]
    [InlineData(true, "CODE", SilenceTreatment.Woken, "a coupon")]
    [InlineData(true, "", SilenceTreatment.Control, "a claim without one")]
    [InlineData(true, null, SilenceTreatment.Forgotten, "no claim, though messages are wanted")]
    [InlineData(false, null, SilenceTreatment.NoConsent, "messages are not wanted")]
    public void The_claim_tells_what_was_done(bool consents, string? code, SilenceTreatment expected, string why)
    {
        var books = Books(0) with { Members = [new("anna", consents, 1, 0, 1, 0)] };
        books = code is null ? books : books with { Claims = [new("anna", "c", "2026-01-01", code.Length == 0 ? null : code)] };

        Assert.True(Assert.Single(Silences(books, 100)).Treatment == expected, why);
    }

    [Fact]
    public void The_claim_of_another_campaign_or_silence_does_not_count()
    {
        var books = Books(0) with
        {
            Claims = [new("anna", "other", "2026-01-01", "CODE"), new("anna", "c", "2025-01-01", "CODE")],
        };

        Assert.Equal(SilenceTreatment.Forgotten, Assert.Single(Silences(books, 100)).Treatment);
    }

    private static IReadOnlyList<Silence> Silences(Books books, int todayAfterDays) =>
        Silence.In(books, "c", 90, First.PlusDays(todayAfterDays), Zone);

    private static Books Books(params int[] purchaseDays) => new(
        [new("anna", true, 1, 0, 1, 0)],
        [.. purchaseDays.Select((day, i) => new LedgerLine(
            "anna", i + 1, "purchase", First.PlusDays(day).At(new LocalTime(12, 0)).InZoneStrictly(Zone).ToInstant(), 0, 0, 0))],
        [],
        [],
        [],
        [],
        [],
        [],
        0);
}
