using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class SpendDecisionTests
{
    private static readonly Programme TwoCents = SamplePoints.Programme with
    {
        Points = PointsRules.Default with { Exchange = new ExchangeRate(new PointCount(1), new MinorUnits(2)) },
    };

    /// <summary>Each row breaks one condition less than the one above; the reason is always the first.</summary>
    [Theory]
    [InlineData("unknown", "CHF", long.MaxValue, PointsRefusal.UnknownMember)]
    [InlineData("erased", "CHF", long.MaxValue, PointsRefusal.MemberErased)]
    [InlineData("known", "CHF", long.MaxValue, PointsRefusal.CurrencyMismatch)]
    [InlineData("known", null, long.MaxValue, PointsRefusal.AmountTooLarge)]
    [InlineData("known", "EUR", 202, PointsRefusal.InsufficientPoints)]
    [InlineData("known", null, 101, PointsRefusal.InsufficientPoints)]
    public void The_reason_of_a_refusal_is_the_first_that_applies(string who, string? currency, long count, PointsRefusal expected)
    {
        var decision = SpendDecision.Decide(SamplePoints.Who(who), Price(count, currency), "s", null, TwoCents, SamplePoints.Now);

        Assert.Equal(expected, Assert.IsType<SpendDecision.Refused>(decision).Reason);
    }

    [Theory]
    [InlineData("100@2027-06-30", "", 0, 100, true, "all there is")]
    [InlineData("100@2027-06-30", "", 0, 101, false, "one too many")]
    [InlineData("100@2026-06-09", "", 0, 1, false, "lapsed at midnight, whether or not it was written down")]
    [InlineData("100@2026-06-10", "", 0, 100, true, "lapses tonight")]
    [InlineData("100@2027-06-30>2026-06-11", "", 0, 1, false, "pending until tomorrow")]
    [InlineData("100@2027-06-30>2026-06-10", "", 0, 100, true, "pending until today")]
    [InlineData("", "2026-06-10T12:00:01Z=10@2027-06-30", 0, 1, false, "held for a second more")]
    [InlineData("", "2026-06-10T12:00:00Z=10@2027-06-30", 0, 10, true, "held until now")]
    [InlineData("", "", 5, 1, false, "nothing but owed points")]
    [InlineData("8@2027-06-30>2026-06-10", "", 5, 3, true, "what is owed is paid first")]
    [InlineData("8@2027-06-30>2026-06-10", "", 5, 4, false, "and is not there to be spent")]
    public void What_can_be_spent_is_decided_by_the_clock(string lots, string holds, long deficit, long points, bool accepted, string why)
    {
        var state = SamplePoints.State(SamplePoints.Account(lots, holds, deficit));

        var decision = SpendDecision.Decide(state, Price(points, null), "s", null, SamplePoints.Programme, SamplePoints.Now);

        Assert.True(decision is SpendDecision.Accepted == accepted, why);
    }

    [Theory]
    [InlineData(10, null, 3, 2, 10, 6, "20 thirds of a cent, rounded down")]
    [InlineData(1, null, 3, 2, 1, 0, "less than a cent")]
    [InlineData(6, "EUR", 3, 2, 9, 6, "exactly")]
    [InlineData(7, "EUR", 3, 2, 11, 7, "10.5 points: the fewest whole ones")]
    [InlineData(1, "EUR", 1, 100, 1, 1, "a point is worth more than is to be paid")]
    public void Points_and_money_are_exchanged_in_the_members_disfavour_by_less_than_one(
        long count, string? currency, long ratePoints, long rateAmount, long points, long amount, string why)
    {
        var programme = SamplePoints.Programme with
        {
            Points = PointsRules.Default with { Exchange = new ExchangeRate(new PointCount(ratePoints), new MinorUnits(rateAmount)) },
        };

        var spend = Accepted(SpendDecision.Decide(SamplePoints.Who("known"), Price(count, currency), "s", null, programme, SamplePoints.Now)).Spend;

        Assert.True((new PointCount(points), new MinorUnits(amount)) == (spend.Points, spend.Amount), why);
    }

    [Fact]
    public void A_spend_remembers_its_lots_and_a_rollback_puts_exactly_those_back()
    {
        var state = SamplePoints.State("30@2026-06-30, 100@2027-06-30");
        var spent = Accepted(SpendDecision.Decide(state, Price(50, null), "s-1", "r-1", SamplePoints.Programme, SamplePoints.Now));
        Assert.Equal("30@2026-06-30, 20@2027-06-30", SamplePoints.Text(spent.Spend.Taken));

        var undone = Assert.IsType<SpendRollbackDecision.Accepted>(
            SpendRollbackDecision.Decide(spent.Posting.Next, spent.Spend, "returned", SamplePoints.Programme, SamplePoints.Now));

        Assert.Equal("30@2026-06-30, 100@2027-06-30", SamplePoints.Text(undone.Posting.Next.Account.Lots));
        Assert.Equal(("s-1", "returned"), (undone.Posting.Entries[0].Source.Reference, undone.Posting.Entries[0].Source.Reason));
        Assert.Equal(SamplePoints.Now, undone.Spend.RolledBackAt);
    }

    [Theory]
    [InlineData("2026-06-30T21:59:59Z", "rollback 50/0/0", "30@2026-06-30, 100@2027-06-30", "the lot's last second")]
    [InlineData("2026-06-30T22:00:00Z", "rollback 50/0/0, expiry -30/0/0", "100@2027-06-30", "the lot has lapsed")]
    public void What_has_lapsed_since_comes_back_lapsed(string at, string entries, string left, string why)
    {
        var spent = Accepted(SpendDecision.Decide(
            SamplePoints.State("30@2026-06-30, 100@2027-06-30"), Price(50, null), "s", null, SamplePoints.Programme, SamplePoints.Now));

        var undone = Assert.IsType<SpendRollbackDecision.Accepted>(
            SpendRollbackDecision.Decide(spent.Posting.Next, spent.Spend, null, SamplePoints.Programme, Sample.At(at)));

        Assert.True(entries == SamplePoints.Text(undone.Posting.Entries), why);
        Assert.True(left == SamplePoints.Text(undone.Posting.Next.Account.Lots), why);
    }

    [Theory]
    [InlineData("unknown", false, true, PointsRefusal.UnknownMember)]
    [InlineData("erased", false, true, PointsRefusal.MemberErased)]
    [InlineData("known", false, true, PointsRefusal.UnknownSpend)]
    [InlineData("known", true, true, PointsRefusal.AlreadyRolledBack)]
    [InlineData("full", true, false, PointsRefusal.AmountTooLarge)]
    public void A_rollback_is_refused_for_the_first_reason_that_applies(string who, bool known, bool undone, PointsRefusal expected)
    {
        var spend = new Spend("s", new PointCount(10), new MinorUnits(10), null, null, SamplePoints.Lots("10@2027-06-30"), SamplePoints.Now, undone ? SamplePoints.Now : null);

        var decision = SpendRollbackDecision.Decide(
            SamplePoints.Who(who, who == "full" ? $"{long.MaxValue}@2027-06-30" : "1@-"), known ? spend : null, null, SamplePoints.Programme, SamplePoints.Now);

        Assert.Equal(expected, Assert.IsType<SpendRollbackDecision.Refused>(decision).Reason);
    }

    private static SpendDecision.Accepted Accepted(SpendDecision decision) => Assert.IsType<SpendDecision.Accepted>(decision);

    private static PointsPrice Price(long count, string? currency) => currency is null
        ? new PointsPrice.Points(new PointCount(count))
        : new PointsPrice.Money(new MinorUnits(count), Currency.Parse(currency));
}
