using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Activities;

public sealed class ActivityDecisionTests
{
    private static readonly Instant Noon = Sample.At("2026-05-04T10:00:00Z");

    private const string Id = "A1";

    private static readonly ActivityRule Review = new("review", new PointCount(50), PerUnit: false, 0, null, null, false);

    private static readonly ActivityRule Steps = Review with { Kind = "steps", Points = new PointCount(2), PerUnit = true };

    [Theory]
    [InlineData(false, 1, 50, "a fixed kind")]
    [InlineData(false, 7, 50, "a fixed kind counts no units")]
    [InlineData(true, 1, 2, "one unit")]
    [InlineData(true, 7, 14, "each unit")]
    [InlineData(true, ActivityDecision.MaxQuantity, 2_000_000, "the most")]
    public void Points_are_fixed_or_for_each_unit(bool perUnit, long quantity, long points, string why) =>
        Assert.True(Earned(Decide(perUnit ? Steps : Review, quantity)).Points == new PointCount(points), why);

    [Theory]
    [InlineData(6, 12, "below")]
    [InlineData(7, 14, "exactly as much")]
    [InlineData(8, null, "one unit too many: refused, not cut")]
    public void What_is_worth_more_than_one_activity_may_earn_is_refused(long quantity, int? points, string why)
    {
        var decision = Decide(Steps with { MaxPerTransaction = new PointCount(15) }, quantity);

        Assert.True(points == (decision as ActivityDecision.Earned)?.Points.Value, why);
        Assert.Equal(points is null ? ActivityRefusal.ActivityOverCap : null, Reason(decision));
    }

    [Theory]
    [InlineData(0, 0, true, "no cooldown at all")]
    [InlineData(60, 0, false, "at once")]
    [InlineData(60, 59, false, "a second too early")]
    [InlineData(60, 60, true, "just long enough")]
    [InlineData(60, -5, false, "by a clock that is behind")]
    public void The_cooldown_runs_from_the_last_accepted_one(long cooldown, long secondsLater, bool isAccepted, string why)
    {
        var tally = new ActivityTally(Noon, Tally.Empty.Add(50, Sample.Day("2026-05-04")));

        var decision = Decide(Review with { CooldownSeconds = cooldown }, tally: tally, now: Noon + Duration.FromSeconds(secondsLater));

        Assert.True(decision is ActivityDecision.Earned == isAccepted, why);
        Assert.Equal(isAccepted ? null : ActivityRefusal.ActivityCooldown, Reason(decision));
    }

    [Fact]
    public void A_clock_that_is_behind_does_not_shorten_the_next_cooldown()
    {
        var tally = new ActivityTally(Noon, Tally.Empty);

        Assert.Equal(Noon, TallyOf(Decide(Review, tally: tally, now: Noon - Duration.FromSeconds(5))).LastAt);
    }

    [Theory]
    [InlineData(LimitPeriod.Day, 0, "2026-05-04", 50, false, "nothing earned yet")]
    [InlineData(LimitPeriod.Day, 50, "2026-05-04", 50, false, "fills the cap")]
    [InlineData(LimitPeriod.Day, 70, "2026-05-04", 30, true, "the cap cuts it")]
    [InlineData(LimitPeriod.Day, 99, "2026-05-04", 1, true, "one point is left")]
    [InlineData(LimitPeriod.Day, 100, "2026-05-04", null, false, "nothing is left")]
    [InlineData(LimitPeriod.Day, 130, "2026-05-04", null, false, "the cap was higher when they were earned")]
    [InlineData(LimitPeriod.Day, 100, "2026-05-03", 50, false, "the day before does not count")]
    [InlineData(LimitPeriod.Week, 100, "2026-05-03", 50, false, "a Sunday is of the week before")]
    [InlineData(LimitPeriod.Month, 100, "2026-05-01", null, false, "the same month")]
    [InlineData(LimitPeriod.Month, 100, "2026-04-30", 50, false, "the month before")]
    [InlineData(LimitPeriod.Whole, 100, "2020-01-01", null, false, "for ever")]
    public void The_cap_reduces_what_goes_beyond_it_in_its_period(
        LimitPeriod period, long earned, string on, int? points, bool isReduced, string why)
    {
        var tally = new ActivityTally(Noon, Tally.Empty.Add(earned, Sample.Day(on)));

        var decision = Decide(Review with { Cap = new Limit(100, period) }, tally: tally);

        Assert.True(points == (decision as ActivityDecision.Earned)?.Points.Value, why);
        Assert.Equal(isReduced, decision is ActivityDecision.Earned { IsReduced: true });
        Assert.Equal(points is null ? ActivityRefusal.ActivityCapReached : null, Reason(decision));
    }

