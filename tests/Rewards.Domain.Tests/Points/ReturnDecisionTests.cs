using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Points;

/// <summary>Three pieces for 10.00, one for 25.50 and two that cost nothing: 35 points.</summary>
public sealed class ReturnDecisionTests
{
    private static readonly Instant Now = Sample.At("2026-06-10T12:00:00Z");

    private static readonly LotKey Lot = new(Sample.Day("2027-06-30"));

    private static readonly KeptPurchase Kept = new(
        new Purchase(PurchaseId.Parse("p-1"), Sample.Anna, Sample.At("2026-06-09T10:00:00Z"), SampleCampaign.Basket("3x1000", "1x2550", "2x0")),
        Sample.Day("2026-06-09"),
        0,
        Lot,
        new PointCount(35));

    [Theory]
    [InlineData("1", null, null, 1_000, 0, 0, "a line whole")]
    [InlineData("1", 1, null, 333, 2, 667, "a piece of three: the larger remainder stays")]
    [InlineData("1", 2, null, 667, 1, 333, "two pieces of three: the larger remainder comes back")]
    [InlineData("1", 3, null, 1_000, 0, 0, "all pieces are the whole line")]
    [InlineData("1", 1, 500L, 500, 2, 500, "a piece for what the till says")]
    [InlineData("1", 1, 1_000L, 1_000, 2, 0, "a piece for all that was paid: the others stay, for nothing")]
    [InlineData("1", 3, 900L, 900, 0, 0, "all pieces for less than was paid: the fee earns nothing")]
    [InlineData("2", null, 550L, 550, 1, 2_000, "weighed goods by what they cost")]
    [InlineData("2", null, 2_550L, 2_550, 0, 0, "all that was paid is the whole line")]
    [InlineData("3", 1, null, 0, 1, 0, "a piece that cost nothing")]
    [InlineData("3", null, null, 0, 0, 0, "a line that cost nothing")]
    public void What_comes_back_leaves_the_rest_of_its_line(
        string line, int? quantity, long? amount, long refunded, int pieces, long left, string why)
    {
        var returned = Accepted(Decide(Kept, Asked(line, quantity, amount)));

        Assert.True(returned.Refunded == new MinorUnits(refunded), $"{why}: {returned.Refunded}");
        var rest = ReturnedLines.Remaining(Kept.Purchase.Basket, returned.Kept.Returned).Lines.FirstOrDefault(one => one.LineId == line);
        Assert.Equal((pieces, new MinorUnits(left)), (rest?.Quantity ?? 0, rest?.Amount ?? MinorUnits.Zero));
    }

    [Theory]
    [InlineData("9", null, null, ReturnRefusal.UnknownLine, "no such line")]
    [InlineData("1", 4, null, ReturnRefusal.ReturnExceedsPurchase, "a piece more than was bought")]
    [InlineData("1", null, 1_001L, ReturnRefusal.ReturnExceedsPurchase, "a cent more than was paid")]
    [InlineData("1", 1, 1_001L, ReturnRefusal.ReturnExceedsPurchase, "a piece for a cent more than all of them cost")]
    [InlineData("3", null, 1L, ReturnRefusal.ReturnExceedsPurchase, "a cent of what cost nothing")]
    public void More_than_there_is_does_not_come_back(string line, int? quantity, long? amount, ReturnRefusal reason, string why)
    {
        var refused = Assert.IsType<ReturnDecision.Refused>(Decide(Kept, Asked("2", null, null), Asked(line, quantity, amount)));

        Assert.True((refused.Reason, refused.LineId) == (reason, line), why);
    }

    [Theory]
    [InlineData(null, null, 2, null, "a line that is gone")]
    [InlineData(2, null, 2, null, "two of the one that is left")]
    [InlineData(2, null, 1, 334L, "a cent more than is left of the money")]
    [InlineData(2, null, 2, 0L, "more pieces for no money")]
    [InlineData(null, 999L, null, 2L, "more than is left of the money")]
    public void What_came_back_does_not_come_back_again(int? quantity, long? amount, int? againQuantity, long? againAmount, string why)
    {
        var first = Accepted(Decide(Kept, Asked("1", quantity, amount)));

        var again = Assert.IsType<ReturnDecision.Refused>(Decide(first.Kept, Asked("1", againQuantity, againAmount)));

        Assert.True(again == new ReturnDecision.Refused(ReturnRefusal.ReturnExceedsPurchase, "1"), why);
    }

