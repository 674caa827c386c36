using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Agenda;

public sealed class OccasionsTests
{
    private static readonly Member Newcomer = Sample.Member("email") with { JoinedOn = Sample.Day("2026-01-10") };

    [Theory]
    [InlineData("2026-01-31", new[] { 90 }, null, "2026-05-01", "the last purchase plus N days")]
    [InlineData("2026-01-31", new[] { 90, 30 }, null, "2026-03-02", "the nearest of several campaigns")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-03-02", "2026-05-01", "after: a day already looked at does not count again")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-03-01", "2026-03-02", "after: the very next day does")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-05-01", null, "nothing is left after the last look")]
    [InlineData("2020-01-31", new[] { 30 }, null, "2020-03-01", "days long past count as long as none was looked at")]
    [InlineData("2026-01-31", new int[0], null, null, "no campaign waits")]
    [InlineData(null, new[] { 30 }, null, null, "who never bought is not dormant")]
    public void The_next_look_is_the_first_day_on_which_a_campaign_counts_the_member_as_dormant(
        string? lastPurchaseOn, int[] dormantAfterDays, string? after, string? expected, string why)
    {
        var state = StateOf(Newcomer with { LastPurchaseOn = Sample.DayOrNull(lastPurchaseOn) });

        var next = Occasions.NextLook(state, Timed(Sample.DormantAfter(dormantAfterDays)), Sample.DayOrNull(after), Sample.Day("2026-06-01"));

        Assert.True(next == Sample.DayOrNull(expected), why);
    }

    [Theory]
    [InlineData("2026-02-01", false, "2026-03-03", "inside the campaign's window: the last purchase plus N")]
    [InlineData("2025-06-01", false, "2026-01-01", "who slept before the campaign began is woken on its first day")]
    [InlineData("2026-12-01", false, "2026-12-31", "due on its last day, which counts whole")]
    [InlineData("2026-12-02", false, null, "due only after it has ended")]
    [InlineData("2026-02-01", true, null, "a disabled campaign wakes nobody")]
    public void A_sleeper_is_looked_at_on_a_day_on_which_the_campaign_is_valid(string lastPurchaseOn, bool disabled, string? expected, string why)
    {
        var campaign = Sample.Dormant("win-back", 30) with { Disabled = disabled };
        var state = StateOf(Newcomer with { LastPurchaseOn = Sample.Day(lastPurchaseOn) });

        Assert.True(Occasions.NextLook(state, Timed([campaign]), null, Sample.Day("2026-06-01")) == Sample.DayOrNull(expected), why);
    }

    [Theory]
    [InlineData("--05-17", 0, "2026-05-17:2026", "on the day")]
    [InlineData("--05-17", 7, "2026-05-10:2026", "days before it")]
    [InlineData("--01-03", 7, "2026-12-27:2027", "before the turn of the year, for the birthday of the next")]
    [InlineData("--02-29", 0, "2026-02-28:2026", "29 February is the 28th in a year without")]
    [InlineData("1990-05-17", 0, "2026-05-17:2026", "the year of birth does not count")]
    [InlineData("--01-12", 7, "2026-01-10:2026", "too soon after joining for all the days before: on the day of joining")]
    [InlineData("--01-09", 0, "2027-01-09:2027", "the day before joining was no birthday of a member")]
    [InlineData(null, 0, "", "nobody knows")]
    public void A_birthday_comes_round_once_a_year(string? birthday, int daysBefore, string expected, string why)
    {
        var member = Newcomer with { Birthday = Birthday.TryParse(birthday, out var day) ? day : null };
        var campaign = Endless(new Trigger.Birthday(daysBefore));

        Assert.True(expected == First(StateOf(member), campaign, "2026-01-10"), $"{why}: {First(StateOf(member), campaign, "2026-01-10")}");
    }

    [Theory]
    [InlineData("2026-01-10", 0, "2026-06-01", "2027-01-10:2027", "a year after joining, not on the day itself")]
    [InlineData("2024-02-29", 0, "2026-01-10", "2026-02-28:2026", "29 February is the 28th in a year without")]
    [InlineData("2024-02-29", 0, "2028-01-10", "2028-02-29:2028", "and the 29th in a year with one")]
    [InlineData("2020-01-05", 10, "2026-06-01", "2026-12-26:2027", "days before, at the turn of the year")]
    public void The_day_of_joining_comes_round(string joinedOn, int daysBefore, string today, string expected, string why)
    {
        var member = Newcomer with { JoinedOn = Sample.Day(joinedOn) };

        Assert.True(expected == First(StateOf(member), Endless(new Trigger.Anniversary(daysBefore)), today), why);
    }

