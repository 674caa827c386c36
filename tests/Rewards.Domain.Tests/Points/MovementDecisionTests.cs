using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

/// <summary>Adjustments, transfers and the credits that they end with.</summary>
public sealed class MovementDecisionTests
{
    private static readonly MemberId Bert = MemberId.Parse("bert");

    [Theory]
    [InlineData("known", -100, null, null, "all there is")]
    [InlineData("known", -101, null, PointsRefusal.InsufficientPoints, "one too many")]
    [InlineData("known", long.MinValue, null, PointsRefusal.AmountTooLarge, "has no opposite in 64 bits")]
    [InlineData("known", long.MaxValue - 100, null, null, "the largest balance")]
    [InlineData("known", long.MaxValue - 99, null, PointsRefusal.AmountTooLarge, "one beyond it")]
    [InlineData("unknown", -101, null, PointsRefusal.UnknownMember, "nobody is enrolled in passing")]
    [InlineData("erased", -101, null, PointsRefusal.MemberErased, "nor comes back")]
    [InlineData("known", 1, "2026-06-10", null, "the last day is today")]
    public void An_adjustment_stays_within_what_there_is(string who, long points, string? expiresOn, PointsRefusal? expected, string why)
    {
        var decision = Adjust(who, points, expiresOn);

        Assert.True((decision as AdjustmentDecision.Refused)?.Reason == expected, why);
        Assert.True(decision is AdjustmentDecision.Accepted == expected is null, why);
    }

    [Fact]
    public void Points_that_would_have_lapsed_are_not_given() => Assert.IsType<AdjustmentDecision.ExpiryIsPast>(Adjust("known", 1, "2026-06-09"));

    [Theory]
    [InlineData(null, "100@2027-06-30, 5@2027-06-30", "as if they were earned today")]
    [InlineData("2026-07-01", "5@2026-07-01, 100@2027-06-30", "as was said")]
    public void Points_given_lapse_as_the_programme_or_the_caller_says(string? expiresOn, string lots, string why)
    {
        var accepted = Assert.IsType<AdjustmentDecision.Accepted>(Adjust("known", 5, expiresOn));

        var expected = SamplePoints.Lots(lots).GroupBy(lot => lot.Key).Select(same => new Lot(same.Key, new PointCount(same.Sum(lot => lot.Points.Value))));
        Assert.True(SamplePoints.Text(expected) == SamplePoints.Text(accepted.Posting.Next.Account.Lots), why);
        Assert.Equal(("goodwill", "clerk-7"), (accepted.Posting.Entries[0].Source.Reason, accepted.Posting.Entries[0].Source.By));
    }

    [Theory]
    [InlineData("unknown", "unknown", 101, PointsRefusal.UnknownMember, "the sender first")]
    [InlineData("erased", "unknown", 101, PointsRefusal.MemberErased, "")]
    [InlineData("known", "unknown", 101, PointsRefusal.UnknownMember, "then the receiver, who is not enrolled in passing")]
    [InlineData("known", "erased", 101, PointsRefusal.MemberErased, "")]
    [InlineData("known", "known", 101, PointsRefusal.InsufficientPoints, "then the points")]
    public void A_transfer_is_refused_for_the_first_reason_that_applies(string sender, string receiver, long points, PointsRefusal expected, string why) =>
        Assert.True(Assert.IsType<TransferDecision.Refused>(Transfer(sender, Receiver(receiver), points)).Reason == expected, why);

    [Fact]
    public void Nobody_sends_points_to_oneself() => Assert.IsType<TransferDecision.ToOneself>(Transfer("known", Sample.Member(), 1));

    [Fact]
    public void A_transfer_takes_points_out_and_the_credit_puts_the_same_lots_in()
    {
        var sent = Assert.IsType<TransferDecision.Accepted>(TransferDecision.Decide(
            SamplePoints.State("30@2026-06-10, 100@2027-06-30"), Receiver("known"), new PointCount(50), "t", null, SamplePoints.Programme, SamplePoints.Now));
        Assert.Equal(("transfer-out -50/0/0", Bert), (SamplePoints.Text(sent.Posting.Entries), sent.Transfer.To));

        var late = Credit(SamplePoints.State("5@2027-06-30"), sent.Transfer, "2026-06-11T12:00:00Z");

        var posting = Assert.IsType<CreditDecision.Accepted>(late).Posting;
        Assert.Equal("transfer-in 50/0/0, expiry -30/0/0", SamplePoints.Text(posting.Entries));
        Assert.Equal("25@2027-06-30", SamplePoints.Text(posting.Next.Account.Lots));
    }

    [Theory]
    [InlineData("unknown", typeof(CreditDecision.Unknown))]
    [InlineData("erased", typeof(CreditDecision.Erased))]
    [InlineData("full", typeof(CreditDecision.NoRoom))]
    [InlineData("known", typeof(CreditDecision.Accepted))]
    public void A_credit_says_why_it_finds_no_account(string who, Type expected)
    {
        var transfer = new Transfer("t", Bert, SamplePoints.Lots("1@2027-06-30"));
        var state = SamplePoints.Who(who, who == "full" ? $"{long.MaxValue}@2027-06-30" : "1@2027-06-30");

        Assert.IsType(expected, Credit(state, transfer, "2026-06-10T12:00:00Z"));
    }

    [Fact]
    public void A_credit_beyond_the_lots_that_can_be_written_down_finds_no_room()
    {
        var many = string.Join(", ", Enumerable.Range(1, PointsAccount.MaxLots).Select(i => $"1@{Sample.Day("2026-06-10").PlusDays(i):uuuu-MM-dd}"));

        Assert.IsType<CreditDecision.NoRoom>(Credit(SamplePoints.State(many), new Transfer("t", Bert, SamplePoints.Lots("1@2026-06-10")), "2026-06-10T12:00:00Z"));
        Assert.IsType<CreditDecision.Accepted>(Credit(SamplePoints.State(many), new Transfer("t", Bert, SamplePoints.Lots("1@2026-06-11")), "2026-06-10T12:00:00Z"));
    }

    private static AdjustmentDecision Adjust(string who, long points, string? expiresOn) => AdjustmentDecision.Decide(
        SamplePoints.Who(who),
        new Adjustment("a", new PointCount(points), "goodwill", "clerk-7", Sample.DayOrNull(expiresOn)),
        SamplePoints.Programme,
        SamplePoints.Now);

    private static TransferDecision Transfer(string sender, Member? receiver, long points) => TransferDecision.Decide(
        SamplePoints.Who(sender), receiver, new PointCount(points), "t", null, SamplePoints.Programme, SamplePoints.Now);

    private static CreditDecision Credit(MemberState? state, Transfer transfer, string at) => CreditDecision.Decide(
        state, new CreditedPoints.Moved(transfer.Taken), new EntrySource(EntryKinds.TransferIn), SamplePoints.Programme, Sample.At(at));

    private static Member? Receiver(string who) => who == "unknown" ? null : SamplePoints.Who(who)!.Member with { Id = Bert };
}
