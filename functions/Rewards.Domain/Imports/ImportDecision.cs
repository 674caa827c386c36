using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Imports;

/// <summary>What an import makes of one member. That nobody is imported twice is for whoever asks. A closed union.</summary>
public abstract record ImportDecision
{
    private ImportDecision()
    {
    }

    /// <param name="Entries">Oldest first: what time had done, then the opening balance.</param>
    /// <param name="FileLookOn">The day for which a row is to be filed in the Agenda; null: one stands already, or nothing is due.</param>
    public sealed record Imported(MemberState Next, IReadOnlyList<LedgerEntry> Entries, LocalDate? FileLookOn) : ImportDecision;

    public sealed record Refused(FieldError Error) : ImportDecision;

    /// <summary>
    /// Enrols whoever is unknown, whatever the programme says of enrolment in passing. Who is known keeps what is known of the
    /// purchases made here, joined on the earlier day, bought last on the later one, and has the points on top.
    /// </summary>
    /// <param name="state">Null: not enrolled.</param>
    /// <param name="timed">The newest versions of the campaigns that issue by themselves.</param>
    public static ImportDecision Decide(
        MemberState? state, MemberLine line, Programme programme, TimedCampaigns timed, Instant now)
    {
        if (state is { Member.IsErased: true })
        {
            return new Refused(new FieldError(MemberLine.MemberIdColumn, "The member has been erased; the id is not used again."));
        }

        try
        {
            var imported = Import(state, state ?? MemberState.Enrolled(line.Id, line.JoinedOn ?? programme.DayOf(now)), line, programme, timed, now);
            return imported.Next.Account.IsTooLarge
                ? new Refused(new FieldError(MemberLine.BalancesColumn, $"The member would have points of more than {PointsAccount.MaxLots} days."))
                : imported;
        }
        catch (OverflowException)
        {
            return new Refused(new FieldError(MemberLine.BalancesColumn, "The member's figures would no longer be whole numbers of 64 bits."));
        }
    }

    private static Imported Import(
        MemberState? before, MemberState state, MemberLine line, Programme programme, TimedCampaigns timed, Instant now)
    {
        var ledger = Ledger.Open(state.Account, programme, now);
        if (!line.Lots.IsEmpty)
        {
            ledger.Credit(line.Lots.Select(lot => new Lot(new LotKey(lot.ExpiresOn), lot.Points)), new EntrySource(EntryKinds.Opening));
        }

        var member = state.Member;
        var hasBought = member.Purchases > 0;
        var joinedOn = line.JoinedOn is { } joined ? LocalDate.Min(member.JoinedOn, joined) : member.JoinedOn;
        var known = member with { JoinedOn = joinedOn, LastPurchaseOn = Later(member.LastPurchaseOn, line.LastPurchaseOn) };
        known = hasBought ? known : known with
        {
            // Not told by the line: the first purchase is taken for that of the day of joining, all for one of a day of its own.
            FirstPurchaseOn = line.LastPurchaseOn is { } lastOn ? LocalDate.Min(joinedOn, lastOn) : null,
            PurchaseDays = line.Purchases,
            FirstDaySpend = new MinorUnits(line.Spend.Value / Math.Max(1, line.Purchases)),
            Purchases = line.Purchases,
            Spend = line.Spend,
        };
        var next = state with { Member = known, Account = ledger.Account };
        var due = Occasions.NextLookAfter(before, next, timed, ledger.Today);
        var file = Looks.ToFile(member.LookOn, Looks.Earliest(due, Looks.NextOf(next, programme, ledger.Today)), ledger.Today);
        return new Imported(next with { Member = known with { LookOn = file ?? member.LookOn } }, ledger.Entries, file);
    }

    private static LocalDate? Later(LocalDate? one, LocalDate? other) => one is { } day && !(other > day) ? day : other;
}