    [Theory]
    [InlineData("2026-01-10", "", "step-1", "the day of joining")]
    [InlineData("2026-01-12", "", "step-1", "two days later still the first step")]
    [InlineData("2026-01-13", "", "step-2", "the third day")]
    [InlineData("2026-01-20", "", "step-3", "the tenth day: the latest step only")]
    [InlineData("2026-02-19", "", "step-3", "thirty days late")]
    [InlineData("2026-02-20", "", "", "later than that nobody is welcomed any more")]
    [InlineData("2026-01-20", "2026-01-11", "", "who joined before the campaign began is no newcomer to it")]
    public void An_onboarding_goes_by_the_day_of_joining(string day, string campaignFrom, string expected, string why)
    {
        var campaign = Endless(new Trigger.Onboarding { Steps = [new(0, null, null), new(3, Goal.FirstPurchase, null), new(10, Goal.SecondPurchase, null)] });
        campaign = campaignFrom.Length == 0 ? campaign : campaign with { ValidFrom = Sample.Day(campaignFrom) };

        var due = Occasions.DueBy(Sample.Day(day), StateOf(Newcomer), Timed([campaign]), []);

        Assert.True(expected == string.Join(' ', due.Select(occasion => occasion.Occurrence)), why);
    }

    [Theory]
    [InlineData(60, "2026-03-01.1", "the first silence")]
    [InlineData(89, "2026-03-01.1", "the day before the second")]
    [InlineData(90, "2026-03-01.2", "the second offer")]
    [InlineData(200, "2026-03-01.3", "who has slept through all steps gets the last one only")]
    public void A_win_back_grows_with_the_silence(int daysAfter, string expected, string why)
    {
        var last = Sample.Day("2026-03-01");
        var campaign = Endless(new Trigger.Dormant { Steps = [new(60, null, null), new(90, null, null), new(120, null, null)] });

        var due = Occasions.DueBy(last.PlusDays(daysAfter), StateOf(Newcomer with { LastPurchaseOn = last }), Timed([campaign]), []);

        Assert.True(expected == Assert.Single(due).Occurrence, why);
    }

    [Theory]
    [InlineData(1, 0, "2026-02-01", "2026-02-01:purchase-1", "thanks for the first purchase on its day")]
    [InlineData(1, 14, "2026-02-01", "2026-02-15:purchase-1", "a nudge for the second, two weeks later")]
    [InlineData(2, 14, "2026-02-01", "", "there was no second one")]
    [InlineData(1, 14, "2026-02-01 2026-02-03", "", "there was a second one")]
    [InlineData(2, 14, "2026-02-01 2026-02-03", "2026-02-17:purchase-2", "a nudge for the third")]
    public void A_nudge_follows_the_nth_purchase_day_unless_there_was_a_later_one(int purchase, int afterDays, string days, string expected, string why)
    {
        var member = days.Split(' ').Aggregate(Newcomer, (one, day) => one.Bought(Sample.Day(day), new MinorUnits(1_000)));

        Assert.True(expected == First(StateOf(member), Endless(new Trigger.AfterPurchase(purchase, afterDays)), "2026-02-01"), why);
    }

    [Theory]
    [InlineData(9_999, "", "just below")]
    [InlineData(10_000, "volume-1", "reached")]
    [InlineData(35_000, "volume-3", "the highest multiple only")]
    public void A_volume_offer_is_due_with_each_multiple_that_was_spent(long spend, string expected, string why)
    {
        var member = Newcomer with { LastPurchaseOn = Sample.Day("2026-02-01"), Spend = new MinorUnits(spend) };

        var due = Occasions.DueBy(Sample.Day("2026-02-01"), StateOf(member), Timed([Endless(new Trigger.Volume(new MinorUnits(10_000)))]), []);

        Assert.True(expected == string.Join(' ', due.Select(occasion => occasion.Occurrence)), why);
    }

    [Theory]
    [InlineData("2026-05-31:120", 14, 100, "2026-05-17:2026-05-31", "enough points lapse")]
    [InlineData("2026-05-31:60;2026-05-31:60", 14, 100, "2026-05-17:2026-05-31", "of several lots on one day")]
    [InlineData("2026-05-31:99;2026-06-30:500", 14, 100, "2026-06-16:2026-06-30", "too few on the first day, enough on the second")]
    [InlineData("never:500", 14, 100, "", "they never lapse")]
    public void A_reminder_of_points_goes_by_their_last_day(string lots, int daysBefore, long minimum, string expected, string why)
    {
        var account = PointsAccount.Empty with
        {
            Lots = [.. lots.Split(';').Select(lot => lot.Split(':')).Select((lot, i) => new Lot(
                new LotKey(lot[0] == "never" ? null : Sample.Day(lot[0]), i == 0 ? null : Sample.Day("2026-05-01")), new PointCount(long.Parse(lot[1]))))],
        };
        var campaign = Endless(new Trigger.PointsExpiring(daysBefore, new PointCount(minimum)));

        Assert.True(expected == First(StateOf(Newcomer) with { Account = account }, campaign, "2026-02-01"), why);
    }

