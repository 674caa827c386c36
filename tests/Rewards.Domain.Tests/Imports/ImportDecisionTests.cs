using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Imports;

public sealed class ImportDecisionTests
{
    private static readonly MemberId Anna = MemberId.Parse("anna");

    private static readonly Instant Now = Instant.FromUtc(2026, 5, 4, 10, 0);

    private static readonly Programme Programme = Programme.Default with { AutoEnrol = false };

    private static readonly MemberLine Line = new(
        Anna,
        new LocalDate(2020, 1, 2),
        new LocalDate(2026, 4, 1),
        12,
        new MinorUnits(123_450),
        [new OpeningLot(new LocalDate(2027, 1, 31), new PointCount(500)), new OpeningLot(null, new PointCount(50))],
        []);

    [Fact]
    public void Who_is_unknown_is_enrolled_with_all_that_is_told_whatever_the_programme_says_of_others()
    {
        var imported = Import(null, Line);

        var member = imported.Next.Member;
        Assert.Equal((Line.JoinedOn, Line.LastPurchaseOn), (member.JoinedOn, member.LastPurchaseOn));
        Assert.Equal((12, 123_450), (member.Purchases, member.Spend.Value));
        var entry = Assert.Single(imported.Entries);
        Assert.Equal(("opening", 550, 550), (entry.Kind, entry.Points.Value, entry.Balance.Value));
        Assert.Equal(
            [new Lot(new LotKey(new LocalDate(2027, 1, 31)), new PointCount(500)), new Lot(new LotKey(null), new PointCount(50))],
            imported.Next.Account.Lots);
        Assert.Equal(new LocalDate(2027, 2, 1), imported.FileLookOn);
        Assert.Equal(imported.FileLookOn, member.LookOn);
    }

    [Fact]
    public void Who_has_no_points_has_no_entry_and_joined_today_where_nothing_else_is_told()
    {
        var imported = Import(null, Line with { Lots = [], JoinedOn = null });

        Assert.Empty(imported.Entries);
        Assert.Null(imported.FileLookOn);
        Assert.Equal(new LocalDate(2026, 5, 4), imported.Next.Member.JoinedOn);
    }

    [Theory]
    [InlineData(0, null, "2026-04-01", 12, 123_450, "never bought here: all of it is taken")]
    [InlineData(1, "2026-05-01", "2026-05-01", 1, 700, "bought here, and later")]
    [InlineData(1, "2026-03-01", "2026-04-01", 1, 700, "bought here, and earlier")]
    public void Who_bought_here_keeps_what_is_known_and_has_the_points_on_top(
        long purchases, string? last, string expectedLast, long expectedPurchases, long expectedSpend, string why)
    {
        var member = Member.Enrolled(Anna, new LocalDate(2026, 1, 1)) with
        {
            Purchases = purchases,
            Spend = new MinorUnits(purchases * 700),
            LastPurchaseOn = last is null ? null : Sample.Day(last),
        };
        var account = PointsAccount.Empty with { Sequence = 3, Balance = new PointCount(7), Lots = [new Lot(new LotKey(null), new PointCount(7))] };

        var imported = Import(new MemberState(member, account, Standing.Empty), Line);

        var next = imported.Next.Member;
        Assert.True((Sample.Day(expectedLast), expectedPurchases, expectedSpend) == (next.LastPurchaseOn!.Value, next.Purchases, next.Spend.Value), why);
        Assert.Equal(Line.JoinedOn, next.JoinedOn);
        Assert.Equal(557, imported.Next.Account.Balance.Value);
        Assert.Equal(4, Assert.Single(imported.Entries).Sequence);
    }

    [Theory]
    [InlineData("2020-01-03", "2020-01-02", "the file knows of an earlier day")]
    [InlineData("2020-01-01", "2020-01-01", "the earlier day is known here")]
    public void A_member_joined_on_the_earlier_day(string known, string expected, string why)
    {
        var state = MemberState.Enrolled(Anna, Sample.Day(known));

        Assert.True(Sample.Day(expected) == Import(state, Line).Next.Member.JoinedOn, why);
        Assert.Equal(Sample.Day(known), Import(state, Line with { JoinedOn = null }).Next.Member.JoinedOn);
    }

    [Fact]
    public void What_a_member_owes_is_paid_off_first()
    {
        var account = PointsAccount.Empty with { Balance = new PointCount(-100), Deficit = new PointCount(100) };

        var imported = Import(MemberState.Enrolled(Anna, default) with { Account = account }, Line);

        Assert.Equal((450, 0), (imported.Next.Account.Balance.Value, imported.Next.Account.Deficit.Value));
    }

    [Fact]
    public void Who_was_erased_does_not_come_back()
    {
        var erased = MemberState.Enrolled(Anna, default) with { Member = Member.Enrolled(Anna, default).Tombstone(Now) };

        Assert.Equal("memberId", Refused(erased, Line));
    }

    [Fact]
    public void More_lots_or_points_than_can_be_written_down_are_refused()
    {
        var many = Enumerable.Range(0, 1_000).Select(i => new Lot(new LotKey(new LocalDate(2030, 1, 1).PlusDays(i)), new PointCount(1))).ToImmutableArray();
        var full = MemberState.Enrolled(Anna, default) with { Account = PointsAccount.Empty with { Balance = new PointCount(1_000), Lots = many } };
        var rich = MemberState.Enrolled(Anna, default) with
        {
            Account = PointsAccount.Empty with
            {
                Balance = new PointCount(long.MaxValue),
                Lots = [new Lot(new LotKey(null), new PointCount(long.MaxValue))],
            },
        };

        Assert.Equal("balances", Refused(full, Line));
        Assert.Equal("balances", Refused(rich, Line));
    }

    private static ImportDecision.Imported Import(MemberState? state, MemberLine line) =>
        Assert.IsType<ImportDecision.Imported>(ImportDecision.Decide(state, line, Programme, TimedCampaigns.None, Now));

    private static string Refused(MemberState state, MemberLine line) =>
        Assert.IsType<ImportDecision.Refused>(ImportDecision.Decide(state, line, Programme, TimedCampaigns.None, Now)).Error.Field;
}