    [Theory]
    [InlineData("2", null, 549L, 5, "30.01 is left: 30 points")]
    [InlineData("2", null, 550L, 5, "30.00 is left")]
    [InlineData("2", null, 551L, 6, "29.99 is left")]
    [InlineData("2", null, 50L, 0, "35.00 is left: no whole euro less")]
    [InlineData("2", null, 51L, 1, "34.99 is left")]
    [InlineData("3", null, null, 0, "it cost nothing")]
    public void The_points_are_those_that_the_rest_would_not_have_earned(string line, int? quantity, long? amount, long points, string why)
    {
        var returned = Accepted(Decide(Kept, Asked(line, quantity, amount)));

        Assert.True(returned.Points == new PointCount(points), $"{why}: {returned.Points}");
        Assert.Equal(new PointCount(35 - points), returned.Kept.Earned);
        var entry = Assert.Single(returned.Posting.Entries);
        Assert.Equal(("return", "r-1", returned.Refunded), (entry.Kind, entry.Source.Reference, entry.Source.Amount));
        Assert.Equal((new PointCount(-points), new PointCount(100 - points)), (entry.Points, entry.Balance));
    }

    [Fact]
    public void Piece_by_piece_takes_back_what_all_at_once_does()
    {
        (KeptPurchase kept, MemberState state, var points, var refunded) = (Kept, State(100), 0L, 0L);
        foreach (var asked in new[] { Asked("3", 1), Asked("1", 1), Asked("2", null, 1), Asked("1", 1), Asked("3", 1), Asked("2"), Asked("1", 1) })
        {
            var returned = Accepted(Decide(state, kept, Context(), asked));
            (kept, state, points, refunded) = (returned.Kept, returned.Posting.Next, points + returned.Points.Value, refunded + returned.Refunded.Value);
        }

        Assert.Equal((35, 3_550), (points, refunded));
        Assert.Equal((new PointCount(65), new MinorUnits(450), 3L), (state.Account.Balance, state.Member.Spend, state.Member.Purchases));
        Assert.Equal((PointCount.Zero, Sample.Day("2026-06-09")), (kept.Earned, state.Member.LastPurchaseOn));
    }

    [Fact]
    public void A_part_lowers_the_spend_and_only_the_whole_the_number_of_purchases()
    {
        var part = Accepted(Decide(Kept, Asked("1"), Asked("2"))).Posting.Next.Member;
        var whole = Accepted(Decide(Kept, Asked("1"), Asked("2"), Asked("3"))).Posting.Next.Member;

        Assert.Equal((4L, new MinorUnits(450)), (part.Purchases, part.Spend));
        Assert.Equal((3L, new MinorUnits(450)), (whole.Purchases, whole.Spend));
        Assert.Equal(Sample.Day("2026-06-09"), whole.LastPurchaseOn);
    }

    [Theory]
    [InlineData(TakeBackPolicy.Clamp, 100, 0, 65, 0, "all of it is there")]
    [InlineData(TakeBackPolicy.Clamp, 35, 0, 0, 0, "just all of it")]
    [InlineData(TakeBackPolicy.Clamp, 34, 1, 0, 0, "one is spent: forgiven")]
    [InlineData(TakeBackPolicy.Clamp, 0, 35, 0, 0, "all is spent")]
    [InlineData(TakeBackPolicy.Negative, 35, 0, 0, 0, "just all of it is there")]
    [InlineData(TakeBackPolicy.Negative, 34, 0, -1, 1, "one is spent: owed")]
    [InlineData(TakeBackPolicy.Negative, 0, 0, -35, 35, "all is spent")]
    public void What_was_spent_meanwhile_is_forgiven_or_owed(
        TakeBackPolicy policy, long balance, long forgiven, long after, long deficit, string why)
    {
        var programme = Programme.Default with { Points = PointsRules.Default with { TakeBack = policy } };

        var returned = Accepted(Decide(State(balance), Kept, Context(programme), Asked("1"), Asked("2")));

        var account = returned.Posting.Next.Account;
        Assert.True(
            (returned.Points.Value, returned.Forgiven.Value, account.Balance.Value, account.Deficit.Value) == (35, forgiven, after, deficit), why);
    }