    [Fact]
    public void Only_what_was_given_counts_towards_the_cap()
    {
        var tally = new ActivityTally(Noon, Tally.Empty.Add(70, Sample.Day("2026-05-04")));

        var decision = Decide(Review with { Cap = new Limit(100, LimitPeriod.Month) }, tally: tally);

        Assert.Equal(100, TallyOf(decision).Points.Whole);
    }

    [Theory]
    [InlineData(false, null, false, true, "no reference is asked for")]
    [InlineData(false, "p-1", true, true, "nor minded")]
    [InlineData(true, "p-1", false, true, "the first time")]
    [InlineData(true, "p-1", true, false, "the second time")]
    public void A_kind_may_earn_once_a_reference(bool once, string? reference, bool isUsed, bool isAccepted, string why)
    {
        var decision = ActivityDecision.Decide(
            State(null), With(Review with { OncePerReference = once }), new Activity("review", 1, reference), isUsed, Id, Noon);

        Assert.True(decision is ActivityDecision.Earned == isAccepted, why);
        Assert.Equal(isAccepted ? null : ActivityRefusal.ActivityAlreadyRewarded, Reason(decision));
    }

    [Fact]
    public void A_kind_that_earns_once_a_reference_asks_for_it() =>
        Assert.IsType<ActivityDecision.ReferenceMissing>(Decide(Review with { OncePerReference = true }));

    [Fact]
    public void What_is_earned_is_one_entry_of_points_that_can_be_spent_at_once()
    {
        var programme = With(Review);
        programme = programme with { Points = programme.Points with { Pending = new PendingRule.AfterDays(14) } };

        var earned = Earned(ActivityDecision.Decide(State(null), programme, new Activity("review", 1, "p-1"), false, Id, Noon));

        var entry = Assert.Single(earned.Posting.Entries);
        Assert.Equal((EntryKinds.Activity, new PointCount(50), Id), (entry.Kind, entry.Points, entry.Source.Reference));
        var lot = Assert.Single(earned.Posting.Next.Account.Lots);
        Assert.Equal(new Lot(new LotKey(Sample.Day("2027-05-31")), new PointCount(50)), lot);
        Assert.Equal(Sample.Day("2027-06-01"), earned.Posting.FileLookOn);
    }

    [Fact]
    public void More_points_than_can_be_counted_are_refused()
    {
        var state = State(null);
        state = state with { Account = state.Account with { Balance = new PointCount(long.MaxValue), Lots = [new Lot(new LotKey(null), new PointCount(long.MaxValue))] } };

        Assert.Equal(ActivityRefusal.AmountTooLarge, Reason(ActivityDecision.Decide(state, With(Review), new Activity("review", 1, null), false, Id, Noon)));
    }

    [Fact]
    public void More_lots_than_can_be_kept_are_refused()
    {
        var lots = Enumerable.Range(0, PointsAccount.MaxLots).Select(i => new Lot(new LotKey(Sample.Day("2030-01-01").PlusDays(i)), new PointCount(1)));
        var state = State(null);
        state = state with { Account = state.Account with { Balance = new PointCount(PointsAccount.MaxLots), Lots = [.. lots] } };

        Assert.Equal(ActivityRefusal.TooManyLots, Reason(ActivityDecision.Decide(state, With(Review), new Activity("review", 1, null), false, Id, Noon)));
    }

