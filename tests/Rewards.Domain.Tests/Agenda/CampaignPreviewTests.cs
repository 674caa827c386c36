using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Segments;

namespace Rewards.Domain.Tests.Agenda;

/// <summary>What a campaign would do on a day to come, seen on 10 March.</summary>
public sealed class CampaignPreviewTests
{
    private static readonly SegmentId Loyal = SegmentId.Parse("loyal");

    private static readonly Instant Now = Sample.At("2026-03-10T10:00:00Z");

    /// <summary>Bought on 1 March and is due on 31 March.</summary>
    private static readonly Member Sleeper = Sample.Member("email") with { LastPurchaseOn = Sample.Day("2026-03-01") };

    private static readonly CampaignDefinition After30 = Sample.Dormant("c", 30, channel: "email");

    public static TheoryData<string, Member, CampaignDefinition, bool, string> WhoGetsWhat => new()
    {
        { "due", Sleeper, After30, false, "issue" },
        { "not due yet", Sleeper with { LastPurchaseOn = Sample.Day("2026-03-10") }, After30, false, "nothing is due, but on 2026-04-09" },
        { "never bought", Sleeper with { LastPurchaseOn = null }, After30, false, "nothing is due" },
        { "already claimed", Sleeper, After30, true, "AlreadyClaimed" },
        { "the campaign is disabled", Sleeper, After30 with { Disabled = true }, false, "CampaignDisabled" },
        { "the campaign is over by then", Sleeper, After30 with { ValidTo = Sample.Day("2026-03-30") }, false, "OutsideValidity" },
        { "the campaign begins after that", Sleeper, After30 with { ValidFrom = Sample.Day("2026-05-01") }, false, "OutsideValidity, but on 2026-05-01" },
        { "of no such tier", Sleeper, For(Conditions.None with { Tiers = ["gold"] }), false, "WrongTier" },
        { "in no such club", Sleeper, For(Conditions.None with { Clubs = ["coffee"] }), false, "WrongClub" },
        { "not in the segment", Sleeper, For(Conditions.None with { Segment = Loyal }), false, "NotInSegment" },
        { "in the segment", Sleeper with { Tags = Member.NoTags.Add("vip") }, For(Conditions.None with { Segment = Loyal }), false, "issue" },
        { "consents to another channel", Sample.Member("sms") with { LastPurchaseOn = Sleeper.LastPurchaseOn }, After30, false, "NoConsent" },
        {
            "the last coupon is still too near",
            Sleeper with { LastTimedCouponOn = Sample.Day("2026-03-09") },
            Sample.Dormant("c", 30, frequencyCapDays: 30, channel: "email"),
            false,
            "FrequencyCap"
        },
        {
            "the last coupon is long enough ago by then",
            Sleeper with { LastTimedCouponOn = Sample.Day("2026-03-01") },
            Sample.Dormant("c", 30, frequencyCapDays: 30, channel: "email"),
            false,
            "issue"
        },
        { "of the control group", Sleeper, Sample.Dormant("c", 30, controlPercent: 100, channel: "email"), false, "control" },
    };

    [Theory]
    [MemberData(nameof(WhoGetsWhat))]
    public void Each_member_gets_what_a_look_on_that_day_would_decide(string who, Member member, CampaignDefinition campaign, bool claimed, string expected)
    {
        var preview = Assert.Single(Preview(StateOf(member), "2026-04-01", campaign, claimed));

        Assert.True(expected == TextOf(preview), $"{who}: {TextOf(preview)}");
    }

    [Fact]
    public void The_cap_over_all_campaigns_counts_what_was_sent_before()
    {
        var state = StateOf(Sleeper) with { Standing = Standing.Empty with { AddressedOn = [Sample.Day("2026-03-31")] } };
        var programme = Programme.Default with { Messages = new(CapCount: 1, CapDays: 7, QuietFrom: null, QuietTo: null) };

        Assert.Equal("MessageCap", TextOf(Assert.Single(Preview(state, "2026-04-01", After30, programme: programme))));
        Assert.Equal("issue", TextOf(Assert.Single(Preview(state, "2026-04-07", After30, programme: programme))));
    }

