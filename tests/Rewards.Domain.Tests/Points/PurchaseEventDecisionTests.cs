using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Points;

public sealed class PurchaseEventDecisionTests
{
    private static readonly Instant Now = Sample.At("2026-06-10T12:00:00Z");

    private static readonly LocalDate LastDay = Sample.Day("2027-06-30");

    private static readonly LotKey Waiting = new(LastDay, Awaits: "p-1");

    private static readonly KeptPurchase Kept = new(
        new Purchase(PurchaseId.Parse("p-1"), Sample.Anna, Sample.At("2026-06-09T10:00:00Z"), SampleCampaign.Basket("1x1000")),
        Sample.Day("2026-06-09"),
        1,
        Waiting,
        new PointCount(10));

    [Theory]
    [InlineData("delivered", true, "the event that the rule names")]
    [InlineData("Delivered", false, "names are compared with case")]
    [InlineData("returned", false, "another event")]
    public void Only_the_event_of_the_rule_is_expected(string happened, bool expected, string why) =>
        Assert.True(Decide(new PendingRule.OnEvent("delivered", null), happened, Waiting) is PurchaseEventDecision.Accepted == expected, why);

    [Theory]
    [InlineData(0, "at once")]
    [InlineData(14, "after days")]
    public void Points_that_wait_for_no_event_expect_none(int days, string why) =>
        Assert.True(Decide(days == 0 ? new PendingRule.None() : new PendingRule.AfterDays(days), "delivered", Waiting) is PurchaseEventDecision.Unexpected, why);

    [Fact]
    public void What_waits_becomes_spendable_and_what_waits_for_another_purchase_does_not()
    {
        var other = new LotKey(LastDay, Awaits: "p-2");

        var told = Accepted(Decide(new PendingRule.OnEvent("delivered", null), "delivered", Waiting, other));

        Assert.Equal((10, 10), (told.Activated.Value, told.Posting.Balance.Value));
        Assert.Equal([new Lot(new LotKey(LastDay), new PointCount(10)), new Lot(other, new PointCount(10))], told.Posting.Next.Account.Lots);
        var entry = Assert.Single(told.Posting.Entries);
        Assert.Equal(("activation", Kept.Purchase.Id, "delivered"), (entry.Kind, entry.Source.Purchase, entry.Source.Reason));
    }

    [Theory]
    [InlineData("2026-06-11", 10, "a day before they would become spendable by themselves")]
    [InlineData("2026-06-10", 0, "on that day: they are already")]
    public void Without_the_event_they_became_spendable_at_the_latest_day(string activatesOn, long activated, string why)
    {
        var told = Accepted(Decide(new PendingRule.OnEvent("delivered", 1), "delivered", Waiting with { ActivatesOn = Sample.Day(activatesOn) }));

        Assert.True(told.Activated.Value == activated, why);
        Assert.Equal(10, told.Posting.Balance.Value);
    }

    [Fact]
    public void A_second_time_nothing_waits_any_more()
    {
        var first = Accepted(Decide(new PendingRule.OnEvent("delivered", null), "delivered", Waiting));

        var second = Accepted(Decide(first.Posting.Next, new PendingRule.OnEvent("delivered", null), "delivered"));

        Assert.Equal((0, 10), (second.Activated.Value, second.Posting.Balance.Value));
        Assert.Empty(second.Posting.Entries);
    }

    private static PurchaseEventDecision Decide(PendingRule rule, string happened, params ImmutableArray<LotKey> lots) => Decide(
        new MemberState(
            Sample.Member(), PointsAccount.Empty with { Lots = [.. lots.Select(lot => new Lot(lot, new PointCount(10)))] }, Standing.Empty),
        rule,
        happened);

    /// <summary>The newest programme has another rule: that under which the purchase earned counts.</summary>
    private static PurchaseEventDecision Decide(MemberState state, PendingRule rule, string happened) => PurchaseEventDecision.Decide(
        state, Kept, happened, "p-1", Programme.Default, Programme.Default with { Version = 1, Points = PointsRules.Default with { Pending = rule } }, Now);

    private static PurchaseEventDecision.Accepted Accepted(PurchaseEventDecision decision) => Assert.IsType<PurchaseEventDecision.Accepted>(decision);
}
