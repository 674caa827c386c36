using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Messages;
using Rewards.Domain.Points;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Agenda;

public sealed class TimedDecisionTests
{
    private static readonly Member Sleeper = Sample.Member("email") with { LastPurchaseOn = Sample.Day("2026-03-01") };

    private static readonly CampaignDefinition After30 = Sample.Dormant("after-30", 30);

    [Theory]
    [InlineData("2026-03-30", 0, "a day before the member counts as dormant")]
    [InlineData("2026-03-31", 1, "the day of the last purchase plus N")]
    [InlineData("2026-06-30", 1, "the timer came late")]
    public void A_campaign_is_due_from_the_day_of_the_last_purchase_plus_N(string day, int expected, string why)
    {
        var decisions = Decide(Sleeper, day, After30);

        Assert.True(decisions.Count == expected, why);
        Assert.All(decisions, decision => Assert.Equal("2026-03-01", Assert.IsType<TimedDecision.Issue>(decision).Occasion.Occurrence));
    }

    [Fact]
    public void Who_bought_before_the_look_is_passed_over_silently() =>
        Assert.Empty(Decide(Sleeper with { LastPurchaseOn = Sample.Day("2026-03-20") }, "2026-03-31", After30));

    [Fact]
    public void Who_never_bought_and_who_was_erased_get_nothing()
    {
        Assert.Empty(Decide(Sleeper with { LastPurchaseOn = null }, "2026-06-30", After30));
        Assert.Empty(Decide(Sleeper with { ErasedAt = Sample.At("2026-03-05T00:00:00Z") }, "2026-06-30", After30));
    }

    [Fact]
    public void Campaigns_that_are_issued_by_call_only_are_left_out() =>
        Assert.Empty(Decide(Sleeper, "2026-06-30", After30 with { Trigger = null }));

    /// <summary>Each row breaks one more condition than the one below; the reason is always the first.</summary>
    [Theory]
    [InlineData(9, PassOverReason.AlreadyClaimed)]
    [InlineData(8, PassOverReason.CampaignDisabled)]
    [InlineData(7, PassOverReason.OutsideValidity)]
    [InlineData(6, PassOverReason.WrongTier)]
    [InlineData(5, PassOverReason.WrongClub)]
    [InlineData(4, PassOverReason.NotInSegment)]
    [InlineData(3, PassOverReason.NoConsent)]
    [InlineData(2, PassOverReason.FrequencyCap)]
    [InlineData(1, PassOverReason.MessageCap)]
    public void The_reason_for_passing_over_is_the_first_that_applies(int broken, PassOverReason expected)
    {
        var loyal = SegmentId.Parse("loyal");
        var campaign = Sample.Dormant("c", 30, frequencyCapDays: 30) with
        {
            Disabled = broken >= 8,
            ValidTo = Sample.Day(broken >= 7 ? "2026-03-30" : "2026-12-31"),
            Conditions = Conditions.None with
            {
                Tiers = ["silver", broken >= 6 ? "platinum" : "gold"], Clubs = [broken >= 5 ? "tea" : "coffee"], Segment = loyal,
            },
        };
        var member = (broken >= 3 ? Sample.Member() : Sample.Member("email")) with
        {
            LastPurchaseOn = Sample.Day("2026-03-01"),
            LastTimedCouponOn = Sample.Day(broken >= 2 ? "2026-03-15" : "2026-03-01"),
            Tags = broken >= 4 ? Member.NoTags : Member.NoTags.Add("loyal"),
        };
        var context = Context(campaign);
        context = context with
        {
            Programme = context.Programme with { Messages = new MessageRules(1, 30, null, null) },
            Timed = context.Timed with { Segments = context.Timed.Segments.Add(loyal, new SegmentRule.OneOf(SegmentTexts.Tags, ["loyal"])) },
        };
        var state = StateOf(member) with { Standing = Standing.Empty with { AddressedOn = [Sample.Day("2026-03-15")] } };

        var decision = Assert.Single(TimedDecision.Decide(
            state, new Affiliation("gold", ["coffee"]), Sample.Day("2026-03-31"), context, [], (_, _) => broken >= 9));

        Assert.Equal(expected, Assert.IsType<TimedDecision.PassOver>(decision).Reason);
    }

    [Theory]
    [InlineData(null, 1, true, "no goal: whatever has happened")]
    [InlineData(Goal.FirstPurchase, 0, true, "not reached")]
    [InlineData(Goal.FirstPurchase, 1, false, "reached")]
    [InlineData(Goal.SecondPurchase, 1, true, "one purchase day is not two")]
    [InlineData(Goal.SecondPurchase, 2, false, "two are")]
    [InlineData(Goal.BirthdayTold, 1, true, "no birthday told")]
    public void A_step_stops_when_its_goal_is_reached(Goal? goal, int purchaseDays, bool issued, string why)
    {
        var campaign = After30 with { Trigger = new Trigger.Onboarding { Steps = [new Step(3, goal, null)] } };
        var member = Sample.Member("email") with { JoinedOn = Sample.Day("2026-03-01"), PurchaseDays = purchaseDays };

        var decision = Assert.Single(Decide(member, "2026-03-04", campaign));

        Assert.True(decision is TimedDecision.Issue == issued, why);
        Assert.Equal(issued ? null : PassOverReason.GoalReached, (decision as TimedDecision.PassOver)?.Reason);
    }

