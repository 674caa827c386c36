using NodaTime;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class LedgerTests
{
    private static readonly EntrySource Source = new(EntryKinds.Adjustment);

    /// <summary>It is 10 June. Entries are changes of balance, pending and held.</summary>
    [Theory]
    [InlineData("30@2026-06-10", "", 0, "", "30@2026-06-10", 0, "the last day counts whole")]
    [InlineData("30@2026-06-09", "", 0, "expiry -30/0/0", "", 0, "the day after it")]
    [InlineData("30@-", "", 0, "", "30@-", 0, "never lapses")]
    [InlineData("5@2026-06-08, 30@2026-06-09", "", 0, "expiry -35/0/0", "", 0, "one entry for all that lapsed")]
    [InlineData("30@2026-06-30>2026-06-10", "", 0, "activation 30/-30/0", "30@2026-06-30", 0, "the first day has begun")]
    [InlineData("30@2026-06-30>2026-06-11", "", 0, "", "30@2026-06-30>2026-06-11", 0, "the first day is tomorrow")]
    [InlineData("30@2026-06-30!p", "", 0, "", "30@2026-06-30!p", 0, "waits for an event, however long")]
    [InlineData("30@2026-06-09!p", "", 0, "expiry 0/-30/0", "", 0, "lapses while it waits")]
    [InlineData("30@2026-06-09>2026-06-05", "", 0, "activation 30/-30/0, expiry -30/0/0", "", 0, "late: spendable from the 5th to the 9th")]
    [InlineData("30@2026-06-05>2026-06-08", "", 0, "expiry 0/-30/0", "", 0, "late: lapsed before it could be spent")]
    [InlineData("30@2026-06-09>2026-06-10", "", 0, "activation 30/-30/0, expiry -30/0/0", "", 0, "of one midnight, activation comes first")]
    [InlineData("30@2026-06-30>2026-06-10", "", 20, "activation 30/-30/0", "10@2026-06-30", 0, "what becomes spendable pays what is owed")]
    [InlineData("30@2026-06-30>2026-06-10", "", 30, "activation 30/-30/0", "", 0, "all of it")]
    [InlineData("30@2026-06-30>2026-06-10", "", 40, "activation 30/-30/0", "", 10, "and no more")]
    [InlineData("30@2026-06-09>2026-06-05", "", 20, "activation 30/-30/0, expiry -10/0/0", "", 0, "late: paid while it could be spent, then the rest lapsed")]
    [InlineData("30@2026-06-09>2026-06-10", "", 20, "activation 30/-30/0, expiry -30/0/0", "", 20, "what was never spendable pays nothing")]
    [InlineData("", "2026-06-10T12:00:00Z=20@2026-06-30", 0, "release 20/0/-20", "20@2026-06-30", 0, "the hold's instant is reached")]
    [InlineData("5@2026-06-30", "2026-06-10T11:00:00Z=20@2026-06-30", 0, "release 20/0/-20", "25@2026-06-30", 0, "back into its lot")]
    [InlineData("", "2026-06-08T10:00:00Z=20@2026-06-08", 0, "release 20/0/-20, expiry -20/0/0", "", 0, "freed on the lot's last day, which is past")]
    [InlineData("", "2026-06-08T10:00:00Z=20@2026-06-05", 0, "release 20/0/-20, expiry -20/0/0", "", 0, "the lot lapsed while it was held")]
    [InlineData("", "2026-06-08T10:00:00Z=20@2026-06-30", 15, "release 20/0/-20", "5@2026-06-30", 0, "what is freed pays what is owed")]
    [InlineData("", "2026-06-08T10:00:00Z=20@2026-06-08", 15, "release 20/0/-20, expiry -5/0/0", "", 0, "late: it was freed in time to pay")]
    [InlineData("", "2026-06-08T10:00:00Z=20@2026-06-07", 15, "release 20/0/-20, expiry -20/0/0", "", 15, "freed a day too late to pay")]
    [InlineData("", "2026-06-07T22:00:00Z=20@2026-06-07", 15, "release 20/0/-20, expiry -20/0/0", "", 15, "midnight in Berlin is too late")]
    [InlineData("", "2026-06-07T21:59:59Z=20@2026-06-07", 15, "release 20/0/-20, expiry -5/0/0", "", 0, "the second before is not")]
    [InlineData("8@2026-06-09, 4@2026-06-30>2026-06-10", "2026-06-10T11:00:00Z=2@2026-06-30", 0, "activation 4/-4/0, release 2/0/-2, expiry -8/0/0", "6@2026-06-30", 0, "activate, free, lapse")]
    public void Opening_writes_down_what_time_has_done_in_its_order(
        string lots, string holds, long deficit, string entries, string left, long owed, string why)
    {
        var account = SamplePoints.Account(lots, holds, deficit);

        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now);

        Assert.True(entries == SamplePoints.Text(ledger.Entries), $"{why}: {SamplePoints.Text(ledger.Entries)}");
        Assert.True(left == SamplePoints.Text(ledger.Account.Lots), $"{why}: {SamplePoints.Text(ledger.Account.Lots)}");
        Assert.True(new PointCount(owed) == ledger.Deficit, $"{why}: {ledger.Deficit}");
        AddsUp(account, ledger);
    }

    [Fact]
    public void A_hold_stays_until_its_instant()
    {
        var account = SamplePoints.Account("", "2026-06-10T12:00:00Z=20@2026-06-05");

        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now - Duration.FromNanoseconds(100));

        Assert.Empty(ledger.Entries);
        Assert.Equal(new PointCount(20), ledger.Account.Held);
    }

    [Fact]
    public void Each_hold_is_freed_by_an_entry_of_its_own_at_its_own_time()
    {
        var account = SamplePoints.Account("", "2026-06-09T10:00:00Z=20@2026-06-30, 2026-06-08T10:00:00Z=5@2026-06-30");

        var entries = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now).Entries;

        Assert.Equal(
            [(8, "h-1", Sample.At("2026-06-08T10:00:00Z")), (9, "h-0", Sample.At("2026-06-09T10:00:00Z"))],
            entries.Select(entry => (entry.Sequence, entry.Source.Reference, entry.At)));
        Assert.Equal([5, 25], entries.Select(entry => entry.Balance.Value));
    }

    [Fact]
    public void Opening_twice_writes_down_nothing_more()
    {
        var account = SamplePoints.Account("8@2026-06-09, 4@2026-06-30>2026-06-10", "2026-06-10T11:00:00Z=2@2026-06-30", 3);

        var settled = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now).Account;

        Assert.Empty(Ledger.Open(settled, SamplePoints.Programme, SamplePoints.Now).Entries);
    }

    [Theory]
    [InlineData("10@2026-06-30", 0, "adjustment 10/0/0", "10@2026-06-30", 0, "a lot of its own")]
    [InlineData("10@2026-06-30", 4, "adjustment 10/0/0", "6@2026-06-30", 0, "pays what is owed first")]
    [InlineData("10@2026-06-30", 12, "adjustment 10/0/0", "", 2, "and may not suffice")]
    [InlineData("10@2026-06-30>2026-06-11", 4, "adjustment 0/10/0", "10@2026-06-30>2026-06-11", 4, "what is pending pays nothing yet")]
    [InlineData("10@2026-06-30>2026-06-10", 4, "adjustment 10/0/0", "6@2026-06-30", 0, "due already: spendable at once")]
    [InlineData("10@2026-06-09", 4, "adjustment 10/0/0, expiry -10/0/0", "", 4, "lapsed already: written down as lapsed, pays nothing")]
    public void A_credit_goes_into_its_lot(string credited, long deficit, string entries, string left, long owed, string why)
    {
        var account = SamplePoints.Account("", deficit: deficit);
        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now);
        var lot = SamplePoints.Lots(credited)[0];

        ledger.Credit(lot.Points, lot.Key, Source);

        Assert.True(entries == SamplePoints.Text(ledger.Entries), $"{why}: {SamplePoints.Text(ledger.Entries)}");
        Assert.True(left == SamplePoints.Text(ledger.Account.Lots), why);
        Assert.True(new PointCount(owed) == ledger.Deficit, why);
        AddsUp(account, ledger);
    }

    [Theory]
    [InlineData(1, "1@2026-06-10", "the earliest expiry first")]
    [InlineData(10, "10@2026-06-10", "the lot goes")]
    [InlineData(25, "10@2026-06-10, 15@2026-07-31", "then the next, past what is pending")]
    [InlineData(40, "10@2026-06-10, 20@2026-07-31, 10@-", "what never lapses comes last")]
    public void A_debit_takes_what_lapses_first(long points, string taken, string why)
    {
        var account = SamplePoints.Account("10@-, 20@2026-07-31, 9@2026-06-30>2026-06-20, 10@2026-06-10");
        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now);

        Assert.True(taken == SamplePoints.Text(ledger.Debit(new PointCount(points), Source)), why);
        AddsUp(account, ledger);
    }

    [Theory]
    [InlineData(50, false, "30@2026-06-20, 20@2026-07-31", "", "capture 0/0/-50", "whole")]
    [InlineData(40, false, "30@2026-06-20, 10@2026-07-31", "10@2026-07-31", "capture 10/0/-50", "a part: the rest goes back")]
    [InlineData(40, true, "30@2026-06-20, 10@2026-07-31", "", "capture 0/0/-40", "a part: the rest stays held")]
    [InlineData(50, true, "30@2026-06-20, 20@2026-07-31", "", "capture 0/0/-50", "whole: nothing stays to be held")]
    public void A_capture_spends_what_lapses_first(long points, bool keepOpen, string captured, string left, string entries, string why)
    {
        var account = SamplePoints.Account("", "2026-06-10T13:00:00Z=30@2026-06-20+20@2026-07-31");
        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now);

        var taken = ledger.Capture(ledger.FindHold("h-0")!, new PointCount(points), keepOpen, new EntrySource(EntryKinds.Capture));

        Assert.True(captured == SamplePoints.Text(taken), why);
        Assert.True(left == SamplePoints.Text(ledger.Account.Lots), why);
        Assert.True(entries == SamplePoints.Text(ledger.Entries), why);
        Assert.Equal(keepOpen && points < 50 ? 1 : 0, ledger.Holds.Count);
        AddsUp(account, ledger);
    }

    [Theory]
    [InlineData(TakeBackPolicy.Clamp, 9, "adjustment 0/-9/0", "30@2026-06-30, 1@2026-06-30!p", 0, 0, "pending points first")]
    [InlineData(TakeBackPolicy.Clamp, 25, "adjustment -15/-10/0", "15@2026-06-30", 0, 0, "then what can be spent")]
    [InlineData(TakeBackPolicy.Clamp, 45, "adjustment -30/-10/0", "", 0, 5, "what is not there any more is forgiven")]
    [InlineData(TakeBackPolicy.Negative, 45, "adjustment -35/-10/0", "", 5, 0, "or owed")]
    public void A_return_takes_back_what_there_is(
        TakeBackPolicy policy, long points, string entries, string left, long owed, long forgiven, string why)
    {
        var account = SamplePoints.Account("30@2026-06-30, 10@2026-06-30!p");
        var ledger = Ledger.Open(account, SamplePoints.Programme, SamplePoints.Now);

        var result = ledger.TakeBack(new PointCount(points), new LotKey(Sample.Day("2026-06-30"), null, "p"), policy, Source);

        Assert.True(entries == SamplePoints.Text(ledger.Entries), why);
        Assert.True(left == SamplePoints.Text(ledger.Account.Lots), why);
        Assert.Equal((new PointCount(owed), new PointCount(forgiven)), (ledger.Deficit, result.Forgiven));
        AddsUp(account, ledger);
    }

    [Theory]
    [InlineData("2026-10-24T21:59:59Z", "", "the last second of the day before the clocks go back")]
    [InlineData("2026-10-24T22:00:00Z", "", "the day of 25 hours begins")]
    [InlineData("2026-10-25T22:59:59Z", "", "its last second")]
    [InlineData("2026-10-25T23:00:00Z", "expiry -30/0/0", "it is over")]
    public void A_lot_lapses_at_midnight_of_the_programmes_zone(string now, string entries, string why)
    {
        var ledger = Ledger.Open(SamplePoints.Account("30@2026-10-25"), SamplePoints.Programme, Sample.At(now));

        Assert.True(entries == SamplePoints.Text(ledger.Entries), why);
    }

    /// <summary>The entries explain how each column came from where it was to where it is, and the lots say the same.</summary>
    private static void AddsUp(PointsAccount before, Ledger ledger)
    {
        var after = ledger.Account;
        Assert.Equal(after.Balance.Value - before.Balance.Value, ledger.Entries.Sum(entry => entry.Points.Value));
        Assert.Equal(after.Pending.Value - before.Pending.Value, ledger.Entries.Sum(entry => entry.Pending.Value));
        Assert.Equal(after.Held.Value - before.Held.Value, ledger.Entries.Sum(entry => entry.Held.Value));
        var spendable = after.Lots.Where(lot => !lot.Key.IsPending).Sum(lot => lot.Points.Value);
        Assert.Equal(after.Balance.Value, spendable - after.Deficit.Value);
        Assert.Equal(before.Sequence + ledger.Entries.Count, after.Sequence);
    }
}
