using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class HoldDecisionTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    [Theory]
    [InlineData("unknown", 101, PointsRefusal.UnknownMember)]
    [InlineData("erased", 101, PointsRefusal.MemberErased)]
    [InlineData("known", 101, PointsRefusal.InsufficientPoints)]
    public void A_hold_is_refused_for_the_first_reason_that_applies(string who, long points, PointsRefusal expected) =>
        Assert.Equal(expected, Assert.IsType<HoldDecision.Refused>(Hold(SamplePoints.Who(who), points)).Reason);

    [Theory]
    [InlineData(49, true, "the fiftieth")]
    [InlineData(50, false, "one too many")]
    public void A_member_has_so_many_open_holds(int open, bool accepted, string why)
    {
        var holds = string.Join(", ", Enumerable.Repeat("2026-06-10T13:00:00Z=1@2027-06-30", open));
        var state = SamplePoints.State(SamplePoints.Account("100@2027-06-30", holds));

        var decision = Hold(state, 1);

        Assert.True(decision is HoldDecision.Accepted == accepted, why);
        Assert.True(accepted || decision is HoldDecision.Refused { Reason: PointsRefusal.TooManyHolds }, why);
    }

    [Theory]
    [InlineData(-1, HoldState.Open, "a nanosecond before it expires")]
    [InlineData(0, HoldState.Expired, "the instant itself")]
    public void A_hold_expires_by_the_clock(long nanoseconds, HoldState expected, string why)
    {
        var held = Accepted(Hold(SamplePoints.Who("known"), 60));
        var now = held.Hold.ExpiresAt + Duration.FromNanoseconds(nanoseconds);

        Assert.True(held.Hold.StateAt(now) == expected, why);
        Assert.True(Capture(held, 1, now) is CaptureDecision.Accepted == (expected == HoldState.Open), why);
        Assert.True(Release(held, now) is ReleaseDecision.Accepted == (expected == HoldState.Open), why);
    }

    [Theory]
    [InlineData(null, false, HoldState.Captured, 60, 40, 0, "all of it")]
    [InlineData(60L, true, HoldState.Captured, 60, 40, 0, "all of it leaves nothing to keep open")]
    [InlineData(25L, false, HoldState.Captured, 25, 75, 0, "a part; the rest goes back")]
    [InlineData(25L, true, HoldState.Open, 25, 40, 35, "a part; the rest stays held")]
    public void A_capture_spends_all_or_a_part(long? points, bool keepOpen, HoldState state, long captured, long balance, long held, string why)
    {
        var accepted = Assert.IsType<CaptureDecision.Accepted>(
            Capture(Accepted(Hold(SamplePoints.Who("known"), 60)), points, SamplePoints.Now, keepOpen));

        Assert.True(accepted.Hold.StateAt(SamplePoints.Now) == state, why);
        var account = accepted.Posting.Next.Account;
        Assert.Equal(
            (captured, captured, balance, held),
            (accepted.Hold.Captured.Value, accepted.Spend.Points.Value, account.Balance.Value, account.Held.Value));
        Assert.Equal(captured, accepted.Spend.Taken.Sum(lot => lot.Points.Value));
    }

    [Fact]
    public void A_capture_is_honoured_after_its_lot_has_lapsed_and_what_goes_back_lapses()
    {
        var held = Accepted(HoldDecision.Decide(
            SamplePoints.State("60@2026-06-10"), Points(60), Duration.FromDays(30), "h", null, SamplePoints.Programme, SamplePoints.Now));

        var accepted = Assert.IsType<CaptureDecision.Accepted>(Capture(held, 50, Sample.At("2026-06-20T12:00:00Z")));

        Assert.Equal("50@2026-06-10", SamplePoints.Text(accepted.Spend.Taken));
        Assert.Equal("capture 10/0/-60, expiry -10/0/0", SamplePoints.Text(accepted.Posting.Entries));
    }

    [Theory]
    [InlineData("unknown", PointsRefusal.UnknownMember)]
    [InlineData("erased", PointsRefusal.MemberErased)]
    [InlineData("no hold", PointsRefusal.UnknownHold)]
    [InlineData("released, expired", PointsRefusal.HoldClosed)]
    [InlineData("expired", PointsRefusal.HoldExpired)]
    [InlineData("freed by a clock that runs ahead", PointsRefusal.HoldExpired)]
    [InlineData("too much", PointsRefusal.CaptureExceedsHold)]
    public void A_capture_is_refused_for_the_first_reason_that_applies(string what, PointsRefusal expected)
    {
        var held = Accepted(Hold(SamplePoints.Who("known"), 60));
        var state = what is "unknown" or "erased" ? SamplePoints.Who(what) : held.Posting.Next;
        state = what.StartsWith("freed", StringComparison.Ordinal) ? state! with { Account = state.Account with { Holds = [] } } : state;
        var hold = what is "no hold" ? null : what.StartsWith("released", StringComparison.Ordinal) ? held.Hold with { ClosedAs = HoldState.Released } : held.Hold;
        var now = what.EndsWith("expired", StringComparison.Ordinal) ? held.Hold.ExpiresAt : SamplePoints.Now;

        var decision = CaptureDecision.Decide(state, hold, new PointCount(61), false, "s", SamplePoints.Programme, now);

        Assert.Equal(expected, Assert.IsType<CaptureDecision.Refused>(decision).Reason);
    }

    [Fact]
    public void A_release_puts_what_is_held_still_back_and_closes_the_hold()
    {
        var held = Accepted(Hold(SamplePoints.Who("known"), 60));
        var captured = Assert.IsType<CaptureDecision.Accepted>(Capture(held, 20, SamplePoints.Now, keepOpen: true));

        var released = Assert.IsType<ReleaseDecision.Accepted>(
            ReleaseDecision.Decide(captured.Posting.Next, captured.Hold, "no sale", SamplePoints.Programme, SamplePoints.Now));

        Assert.Equal("release 40/0/-40", SamplePoints.Text(released.Posting.Entries));
        Assert.Equal((HoldState.Released, "80@2027-06-30"), (released.Hold.ClosedAs!.Value, SamplePoints.Text(released.Posting.Next.Account.Lots)));
    }

    private static HoldDecision Hold(MemberState? state, long points) =>
        HoldDecision.Decide(state, Points(points), Minute, "h", null, SamplePoints.Programme, SamplePoints.Now);

    private static HoldDecision.Accepted Accepted(HoldDecision decision) => Assert.IsType<HoldDecision.Accepted>(decision);

    private static CaptureDecision Capture(HoldDecision.Accepted held, long? points, Instant now, bool keepOpen = false) => CaptureDecision.Decide(
        held.Posting.Next, held.Hold, points is { } count ? new PointCount(count) : null, keepOpen, "s", SamplePoints.Programme, now);

    private static ReleaseDecision Release(HoldDecision.Accepted held, Instant now) =>
        ReleaseDecision.Decide(held.Posting.Next, held.Hold, null, SamplePoints.Programme, now);

    private static PointsPrice Points(long count) => new PointsPrice.Points(new PointCount(count));
}
