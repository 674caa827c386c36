using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Tiers;

public sealed class ClubTests
{
    private static readonly Programme Programme = Programme.Default with
    {
        Clubs = [new Club("coffee", "Coffee club", 150), new Club("tea", "Tea club", 300)],
    };

    /// <summary>Today is 15 May 2026 unless a row says another day. Memberships are written club:from..until, without the year.</summary>
    [Theory]
    [InlineData("", "..12-31", "coffee:05-15..12-31", "from today where no day is named")]
    [InlineData("", "06-01..12-31", "coffee:06-01..12-31", "a later beginning")]
    [InlineData("", "05-15..05-15", "coffee:05-15..05-15", "one day")]
    [InlineData("coffee:01-01..05-31", "06-01..06-30", "coffee:01-01..06-30", "the day after the last one: no gap")]
    [InlineData("coffee:01-01..05-31", "06-02..06-30", "coffee:01-01..05-31 coffee:06-02..06-30", "a day between: a new time")]
    [InlineData("coffee:01-01..05-31", "..06-30", "coffee:01-01..06-30", "in the running time")]
    [InlineData("coffee:01-01..05-13", "..06-30", "coffee:01-01..05-13 coffee:05-15..06-30", "a time that ended the day before yesterday")]
    [InlineData("coffee:01-01..05-14", "..06-30", "coffee:01-01..06-30", "a time that ended yesterday")]
    [InlineData("coffee:01-01..05-13", "05-14..06-30", "coffee:01-01..06-30", "told late, for the days that were paid")]
    [InlineData("coffee:01-01..12-31", "..06-30", "coffee:01-01..12-31", "never shorter")]
    [InlineData("coffee:06-01..12-31", "..05-31", "coffee:05-15..12-31", "before a time that comes")]
    [InlineData("coffee:01-01..02-28 coffee:06-01..06-30", "03-01..05-31", "coffee:01-01..06-30", "a gap is filled")]
    [InlineData("tea:01-01..12-31", "..06-30", "coffee:05-15..06-30 tea:01-01..12-31", "another club is none of its business")]
    [InlineData("coffee:01-01..12-31", "cancel ..06-30", "coffee:01-01..06-30", "cancelled to a day that comes")]
    [InlineData("coffee:01-01..12-31", "cancel ..05-14", "coffee:01-01..05-14", "cancelled as of yesterday")]
    [InlineData("coffee:01-01..05-20 coffee:06-01..12-31", "cancel ..05-31", "coffee:01-01..05-20", "what begins later falls away")]
    [InlineData("coffee:01-01..06-30", "cancel ..12-31", "coffee:01-01..06-30", "never longer")]
    [InlineData("tea:01-01..12-31", "cancel ..05-15", "tea:01-01..12-31", "nothing to cancel")]
    public void A_renewal_extends_and_a_gap_begins_anew(string before, string renewal, string after, string why)
    {
        var renewed = Memberships(before).Renew(Renewal(renewal), Sample.Day("2026-05-15"));

        Assert.True(Text(renewed) == after, $"{why}: {Text(renewed)}");
        Assert.True(Text(renewed.Renew(Renewal(renewal), Sample.Day("2026-05-15"))) == after, $"{why}, again: nothing changes");
    }

    [Theory]
    [InlineData("2027-05-15", 2, "a year and a day ago")]
    [InlineData("2027-05-16", 1, "longer ago")]
    public void Times_that_ended_long_ago_are_let_go(string today, int kept, string why) =>
        Assert.True(Memberships("coffee:01-01..05-14").Renew(new ClubRenewal("tea", null, Sample.Day("2028-01-01"), false), Sample.Day(today)).Length == kept, why);

    [Theory]
    [InlineData("2026-04-30", 100, "the day before")]
    [InlineData("2026-05-01", 150, "the first day")]
    [InlineData("2026-05-31", 150, "the last day counts whole")]
    [InlineData("2026-06-01", 300, "of two clubs the better one")]
    [InlineData("2026-06-30", 300, "the other club alone")]
    [InlineData("2026-07-01", 100, "a club that is no more")]
    public void The_best_club_of_the_day_counts(string day, int factor, string why)
    {
        var memberships = Memberships("coffee:05-01..06-15 gone:05-01..12-31 tea:06-01..06-30");

        Assert.True(memberships.FactorHundredthsOn(Sample.Day(day), Programme.Clubs) == factor, why);
    }

