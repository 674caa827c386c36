using NodaTime;
using Rewards.Domain.Campaigns;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class ValidityWindowTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-01", "2026-05-31", "2026-02-28T23:00:00Z", "2026-05-31T22:00:00Z", "the last day counts whole, in summer time")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "the day of 25 hours")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "the day of 23 hours")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z", "a first day without midnight begins at 01:00")]
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "a last day before one without midnight")]
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z", "a day whose last hour comes twice")]
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "the day after it did not exist")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "a day that did not exist is empty")]
    [InlineData("Asia/Tokyo", "2026-01-01", "2026-12-31", "2025-12-31T15:00:00Z", "2026-12-31T15:00:00Z", "a zone ahead")]
    [InlineData("UTC", "2026-02-28", "2026-02-28", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z", "no zone to speak of")]
    public void A_window_is_made_of_local_days(string zone, string firstDay, string lastDay, string start, string end, string why)
    {
        var window = new ValidityWindow(Sample.Day(firstDay), Sample.Day(lastDay), DateTimeZoneProviders.Tzdb[zone]);

        Assert.True(Sample.At(start) == window.Start, $"{why}: starts {window.Start}");
        Assert.True(Sample.At(end) == window.End, $"{why}: ends {window.End}");
    }

    [Theory]
    [InlineData("P1M", "2026-01-31T12:00:00Z", "2026-01-31", "2026-02-28", "31 January plus one month")]
    [InlineData("P1M", "2028-01-31T12:00:00Z", "2028-01-31", "2028-02-29", "the same in a leap year")]
    [InlineData("P7D", "2026-03-01T12:00:00Z", "2026-03-01", "2026-03-08", "days count from the day of issue")]
    [InlineData("P1W", "2026-03-01T12:00:00Z", "2026-03-01", "2026-03-08", "a week is seven days")]
    [InlineData("P1Y", "2028-02-29T12:00:00Z", "2028-02-29", "2029-02-28", "29 February plus one year")]
    [InlineData("P1M1D", "2026-01-31T12:00:00Z", "2026-01-31", "2026-03-01", "months first, then days")]
    [InlineData("P1D", "2026-03-01T22:59:59Z", "2026-03-01", "2026-03-02", "issued just before midnight in Berlin")]
    [InlineData("P1D", "2026-03-01T23:00:00Z", "2026-03-02", "2026-03-03", "issued at midnight in Berlin")]
    [InlineData("P30D", "2029-12-20T12:00:00Z", "2029-12-20", "2029-12-31", "clipped to the campaign's last day")]
    [InlineData("P7D", "2025-12-01T12:00:00Z", "2026-01-01", "2026-01-08", "issued before the campaign begins: counts from its first day")]
    [InlineData(null, "2026-03-05T12:00:00Z", "2026-01-01", "2029-12-31", "without a life of its own, the campaign's")]
    [InlineData("P7D", null, "2026-01-01", "2029-12-31", "never issued, so a shared code: the campaign's")]
    public void A_coupon_lives_from_its_day_of_issue(string? validFor, string? issuedAt, string firstDay, string lastDay, string why)
    {
        var terms = SampleCampaign.Spring with
        {
            ValidFrom = Sample.Day("2026-01-01"),
            ValidTo = Sample.Day("2029-12-31"),
            ValidFor = validFor is null ? null : NodaTime.Text.PeriodPattern.Roundtrip.Parse(validFor).Value,
        };

        var window = ValidityWindow.Of(terms, issuedAt is null ? null : Sample.At(issuedAt));

        Assert.True(new ValidityWindow(Sample.Day(firstDay), Sample.Day(lastDay), SampleCampaign.Berlin) == window, $"{why}: {window}");
    }

    [Fact]
    public void A_coupon_issued_after_the_campaign_is_never_valid()
    {
        var window = ValidityWindow.Of(SampleCampaign.Spring with { ValidFor = Period.FromDays(7) }, Sample.At("2026-07-01T12:00:00Z"));

        Assert.True(window.End <= window.Start);
    }
}