    [Fact]
    public void Of_steps_the_latest_that_is_due_by_then_is_offered()
    {
        var winBack = After30 with { Trigger = new Trigger.Dormant { Steps = [new Step(30, null, null), new Step(60, null, null)] } };

        Assert.Equal(2, Assert.IsType<TimedDecision.Issue>(Assert.Single(Preview(StateOf(Sleeper), "2026-05-01", winBack)).Decision).Occasion.Step);
    }

    [Theory]
    [InlineData("2026-04-17", "issue", "2026-04-30 is two weeks away")]
    [InlineData("2026-04-16", "nothing is due, but on 2026-04-17", "the reminder is due on the next day")]
    [InlineData("2026-05-01", "nothing is due", "the points have lapsed by then")]
    public void Points_are_reminded_of_as_time_will_have_left_them(string asOf, string expected, string why)
    {
        var reminder = After30 with { Codes = new CodePolicy.None(), Trigger = new Trigger.PointsExpiring(13, new PointCount(100)) };
        ImmutableArray<Lot> lots =
        [
            // Pending now, and spendable by then.
            new(new LotKey(Sample.Day("2026-04-30"), ActivatesOn: Sample.Day("2026-03-20")), new PointCount(100)),
        ];
        var state = StateOf(Sleeper) with { Account = PointsAccount.Empty with { Lots = lots } };

        Assert.True(expected == TextOf(Assert.Single(Preview(state, asOf, reminder))), why);
    }

    [Fact]
    public void Each_of_several_occasions_is_told_of()
    {
        var review = After30 with { Trigger = new Trigger.Activity("review") };
        var moments = new[] { "arabica", "robusta" }.Select(what => new Moment(Moments.OfActivity("review"), what, Sample.Day("2026-03-10")));
        var state = StateOf(Sleeper) with { Standing = Standing.Empty with { Moments = [.. moments] } };

        Assert.Equal(["issue", "issue"], Preview(state, "2026-03-10", review).Select(TextOf));
    }

    [Theory]
    [InlineData("2026-03-09", false, "yesterday")]
    [InlineData("2026-03-10", true, "today")]
    [InlineData("2027-03-11", true, "366 days ahead")]
    [InlineData("2027-03-12", false, "367 days ahead")]
    public void A_day_can_be_looked_at_from_today_to_a_year_ahead(string asOf, bool allowed, string why) =>
        Assert.True(CampaignPreview.Check(Sample.Day(asOf), Sample.Day("2026-03-10")) is null == allowed, why);

    [Fact]
    public void Only_what_a_campaign_does_by_itself_is_previewed()
    {
        Assert.True(CampaignPreview.IsFor(After30));
        Assert.False(CampaignPreview.IsFor(After30 with { Trigger = null }));
        Assert.False(CampaignPreview.IsFor(After30 with { Trigger = new Trigger.Cancellation(365, null) }));
    }

    private static CampaignDefinition For(Conditions conditions) => After30 with { Conditions = conditions };

    private static MemberState StateOf(Member member) => new(member, PointsAccount.Empty, Standing.Empty);

    private static IReadOnlyList<CampaignPreview> Preview(
        MemberState state, string asOf, CampaignDefinition campaign, bool claimed = false, Programme? programme = null)
    {
        var segments = ImmutableDictionary<SegmentId, SegmentRule>.Empty.Add(Loyal, new SegmentRule.OneOf(SegmentTexts.Tags, ["vip"]));
        var context = new TimedContext(programme ?? Programme.Default, new TimedCampaigns([campaign]) { Segments = segments });
        var then = CampaignPreview.StateOn(Sample.Day(asOf), state, context.Programme, Now);
        return CampaignPreview.Of(then, Sample.Day(asOf), context, [], (_, _) => claimed);
    }

    private static string TextOf(CampaignPreview preview)
    {
        var outcome = preview.Decision switch
        {
            TimedDecision.Issue => "issue",
            TimedDecision.Hold => "control",
            TimedDecision.PassOver(_, var reason) => $"{reason}",
            _ => "nothing is due",
        };
        return preview.NextDueOn is { } next ? $"{outcome}, but on {Iso(next)}" : outcome;

        static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);
    }
}