    /// <summary>Each row breaks one more condition than the one below; the reason is always the first.</summary>
    [Theory]
    [InlineData(5, ClubRefusal.MemberErased)]
    [InlineData(4, ClubRefusal.UnknownClub)]
    [InlineData(3, ClubRefusal.UnknownMember)]
    [InlineData(2, ClubRefusal.EndsInThePast)]
    [InlineData(1, ClubRefusal.TooManyMemberships)]
    [InlineData(0, null)]
    public void The_reason_for_refusing_is_the_first_that_applies(int broken, ClubRefusal? expected)
    {
        var member = broken == 3 ? null : Sample.Member() with { ErasedAt = broken >= 5 ? Sample.At("2026-01-01T00:00:00Z") : null };
        var full = Enumerable.Range(0, broken == 0 ? 99 : 100).Select(i => new ClubMembership("tea", Day(2 * i), Day(2 * i))).ToImmutableArray();
        var renewal = new ClubRenewal(broken >= 4 ? "gone" : "coffee", null, Sample.Day(broken >= 2 ? "2026-05-14" : "2026-05-15"), false);

        var decision = ClubDecision.Decide(
            member, Sample.Anna, full, renewal, Programme with { AutoEnrol = false }, Sample.At("2026-05-14T22:00:00Z"));

        Assert.Equal(expected, (decision as ClubDecision.Refused)?.Reason);

        static LocalDate Day(int after) => Sample.Day("2026-05-15").PlusDays(after);
    }

    [Theory]
    [InlineData(true, false, true, "a renewal enrols where the programme does")]
    [InlineData(false, false, false, "nobody is enrolled in passing")]
    [InlineData(true, true, false, "nobody is enrolled to be sent away")]
    public void A_renewal_may_enrol(bool autoEnrol, bool cancel, bool enrols, string why)
    {
        var decision = ClubDecision.Decide(
            null, Sample.Anna, [], new ClubRenewal("coffee", null, Sample.Day("2026-05-20"), cancel), Programme with { AutoEnrol = autoEnrol }, Sample.At("2026-05-15T10:00:00Z"));

        Assert.True((decision as ClubDecision.Renewed)?.Enrolled?.JoinedOn == (enrols ? Sample.Day("2026-05-15") : null), why);
        Assert.True(decision is ClubDecision.Renewed == enrols, why);
    }

    [Theory]
    [InlineData("gold", "", "", null, "no condition")]
    [InlineData("gold", "silver gold", "", null, "one of the tiers")]
    [InlineData("gold", "silver", "", AffiliationRefusal.WrongTier, "another tier")]
    [InlineData("gold", "GOLD", "", AffiliationRefusal.WrongTier, "ids are compared with case")]
    [InlineData(null, "silver", "", AffiliationRefusal.WrongTier, "no tier")]
    [InlineData("gold", "", "tea coffee", null, "one of the clubs")]
    [InlineData("gold", "", "tea", AffiliationRefusal.WrongClub, "another club")]
    [InlineData("gold", "gold", "coffee", null, "both hold")]
    [InlineData("gold", "silver", "tea", AffiliationRefusal.WrongTier, "the tier comes first")]
    public void A_campaign_names_those_whom_it_is_for(string? tier, string tiers, string clubs, AffiliationRefusal? expected, string why)
    {
        var conditions = Domain.Campaigns.Conditions.None with { Tiers = Ids(tiers), Clubs = Ids(clubs) };

        Assert.True(new Affiliation(tier, ["coffee"]).RefusedBy(conditions) == expected, why);
    }

    [Fact]
    public void Timed_campaigns_go_by_the_tier_before_midnight_sets_it_and_by_the_clubs_of_the_day()
    {
        var programme = Programme with { Tiers = TierStory.Rules("year") };
        var (standing, _) = TierStory.Live(programme.Tiers, "2026-12-31 +500");
        var first = Sample.Day("2027-01-01");
        var kept = new Standing { Tier = standing, Clubs = [new ClubMembership("coffee", first, first)] };

        var before = Affiliation.Before(first, programme, kept);
        var after = Affiliation.On(first, programme, kept);

        Assert.Equal(("gold", "coffee"), (before.Tier, Assert.Single(before.Clubs)));
        Assert.Null(after.Tier);
    }

    private static ClubRenewal Renewal(string text)
    {
        var cancel = text.StartsWith("cancel ", StringComparison.Ordinal);
        var days = text.Replace("cancel ", "").Split("..");
        return new ClubRenewal("coffee", days[0] is "" ? null : Sample.Day($"2026-{days[0]}"), Sample.Day($"2026-{days[1]}"), cancel);
    }

    private static ImmutableArray<ClubMembership> Memberships(string text) =>
    [
        .. Ids(text).Select(each => each.Split(':', '.')).Select(parts => new ClubMembership(
            parts[0], Sample.Day($"2026-{parts[1]}"), Sample.Day($"2026-{parts[3]}"))),
    ];

    private static ImmutableArray<string> Ids(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Text(IEnumerable<ClubMembership> memberships) =>
        string.Join(' ', memberships.Select(each => $"{each.Club}:{each.From:MM-dd}..{each.Until:MM-dd}"));
}
