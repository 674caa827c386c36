using Rewards.Domain.Audit;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Audit;

public sealed class MemberBooksTests
{
    private static readonly MemberBooks Sound = Books();

    [Fact]
    public void An_account_whose_entries_were_each_written_once_adds_up() => Assert.Empty(Sound.Findings());

    [Fact]
    public void What_was_entered_after_the_account_was_read_does_not_count() =>
        Assert.Empty((Sound with { Promises = [.. Sound.Promises, new Promise("anna", "op3") { Entries = [3] }] }).Findings());

    public static TheoryData<string, MemberBooks> Broken => new()
    {
        { "an entry that no accepted operation wrote", Sound with { Promises = [Sound.Promises[0]] } },
        { "an entry that two operations wrote", Sound with { Promises = [.. Sound.Promises, Sound.Promises[0]] } },
        { "an accepted operation without its entry", Sound with { Entries = [Sound.Entries[0]] } },
        { "a balance that no entry explains", Sound with { Account = Sound.Account with { Balance = new PointCount(31) } } },
        { "points owed while there are some", Sound with { Account = Sound.Account with { Deficit = new PointCount(1) } } },
        { "a profile that tells another balance", Sound with { Member = Sound.Member with { Balance = new PointCount(31) } } },
        { "a profile that tells another entry", Sound with { Member = Sound.Member with { Sequence = 3 } } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Whatever_does_not_agree_is_found(string why, MemberBooks books) => Assert.True(books.Findings().Count > 0, why);

    private static MemberBooks Books()
    {
        var ledger = Ledger.Open(PointsAccount.Empty, Programme.Default, Sample.At("2026-05-04T10:00:00Z"));
        ledger.Credit(new PointCount(10), new LotKey(null, null, null), new EntrySource(EntryKinds.Purchase));
        ledger.Credit(new PointCount(20), new LotKey(null, null, null), new EntrySource(EntryKinds.Purchase));
        var account = ledger.Account;
        return new MemberBooks(
            Sample.Member() with { Sequence = account.Sequence, Balance = account.Balance },
            account,
            ledger.Entries,
            [new Promise("anna", "op1") { Entries = [1] }, new Promise("anna", "op2") { Entries = [2] }]);
    }
}