    [Theory]
    [InlineData("2026-02-01", "2026-03-31", "2026-03-24:", "seven days before the last one")]
    [InlineData("2026-03-24", "2026-03-31", "", "issued so late that the reminder would come with it")]
    public void A_reminder_of_a_coupon_goes_by_its_last_day(string issuedOn, string lastDay, string expected, string why)
    {
        var code = CouponCode.Parse("WELCOME-1");
        var coupon = new HeldCoupon(code, CampaignId.Parse("welcome"), Sample.Day(issuedOn), Sample.Day(lastDay));

        var first = First(StateOf(Newcomer), Endless(new Trigger.CouponExpiring(7)), "2026-02-01", coupon);

        Assert.True((expected.Length == 0 ? "" : expected + code) == first, why);
    }

    [Fact]
    public void What_happened_is_answered_by_the_campaigns_that_ask_for_it_and_kept_for_no_others()
    {
        var review = new Moment(Moments.OfActivity("review"), "arabica", Sample.Day("2026-02-01"));
        var campaign = Endless(new Trigger.Activity("review"));

        var kept = ImmutableArray<Moment>.Empty.With(review, Timed([campaign]));

        Assert.Equal([review], kept);
        Assert.Equal(kept, kept.With(review, Timed([campaign])));
        Assert.Empty(ImmutableArray<Moment>.Empty.With(review, Timed([Endless(new Trigger.Activity("survey"))])));
        Assert.Empty(ImmutableArray<Moment>.Empty.With(review, Timed([campaign with { Disabled = true }])));
        var state = StateOf(Newcomer) with { Standing = Standing.Empty with { Moments = kept } };
        Assert.Equal("2026-02-01:arabica", First(state, campaign, "2026-02-01"));
        Assert.Equal("", First(state, Endless(new Trigger.Referral(ReferralSide.Friend)), "2026-02-01"));
    }

    [Theory]
    [InlineData(0.8, null, "soon after the purchase")]
    [InlineData(0.1, null, "a lower threshold")]
    public void By_the_customers_own_rhythm_the_day_is_the_first_on_which_the_model_falls_below_the_threshold(double below, int? afterDays, string why)
    {
        var first = Sample.Day("2026-01-15");
        var member = new[] { 0, 7, 14, 21, 28 }.Aggregate(Newcomer, (one, day) => one.Bought(first.PlusDays(day), new MinorUnits(1_000)));
        var timed = Timed([Endless(new Trigger.Rhythm(below, afterDays))]);

        var due = Occasions.NextLook(StateOf(member), timed, null, Sample.Day("2026-02-12"))!.Value;

        Assert.True(timed.Model.OutlookOf(member, due)!.Value.ProbabilityActive < below, why);
        Assert.False(timed.Model.OutlookOf(member, due.PlusDays(-1))!.Value.ProbabilityActive < below, why);
    }

    [Fact]
    public void Who_has_bought_on_one_day_only_has_no_rhythm()
    {
        var member = Newcomer.Bought(Sample.Day("2026-02-01"), new MinorUnits(1_000));

        Assert.Equal("", First(StateOf(member), Endless(new Trigger.Rhythm(0.5, null)), "2026-02-01"));
        Assert.Equal("2026-05-02:2026-02-01", First(StateOf(member), Endless(new Trigger.Rhythm(0.5, 90)), "2026-02-01"));
    }

    [Fact]
    public void A_command_asks_for_a_look_at_what_it_has_brought_about_and_not_at_what_was_there_before()
    {
        var campaign = Endless(new Trigger.Volume(new MinorUnits(10_000)));
        var today = Sample.Day("2026-02-03");
        var before = StateOf(Newcomer.Bought(Sample.Day("2026-02-01"), new MinorUnits(10_000)));
        var another = before with { Member = before.Member.Bought(today, new MinorUnits(100)) };
        var enough = before with { Member = before.Member.Bought(today, new MinorUnits(10_000)) };

        Assert.Null(Occasions.NextLookAfter(before, another, Timed([campaign]), today));
        Assert.Equal(today, Occasions.NextLookAfter(before, enough, Timed([campaign]), today));
        Assert.Equal(today, Occasions.NextLookAfter(null, another, Timed([campaign]), today));
    }

    private static string First(MemberState state, CampaignDefinition campaign, string today, params HeldCoupon[] coupons)
    {
        var timed = Timed([campaign]);
        return Occasions.NextLook(state, timed, Sample.Day(today).PlusDays(-1), Sample.Day(today), coupons) is { } day
            ? $"{LocalDatePattern.Iso.Format(day)}:{Occasions.DueBy(day, state, timed, coupons).Single(occasion => occasion.DueOn == day).Occurrence}"
            : "";
    }

    private static CampaignDefinition Endless(Trigger trigger) => Sample.Dormant("campaign", 1) with
    {
        Trigger = trigger,
        ValidFrom = Sample.Day("2000-01-01"),
        ValidTo = Sample.Day("2199-12-31"),
    };

    private static MemberState StateOf(Member member) => new(member, PointsAccount.Empty, Standing.Empty);

    private static TimedCampaigns Timed(IEnumerable<CampaignDefinition> campaigns) => new([.. campaigns]);
}
