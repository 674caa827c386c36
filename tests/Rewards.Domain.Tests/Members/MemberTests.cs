using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Members;

public sealed class MemberTests
{
    private static readonly MemberChange Nothing = new(null, null, null, null);

    private static readonly Instant Now = Sample.At("2026-06-30T22:30:00Z");

    private static readonly Consent Withdrawn = new(false, null, null);

    [Theory]
    [InlineData("--05-17", null, 5, 17, "without the year")]
    [InlineData("1990-05-17", 1990, 5, 17, "with it")]
    [InlineData("--02-29", null, 2, 29, "a leap day")]
    [InlineData("2000-02-29", 2000, 2, 29, "a leap day of a leap year")]
    public void A_birthday_reads_and_writes_the_same_text(string text, int? year, int month, int day, string why)
    {
        Assert.True(Birthday.TryParse(text, out var birthday), why);
        Assert.Equal(new Birthday(year, month, day), birthday);
        Assert.Equal(text, birthday.ToString());
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("", "empty")]
    [InlineData("2001-02-29", "no such day in that year")]
    [InlineData("--02-30", "no such day in any year")]
    [InlineData("--13-01", "no such month")]
    [InlineData("-05-17", "one hyphen")]
    [InlineData("05-17", "no hyphen")]
    [InlineData("17.05.1990", "another order")]
    [InlineData("1990-5-17", "one digit")]
    [InlineData("0000-05-17", "no year 0")]
    [InlineData("1990-05-17T", "more follows")]
    [InlineData("--05-17 ", "a blank follows")]
    public void What_is_no_day_of_the_year_is_no_birthday(string? text, string why) =>
        Assert.False(Birthday.TryParse(text, out _), why);

    [Theory]
    [InlineData(null, true, "any of them")]
    [InlineData("email", true, "given")]
    [InlineData("sms", false, "withdrawn")]
    [InlineData("push", false, "never asked")]
    public void Messages_are_allowed_where_consent_stands(string? channel, bool expected, string why)
    {
        var member = Sample.Member("email") with { Consents = Sample.Member("email").Consents.Add("sms", Withdrawn) };

        Assert.True(member.AllowsMessages(channel) == expected, why);
    }

    [Fact]
    public void A_member_whose_consents_are_all_withdrawn_allows_no_messages() =>
        Assert.False((Sample.Member() with { Consents = Sample.Member().Consents.Add("sms", Withdrawn) }).AllowsMessages(null));

    [Fact]
    public void An_unknown_member_is_enrolled_on_the_local_day_of_now()
    {
        var accepted = Accepted(null, Nothing);

        Assert.True(accepted.Enrolled);
        Assert.Equal(Member.Enrolled(Sample.Anna, Sample.Day("2026-07-01")), accepted.Member);
    }

    [Fact]
    public void A_change_leaves_what_it_does_not_name()
    {
        var before = Sample.Member("email", "sms") with { Email = "anna@example.com", Balance = new PointCount(7), Sequence = 3 };
        Assert.True(Birthday.TryParse("--05-17", out var birthday));
        var withdrawal = ImmutableSortedDictionary<string, bool>.Empty.Add("sms", false).Add("push", true);

        var after = Accepted(before, Nothing with { Birthday = birthday, Consents = withdrawal });

        Assert.False(after.Enrolled);
        Assert.Equal(before with { Birthday = birthday, Consents = after.Member.Consents }, after.Member);
        Assert.Equal(
            new Dictionary<string, bool> { ["email"] = true, ["push"] = true, ["sms"] = false },
            after.Member.Consents.ToDictionary(consent => consent.Key, consent => consent.Value.Granted));
    }

    [Theory]
    [InlineData(null, true, "web-form", "true web-form now", "told for the first time")]
    [InlineData(null, false, null, "false - now", "asked, and denied")]
    [InlineData("true web-form before", false, null, "false - now", "withdrawn: what was granted by the form is over")]
    [InlineData("false till before", true, "web-form", "true web-form now", "granted after all")]
    [InlineData("true web-form before", true, "till", "true till now", "confirmed elsewhere")]
    [InlineData("true web-form before", true, "web-form", "true web-form now", "confirmed where it was given")]
    [InlineData("true web-form before", true, null, "true web-form before", "said again by who does not know where from: the proof stays")]
    [InlineData("true - -", true, null, "true - -", "kept from before sources were, and said again: still nobody knows")]
    [InlineData("true - -", true, "web-form", "true web-form now", "kept from before sources were, and now confirmed")]
    public void A_consent_keeps_where_and_when_it_was_said(string? before, bool granted, string? source, string expected, string why)
    {
        var member = Sample.Member();
        member = before is null ? member : member with { Consents = member.Consents.Add("email", ConsentOf(before)) };
        var told = Nothing with { Consents = ImmutableSortedDictionary<string, bool>.Empty.Add("email", granted), ConsentSource = source };

        var after = Accepted(member, told).Member.Consents["email"];

        Assert.True(ConsentOf(expected) == after, $"{why}: {after}");
    }

