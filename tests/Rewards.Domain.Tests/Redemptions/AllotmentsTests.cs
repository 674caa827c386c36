using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class AllotmentsTests
{
    private static readonly AllotmentTerm Hundred = new(new Limit(100, LimitPeriod.Whole), null);

    private static readonly AllotmentTerm Eighty = new(new Limit(80, LimitPeriod.Whole), null);

    [Theory]
    [InlineData(LimitPeriod.Whole, null)]
    [InlineData(LimitPeriod.Day, "2026-04-01")]
    [InlineData(LimitPeriod.Week, "2026-03-30")]
    [InlineData(LimitPeriod.Month, "2026-04-01")]
    public void A_term_names_the_first_day_of_its_period(LimitPeriod period, string? start) =>
        Assert.Equal(new AllotmentTerm(new Limit(5, period), Sample.DayOrNull(start)), AllotmentTerm.Of(new Limit(5, period), new LocalDate(2026, 4, 1)));

    [Fact]
    public void Opening_the_same_term_again_changes_nothing()
    {
        var account = Allotments.Open(null, Hundred, 4);

        Assert.Equal((1, Hundred, false), (account.Epoch, account.Term, account.Settled));
        Assert.Equal([0, 0, 0, 0], account.Granted);
        Assert.Same(account, Allotments.Open(account, Hundred, 4));
    }

    [Fact]
    public void Another_term_opens_the_next_epoch_and_grants_nothing_until_it_is_settled()
    {
        var account = Allotments.Open(Settled(Hundred, 10, 20), Eighty, 2);

        Assert.Equal((2, Eighty, false), (account.Epoch, account.Term, account.Settled));
        Assert.Equal([0, 0], account.Granted);
        Assert.Null(Allotments.Grant(account, 0, 1));
    }

    [Theory]
    [InlineData("2026-04-01", 2, "2026-04-02", "a clock that is behind counts in the account's period")]
    [InlineData("2026-04-02", 2, "2026-04-02", "the account's own period")]
    [InlineData("2026-04-03", 3, "2026-04-03", "the next one")]
    public void Periods_only_go_forward(string day, long epoch, string start, string why)
    {
        var limit = new Limit(10, LimitPeriod.Day);
        var before = Allotments.Open(Allotments.Open(null, Hundred, 1), AllotmentTerm.Of(limit, Sample.Day("2026-04-02")), 1);

        var account = Allotments.Open(before, AllotmentTerm.Of(limit, Sample.Day(day)), 1);

        Assert.True((epoch, Sample.DayOrNull(start)) == (account.Epoch, account.Term.PeriodStart), why);
    }

    [Fact]
    public void A_changed_limit_from_a_clock_that_is_behind_keeps_the_accounts_period()
    {
        var account = Allotments.Open(null, AllotmentTerm.Of(new Limit(10, LimitPeriod.Day), Sample.Day("2026-04-02")), 1);

        var changed = Allotments.Open(account, AllotmentTerm.Of(new Limit(20, LimitPeriod.Day), Sample.Day("2026-04-01")), 1);

        Assert.Equal((2, AllotmentTerm.Of(new Limit(20, LimitPeriod.Day), Sample.Day("2026-04-02"))), (changed.Epoch, changed.Term));
    }

    [Theory]
    [InlineData(0L, 7L, "a shard that has none yet")]
    [InlineData(1L, 7L, "of an earlier epoch")]
    [InlineData(2L, 30L, "of this epoch: unchanged")]
    [InlineData(3L, 30L, "of a later one, the account's copy being stale: unchanged")]
    public void A_shard_adopts_a_new_epoch_with_what_it_has_used(long epoch, long granted, string why)
    {
        var account = new AllotmentAccount(2, Eighty, false, [0], [0]);
        var shard = epoch == 0 ? null : new Allotment(epoch, Hundred, 30, 5);

        var adopted = Allotments.Adopt(shard, account, usedInPeriod: 7);

        var expected = granted == 7 ? new Allotment(2, Eighty, 7, 0) : shard;
        Assert.True(expected == adopted, why);
    }

    [Fact]
    public void An_account_settles_when_every_shard_has_adopted_its_epoch()
    {
        var account = new AllotmentAccount(2, Hundred, false, [0, 0], [0, 0]);

        var settled = Allotments.Settle(account, [new(2, Hundred, 10, 1), new(2, Hundred, 20, 0)]);

        Assert.True(settled.Settled);
        Assert.Equal([10, 20], settled.Granted);
        Assert.Equal([1, 0], settled.Returned);
        Assert.Equal(71, settled.Available);
        Assert.Same(settled, Allotments.Settle(settled, []));
        Assert.Throws<ArgumentException>(() => Allotments.Settle(account, [new(2, Hundred, 10, 0), new(1, Hundred, 20, 0)]));
        Assert.Throws<ArgumentException>(() => Allotments.Settle(account, [new(2, Hundred, 10, 0), new(3, Hundred, 20, 0)]));
        Assert.Throws<ArgumentException>(() => Allotments.Settle(account, [new(2, Hundred, 10, 0)]));
    }

    [Theory]
    [InlineData(0, 0, 1, 25L, "a fair share: half of what is there over the shards")]
    [InlineData(0, 0, 40, 40L, "the need, where it is more")]
    [InlineData(0, 0, 100, 100L, "all there is")]
    [InlineData(0, 0, 101, null, "more than there is")]
    [InlineData(99, 0, 1, 1L, "the last one")]
    [InlineData(100, 0, 1, null, "nothing left")]
    [InlineData(70, 50, 1, null, "more out than a lowered limit allows")]
    public void An_account_grants_what_is_needed_or_a_fair_share(long first, long second, long need, long? granted, string why)
    {
        var account = Settled(Hundred, first, second);

        var after = Allotments.Grant(account, 1, need);

        Assert.True((granted is null ? null : second + granted) == after?.Granted[1], why);
        Assert.True(after is null || after.Available == account.Available - granted, why);
    }

    [Fact]
    public void A_need_of_nothing_is_a_fault() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Allotments.Grant(Settled(Hundred, 0, 0), 0, 0));

    [Theory]
    [InlineData(1L, 30L, 40L, 40L, "more was granted")]
    [InlineData(1L, 40L, 30L, 40L, "a stale copy takes nothing away")]
    [InlineData(2L, 30L, 40L, 30L, "the shard is in a later epoch")]
    public void A_shard_receives_the_larger_figure(long epoch, long has, long account, long expected, string why)
    {
        var received = Allotments.Receive(new(epoch, Hundred, has, 2), Settled(Hundred, 0, account), index: 1);

        Assert.True(new Allotment(epoch, Hundred, expected, 2) == received, why);
    }

    [Theory]
    [InlineData(1, 10, 0, 4, 6, "what is not used")]
    [InlineData(1, 10, 6, 4, 6, "repeated: nothing more")]
    [InlineData(1, 10, 0, 12, 0, "more used than granted: nothing")]
    [InlineData(2, 10, 0, 4, 0, "the shard is in a later epoch, in whose period it may have used more")]
    [InlineData(0, 10, 0, 4, 0, "the shard is in an earlier epoch")]
    public void A_shard_gives_back_what_it_does_not_use(long epoch, long granted, long returned, long used, long expected, string why) =>
        Assert.True(expected == Allotments.GiveBack(new(epoch, Hundred, granted, returned), Settled(Hundred, 0), used).Returned, why);

    [Fact]
    public void An_account_collects_the_larger_figures_of_its_own_epoch()
    {
        var account = new AllotmentAccount(2, Hundred, true, [10, 10, 10, 10], [5, 5, 5, 5]);

        var collected = Allotments.Collect(account, [new(2, Hundred, 10, 7), new(2, Hundred, 10, 3), new(1, Hundred, 10, 9), null]);

        Assert.Equal([7, 5, 5, 5], collected.Returned);
        Assert.Equal(100 - 40 + 22, collected.Available);
    }

    [Theory]
    [InlineData(1, 60, 40, 3, 3, 7L, "nothing has moved: no more than the earlier look saw")]
    [InlineData(1, 60, 41, 3, 3, null, "more was granted meanwhile")]
    [InlineData(1, 60, 40, 3, 4, null, "something came back meanwhile")]
    [InlineData(2, 60, 40, 3, 3, null, "another epoch, whose counters begin anew")]
    public void Only_two_looks_in_a_row_that_see_the_same_tell_what_was_left(
        long epoch, long first, long second, long firstReturned, long secondReturned, long? left, string why)
    {
        var earlier = new AllotmentLook(new(1, Hundred, true, [60, 40], [3, 3]), Left: 7);
        var look = new AllotmentLook(new(epoch, Hundred, true, [first, second], [firstReturned, secondReturned]), Left: 6);

        Assert.True(left == look.LeftFor(earlier), why);
        Assert.Null(look.LeftFor(null));
    }

    private static AllotmentAccount Settled(AllotmentTerm term, params long[] granted) =>
        new(1, term, true, [.. granted], [.. granted.Select(_ => 0L)]);
}
