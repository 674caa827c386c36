using NodaTime;
using Rewards.Domain.Audit;
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
        books = code is null ? books : books with { Claims = [code.Length == 0 ? Held("2026-01-01") : Issued("2026-01-01", code)] };

        Assert.True(Assert.Single(Silences(books, 100)).Treatment == expected, why);
    }

    [Fact]
    public void The_claim_of_another_campaign_or_silence_does_not_count()
    {
        var books = Books(0) with
        {
            Claims = [Issued("2026-01-01", "CODE") with { Campaign = "other" }, Issued("2025-01-01", "CODE"), Issued("2026-01-01.1", "CODE")],
        };

        Assert.Equal(SilenceTreatment.Forgotten, Assert.Single(Silences(books, 100)).Treatment);
    }

    public static TheoryData<string, int, ClaimLine[], SilenceTreatment, string[]> Steps => new()
    {
        { "the second step is not due yet", 149, [Issued("2026-01-01.1", "ONE")], SilenceTreatment.Woken, ["ONE"] },
        { "both are due and done", 150, [Issued("2026-01-01.1", "ONE"), Issued("2026-01-01.2", "TWO")], SilenceTreatment.Woken, ["ONE", "TWO"] },
        { "the second one was left out", 150, [Issued("2026-01-01.1", "ONE")], SilenceTreatment.Forgotten, ["ONE"] },
        { "the first one was left out", 150, [Issued("2026-01-01.2", "TWO")], SilenceTreatment.Forgotten, ["TWO"] },
        { "held back twice", 150, [Held("2026-01-01.1"), Held("2026-01-01.2")], SilenceTreatment.Control, [] },
        { "the occurrence of a campaign without steps", 100, [Issued("2026-01-01", "ONE")], SilenceTreatment.Forgotten, [] },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Of_a_campaign_in_steps_each_that_is_due_needs_its_claim(
        string why, int todayAfterDays, ClaimLine[] claims, SilenceTreatment expected, string[] codes)
    {
        var silence = Assert.Single(Silences(Books(0) with { Claims = claims }, todayAfterDays, 90, 150));

        Assert.True(silence.Treatment == expected, why);
        Assert.Equal(codes, silence.Codes);
    }

    private static IReadOnlyList<Silence> Silences(Books books, int todayAfterDays) => Silences(books, todayAfterDays, 90);

    private static IReadOnlyList<Silence> Silences(Books books, int todayAfterDays, params int[] stepDays) =>
        Silence.In(books, "c", stepDays, First.PlusDays(todayAfterDays), Zone);

    private static ClaimLine Issued(string occurrence, string code) => new("anna", "c", occurrence, code, "treated");

    private static ClaimLine Held(string occurrence) => new("anna", "c", occurrence, null, "control");

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