    [Theory]
    [InlineData(0, ActivityRefusal.MemberErased)]
    [InlineData(1, ActivityRefusal.UnknownMember)]
    [InlineData(2, ActivityRefusal.UnknownActivity)]
    [InlineData(3, ActivityRefusal.ActivityOverCap)]
    [InlineData(4, ActivityRefusal.ActivityAlreadyRewarded)]
    [InlineData(5, ActivityRefusal.ActivityCooldown)]
    [InlineData(6, ActivityRefusal.ActivityCapReached)]
    public void The_first_reason_that_applies_is_the_answer(int mended, ActivityRefusal expected)
    {
        // All reasons apply; those before the expected one are mended one by one.
        var rule = new ActivityRule(
            mended > 2 ? "review" : "other", new PointCount(50), false, mended > 5 ? 0 : 60, mended > 3 ? null : new PointCount(49), new Limit(50, LimitPeriod.Day), true);
        var tally = new ActivityTally(Noon, Tally.Empty.Add(50, Sample.Day("2026-05-04")));
        var known = State(tally);
        var state = mended switch { 0 => known with { Member = known.Member.Tombstone(Noon) }, 1 => null, _ => known };

        var decision = ActivityDecision.Decide(state, With(rule), new Activity("review", 1, "p-1"), isReferenceUsed: mended <= 4, Id, Noon);

        Assert.Equal(expected, Reason(decision));
    }

    [Theory]
    [InlineData("review", 50, 0, 50, 1, "", "the least")]
    [InlineData("re view", 50, 0, 50, 1, "activities[0].kind", "no id")]
    [InlineData("review", 0, 0, 50, 1, "activities[0].points", "worth nothing")]
    [InlineData("review", -1, 0, 50, 1, "activities[0].points", "worth less than nothing")]
    [InlineData("review", ActivityRule.MaxPoints + 1, 0, ActivityRule.MaxLimit, 1, "activities[0].points", "too much")]
    [InlineData("review", 50, -1, 50, 1, "activities[0].cooldownSeconds", "a cooldown into the past")]
    [InlineData("review", 50, ActivityRule.MaxCooldownSeconds + 1, 50, 1, "activities[0].cooldownSeconds", "a cooldown without end")]
    [InlineData("review", 50, 0, 49, 1, "activities[0].maxPerTransaction", "none could ever be accepted")]
    [InlineData("review", 50, 0, ActivityRule.MaxLimit + 1, 1, "activities[0].maxPerTransaction", "beyond all activities")]
    [InlineData("review", 50, 0, 50, 0, "activities[0].capPoints", "a cap of nothing")]
    [InlineData("review", 50, 0, 50, ActivityRule.MaxLimit + 1, "activities[0].capPoints", "a cap beyond all activities")]
    public void A_rule_out_of_range_is_named_by_its_path(
        string kind, long points, long cooldown, long most, long cap, string field, string why)
    {
        var rule = new ActivityRule(kind, new PointCount(points), false, cooldown, new PointCount(most), new Limit(cap, LimitPeriod.Day), false);

        var fields = string.Join(' ', Programme.Check(With(rule)).Select(error => error.Field));

        Assert.True(field == fields, $"{why}: {fields}");
    }

    [Fact]
    public void A_kind_stands_once_and_there_are_so_many_at_most()
    {
        var twice = Programme.Default with { Activities = [Review, Steps, Review] };
        var many = Programme.Default with { Activities = [.. Enumerable.Range(0, ActivityRule.MaxRules + 1).Select(i => Review with { Kind = $"k-{i}" })] };

        Assert.Equal("activities[2].kind", Assert.Single(Programme.Check(twice)).Field);
        Assert.Equal("activities", Assert.Single(Programme.Check(many)).Field);
    }

    private static Programme With(ActivityRule rule) => Programme.Default with { Activities = [rule] };

    private static ActivityDecision Decide(ActivityRule rule, long quantity = 1, ActivityTally? tally = null, Instant? now = null) =>
        ActivityDecision.Decide(State(tally), With(rule), new Activity(rule.Kind, quantity, null), false, Id, now ?? Noon);

    /// <summary>A member who has done as much of the kind review.</summary>
    private static MemberState State(ActivityTally? tally)
    {
        var state = new MemberState(Sample.Member(), PointsAccount.Empty, Standing.Empty);
        return tally is null
            ? state
            : state with { Standing = state.Standing with { Activities = state.Standing.Activities.Add("review", tally) } };
    }

    private static ActivityTally TallyOf(ActivityDecision decision) => Earned(decision).Posting.Next.Standing.Activities["review"];

    private static ActivityDecision.Earned Earned(ActivityDecision decision) => Assert.IsType<ActivityDecision.Earned>(decision);

    private static ActivityRefusal? Reason(ActivityDecision decision) => (decision as ActivityDecision.Refused)?.Reason;
}