    [Fact]
    public void Pending_points_go_first_and_of_them_the_purchases_own()
    {
        var own = Lot with { Awaits = "p-1" };
        var others = new LotKey(Sample.Day("2026-12-31"), Awaits: "p-0");
        var account = new PointsAccount(
            3, new PointCount(50), PointCount.Zero, [new Lot(others, new PointCount(10)), new Lot(Lot, new PointCount(50)), new Lot(own, new PointCount(20))], [], null);

        var returned = Accepted(Decide(State(account), Kept with { Lot = own }, Context(), Asked("2"), Asked("1", 1)));

        Assert.Equal((29, 29), (returned.Points.Value, -returned.Posting.Entries[^1].Pending.Value));
        Assert.Equal([new Lot(others, new PointCount(1)), new Lot(Lot, new PointCount(50))], returned.Posting.Next.Account.Lots);
    }

    [Fact]
    public void What_is_left_earns_by_the_rules_under_which_the_purchase_earned()
    {
        var twice = Programme.Default with { Version = 1, Earn = new EarnRule(new PointCount(2), new MinorUnits(100), []) };

        var returned = Accepted(Decide(State(100), Kept with { Earned = new PointCount(70) }, Context() with { EarnedUnder = twice }, Asked("1")));

        Assert.Equal(20, returned.Points.Value);
    }

    [Fact]
    public void Stamps_come_back_with_what_they_were_given_for_and_once()
    {
        var units = new StampProgramme { Id = "pieces", Name = "Ten pieces", By = StampBasis.Units, StampsPerCard = 10, Campaign = CampaignId.Parse("c") };
        var stamped = Stamping.Stamp([], [units], Kept.Purchase.Basket, Kept.Day, _ => true);
        var state = State(100) with { Standing = Standing.Empty with { Stamps = stamped.Cards } };
        var context = Context() with { EarnedUnder = Programme.Default with { StampCards = [units] } };

        var first = Accepted(Decide(state, Kept with { Stamps = stamped.Given }, context, Asked("1", 1)));
        var second = Accepted(Decide(first.Posting.Next, first.Kept, context, Asked("1", 1)));

        Assert.Equal([4, 3, 2], new[] { state, first.Posting.Next, second.Posting.Next }.Select(one => Assert.Single(one.Standing.Stamps).Stamps));
    }

    [Fact]
    public void Nothing_comes_back_of_an_erased_member()
    {
        var erased = State(0) with { Member = Member.Enrolled(Sample.Anna, Sample.Day("2025-01-01")).Tombstone(Now) };

        Assert.Equal(new ReturnDecision.Refused(ReturnRefusal.MemberErased), Decide(erased, Kept, Context(), Asked("9")));
    }

    private static ReturnLine Asked(string line, int? quantity = null, long? amount = null) =>
        new(line, quantity, amount is { } minor ? new MinorUnits(minor) : null);

    private static ReturnContext Context(Programme? programme = null) => new(programme ?? Programme.Default, Programme.Default, [], Now);

    private static MemberState State(long balance) => State(PointsAccount.Empty with
    {
        Sequence = 3,
        Balance = new PointCount(balance),
        Lots = balance == 0 ? [] : [new Lot(Lot, new PointCount(balance))],
    });

    private static MemberState State(PointsAccount account)
    {
        var member = Sample.Member() with { LastPurchaseOn = Sample.Day("2026-06-09"), Purchases = 4, Spend = new MinorUnits(4_000) };
        return new MemberState(member, account, Standing.Empty);
    }

    private static ReturnDecision Decide(KeptPurchase kept, params ImmutableArray<ReturnLine> lines) => Decide(State(100), kept, Context(), lines);

    private static ReturnDecision Decide(MemberState state, KeptPurchase kept, ReturnContext context, params ImmutableArray<ReturnLine> lines) =>
        ReturnDecision.Decide(state, kept, new ReturnRequest("r-1", lines), context);

    private static ReturnDecision.Accepted Accepted(ReturnDecision decision) => Assert.IsType<ReturnDecision.Accepted>(decision);
}