    [Theory]
    [InlineData("web-form", true, "a name")]
    [InlineData("Kasse 3, Filiale Köln", true, "a text")]
    [InlineData("", false, "nothing")]
    [InlineData("  ", false, "blanks")]
    [InlineData("anna@example.com", false, "an address")]
    [InlineData("web\nform", false, "two lines")]
    public void A_source_is_a_text_that_names_no_address(string text, bool expected, string why) =>
        Assert.True(Consent.IsSource(text) == expected, why);

    [Theory]
    [InlineData(128, true, "the longest")]
    [InlineData(129, false, "one too many")]
    public void A_source_is_short(int length, bool expected, string why) =>
        Assert.True(Consent.IsSource(new string('x', length)) == expected, why);

    [Fact]
    public void A_change_of_nothing_changes_nothing()
    {
        var before = Sample.Member("email");

        Assert.Equal(before, Accepted(before, Nothing).Member);
    }

    [Fact]
    public void The_day_of_joining_may_be_set() =>
        Assert.Equal(
            Sample.Day("2019-04-01"),
            Accepted(null, Nothing with { JoinedOn = Sample.Day("2019-04-01") }).Member.JoinedOn);

    [Fact]
    public void An_erased_member_does_not_come_back()
    {
        var tombstone = Sample.Member("email").Tombstone(Now);

        Assert.IsType<MemberDecision.Erased>(MemberDecision.Decide(tombstone, Sample.Anna, Nothing, Programme.Default, Now));
    }

    [Fact]
    public void A_tombstone_holds_nothing_but_the_id_and_the_instant()
    {
        Assert.True(Birthday.TryParse("1990-05-17", out var birthday));
        var member = Sample.Member("email") with { Birthday = birthday, Email = "anna@example.com", LastPurchaseOn = Sample.Day("2026-01-01") };

        Assert.Equal(Member.Enrolled(Sample.Anna, default) with { ErasedAt = Now }, member.Tombstone(Now));
    }

    private static Consent ConsentOf(string text)
    {
        var parts = text.Split(' ');
        Instant? at = parts[2] switch { "now" => Now, "before" => Now - Duration.FromDays(100), _ => null };
        return new Consent(bool.Parse(parts[0]), parts[1] == "-" ? null : parts[1], at);
    }

    private static MemberDecision.Accepted Accepted(Member? member, MemberChange change) =>
        Assert.IsType<MemberDecision.Accepted>(MemberDecision.Decide(member, Sample.Anna, change, Programme.Default, Now));

    [Theory]
    [InlineData("2026-03-01", "2026-03-01", "2026-03-01", 1, 100, "the first purchase")]
    [InlineData("2026-03-01 2026-03-01", "2026-03-01", "2026-03-01", 1, 200, "twice on the first day is one day")]
    [InlineData("2026-03-01 2026-04-01 2026-04-01", "2026-03-01", "2026-04-01", 2, 100, "twice on the latest day is one day")]
    [InlineData("2026-03-01 2026-04-01 2026-03-01", "2026-03-01", "2026-04-01", 2, 200, "late for the first day")]
    [InlineData("2026-03-01 2026-02-01", "2026-02-01", "2026-03-01", 2, 100, "late and earlier than the first: it becomes the first")]
    [InlineData("2026-03-01 2026-05-01 2026-04-01", "2026-03-01", "2026-05-01", 3, 100, "late for a day between others")]
    public void Purchases_tell_the_first_and_the_latest_day_and_how_many_days_there_were(
        string days, string first, string last, int count, int firstDaySpend, string why)
    {
        var member = Member.Enrolled(MemberId.Parse("m-1"), new LocalDate(2026, 1, 1));
        foreach (var day in days.Split(' '))
        {
            member = member.Bought(LocalDatePattern.Iso.Parse(day).Value, new MinorUnits(100));
        }

        Assert.True(LocalDatePattern.Iso.Parse(first).Value == member.FirstPurchaseOn, why);
        Assert.True(LocalDatePattern.Iso.Parse(last).Value == member.LastPurchaseOn, why);
        Assert.Equal((count, firstDaySpend, 100 * days.Split(' ').Length), (member.PurchaseDays, member.FirstDaySpend.Value, member.Spend.Value));
    }
}