    [Theory]
    [InlineData("2025-05-17", "--05-17", "2026-05-17", true, "a year later to the day")]
    [InlineData("2025-09-01", "--05-17", "2026-05-17", false, "changed to an earlier day: less than a year later")]
    [InlineData("2024-02-29", "--02-28", "2026-02-28", true, "29 February and its substitute")]
    [InlineData("2027-02-28", "--02-29", "2028-02-29", true, "and back again, a day more than a year")]
    public void A_birthday_that_is_changed_gains_nothing_within_a_year(string celebrated, string birthday, string day, bool issued, string why)
    {
        var campaign = After30 with { Trigger = new Trigger.Birthday(0), ValidTo = Sample.Day("2030-12-31") };
        var member = Sample.Member("email") with
        {
            JoinedOn = Sample.Day("2020-01-01"), Birthday = Birthday.TryParse(birthday, out var born) ? born : null,
        };
        var state = StateOf(member) with
        {
            Standing = Standing.Empty with { YearlyOn = Standing.Empty.YearlyOn.Add(campaign.Id, Sample.Day(celebrated)) },
        };

        var decision = Assert.Single(TimedDecision.Decide(state, Affiliation.None, Sample.Day(day), Context(campaign), [], (_, _) => false));

        Assert.True(decision is TimedDecision.Issue == issued, why);
        Assert.Equal(issued ? null : PassOverReason.WithinAYear, (decision as TimedDecision.PassOver)?.Reason);
    }

    [Fact]
    public void A_birthday_that_is_changed_twice_in_a_year_is_celebrated_once_by_each_campaign()
    {
        var campaigns = new[] { "cake", "flowers" }.Select(id => Sample.Dormant(id, 30) with { Trigger = new Trigger.Birthday(0) }).ToArray();
        var changes = new Dictionary<string, string> { ["2026-05-18"] = "--09-01", ["2026-09-02"] = "--12-24" };
        Assert.True(Birthday.TryParse("--05-17", out var birthday));
        var (standing, celebrated) = (Standing.Empty, new List<string>());
        for (var day = Sample.Day("2026-05-01"); day <= Sample.Day("2026-12-31"); day = day.PlusDays(1))
        {
            if (changes.TryGetValue($"{day:uuuu-MM-dd}", out var changed))
            {
                Assert.True(Birthday.TryParse(changed, out birthday));
            }

            // As if nothing were claimed: the guard is the year's alone.
            var member = Sample.Member("email") with { Birthday = birthday, JoinedOn = Sample.Day("2026-01-10") };
            var decided = TimedDecision.Decide(new(member, PointsAccount.Empty, standing), Affiliation.None, day, Context(campaigns), [], (_, _) => false);
            standing = TimedDecision.Apply(standing, [.. decided], day, day, MessageRules.None);
            celebrated.AddRange(decided.OfType<TimedDecision.Issue>().Select(issue => $"{issue.Occasion.Campaign.Id} {day:uuuu-MM-dd}"));
        }

        Assert.Equal(["cake 2026-05-17", "flowers 2026-05-17"], celebrated);
    }

    [Fact]
    public void What_is_decided_is_kept_for_the_cap_the_experiment_and_the_year_and_what_it_answers_is_not()
    {
        var day = Sample.Day("2026-05-17");
        var birthday = Sample.Dormant("birthday", 1) with { Trigger = new Trigger.Birthday(0) };
        var held = Sample.Dormant("held", 1);
        var standing = Standing.Empty with { Moments = [new("friend", "a", day), new("friend", "b", day.PlusDays(1))] };

        var next = TimedDecision.Apply(
            standing,
            [
                new TimedDecision.Issue(new Occasion(birthday, day, "2026") { Celebrates = day }, Arm.Treated),
                new TimedDecision.Hold(new Occasion(held, day, "o")),
                new TimedDecision.PassOver(new Occasion(held, day, "p"), PassOverReason.NoConsent),
            ],
            day,
            answeredThrough: day,
            new MessageRules(3, 7, null, null));

        Assert.Equal(["birthday treated", "held control"], next.Assignments.Select(one => $"{one.Campaign} {one.Arm}"));
        Assert.Equal(day, Assert.Single(next.YearlyOn).Value);
        Assert.Equal([day], next.AddressedOn);
        Assert.Equal("b", Assert.Single(next.Moments).Reference);
    }

    [Theory]
    [InlineData("2026-03-31", "2026-12-31", true, "the first day counts")]
    [InlineData("2026-04-01", "2026-12-31", false, "not begun yet")]
    [InlineData("2026-01-01", "2026-03-31", true, "the last day counts")]
    [InlineData("2026-01-01", "2026-03-30", false, "over")]
    public void Both_ends_of_the_validity_count(string validFrom, string validTo, bool issued, string why)
    {
        var campaign = After30 with { ValidFrom = Sample.Day(validFrom), ValidTo = Sample.Day(validTo) };

        Assert.True(Assert.Single(Decide(Sleeper, "2026-03-31", campaign)) is TimedDecision.Issue == issued, why);
    }

    [Theory]
    [InlineData("email", new[] { "email" }, true, "the asked channel")]
    [InlineData("email", new[] { "sms" }, false, "another channel")]
    [InlineData(null, new[] { "sms" }, true, "any channel serves")]
    [InlineData(null, new string[0], false, "none at all")]
    public void Only_who_consents_to_the_channel_gets_a_coupon(string? channel, string[] consents, bool issued, string why)
    {
        var member = Sample.Member(consents) with { LastPurchaseOn = Sample.Day("2026-03-01") };

        Assert.True(Assert.Single(Decide(member, "2026-03-31", Sample.Dormant("c", 30, channel: channel))) is TimedDecision.Issue == issued, why);
    }

    [Theory]
    [InlineData("2026-03-02", false, "29 days after the last coupon")]
    [InlineData("2026-03-01", true, "30 days after it")]
    [InlineData(null, true, "there was none")]
    public void The_frequency_cap_ends_with_its_last_day(string? lastCouponOn, bool issued, string why)
    {
        var member = Sleeper with { LastTimedCouponOn = Sample.DayOrNull(lastCouponOn) };

        Assert.True(Assert.Single(Decide(member, "2026-03-31", Sample.Dormant("c", 30, frequencyCapDays: 30))) is TimedDecision.Issue == issued, why);
    }

    [Fact]
    public void A_coupon_caps_the_campaigns_after_it_in_order_of_due_day_then_id()
    {
        var decisions = Decide(
            Sleeper,
            "2026-04-30",
            Sample.Dormant("z-first", 30),
            Sample.Dormant("b-same-day", 45, frequencyCapDays: 1),
            Sample.Dormant("a-same-day", 45),
            Sample.Dormant("not-due", 90));

        Assert.Collection(
            decisions,
            first => Assert.Equal("z-first", Assert.IsType<TimedDecision.Issue>(first).Occasion.Campaign.Id.Value),
            second => Assert.Equal("a-same-day", Assert.IsType<TimedDecision.Issue>(second).Occasion.Campaign.Id.Value),
            third => Assert.Equal(
                ("b-same-day", PassOverReason.FrequencyCap),
                (Assert.IsType<TimedDecision.PassOver>(third).Occasion.Campaign.Id.Value, ((TimedDecision.PassOver)third).Reason)));
    }

    [Fact]
    public void A_member_of_the_control_group_is_recorded_and_does_not_cap_others()
    {
        var decisions = Decide(
            Sleeper, "2026-04-30", Sample.Dormant("a", 30, controlPercent: 100), Sample.Dormant("b", 30, frequencyCapDays: 30));

        Assert.Collection(
            decisions,
            held => Assert.Equal("2026-03-01", Assert.IsType<TimedDecision.Hold>(held).Occasion.Occurrence),
            issued => Assert.IsType<TimedDecision.Issue>(issued));
    }

    [Fact]
    public void The_control_group_is_drawn_from_those_who_could_have_got_a_coupon()
    {
        var campaign = Sample.Dormant("c", 30, controlPercent: 100, frequencyCapDays: 30);
        var capped = Sleeper with { LastTimedCouponOn = Sample.Day("2026-03-30") };

        Assert.IsType<TimedDecision.PassOver>(Assert.Single(Decide(capped, "2026-03-31", campaign)));
    }

    [Fact]
    public void The_claim_is_asked_for_the_campaign_and_the_day_of_the_last_purchase()
    {
        var asked = new List<(CampaignId, string)>();

        TimedDecision.Decide(StateOf(Sleeper), Affiliation.None, Sample.Day("2026-03-31"), Context(After30), [], (campaign, occurrence) =>
        {
            asked.Add((campaign, occurrence));
            return false;
        });

        Assert.Equal([(After30.Id, "2026-03-01")], asked);
    }

    private static IReadOnlyList<TimedDecision> Decide(Member member, string day, params CampaignDefinition[] campaigns) =>
        TimedDecision.Decide(StateOf(member), Affiliation.None, Sample.Day(day), Context(campaigns), [], (_, _) => false);

    private static MemberState StateOf(Member member) => new(member, PointsAccount.Empty, Standing.Empty);

    private static TimedContext Context(params CampaignDefinition[] campaigns) => new(Programme.Default, new TimedCampaigns(campaigns));
}
