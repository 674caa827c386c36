using NodaTime;
using Rewards.Domain.Members;

namespace Rewards.Domain.Points;

/// <summary>Points that staff give or take by hand.</summary>
/// <param name="Points">Not zero; below zero they are taken.</param>
/// <param name="Reason">Why, in the retailer's words.</param>
/// <param name="By">Who of the staff, by a pseudonym.</param>
/// <param name="ExpiresOn">The last local day of points that are given; null: as if they were earned today.</param>
public sealed record Adjustment(string Id, PointCount Points, string Reason, string By, LocalDate? ExpiresOn)
{
    /// <summary>Given or taken at once: a mistyped figure must not bring what all members are owed near the end of 64 bits.</summary>
    public const long MaxPoints = 1_000_000_000_000;
}

/// <summary>A closed union.</summary>
public abstract record AdjustmentDecision
{
    private AdjustmentDecision()
    {
    }

    public sealed record Accepted(Posting Posting) : AdjustmentDecision;

    public sealed record Refused(PointsRefusal Reason) : AdjustmentDecision;

    /// <summary>The points would have lapsed before they were given.</summary>
    public sealed record ExpiryIsPast : AdjustmentDecision;

    /// <summary>Points given can be spent at once; points taken are those that lapse first, and no more than can be spent.</summary>
    /// <param name="state">Null: there is no such member.</param>
    public static AdjustmentDecision Decide(MemberState? state, Adjustment adjustment, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(state) is { } reason)
        {
            return new Refused(reason);
        }

        try
        {
            var ledger = Ledger.Open(state!.Account, programme, now);
            if (adjustment.ExpiresOn < ledger.Today)
            {
                return new ExpiryIsPast();
            }

            var source = new EntrySource(EntryKinds.Adjustment) { Reference = adjustment.Id, Reason = adjustment.Reason, By = adjustment.By };
            if (adjustment.Points > PointCount.Zero)
            {
                ledger.Credit(adjustment.Points, new LotKey(adjustment.ExpiresOn ?? programme.Points.Expiry.LastDay(ledger.Today)), source);
            }
            else
            {
                var taken = PointCount.Zero - adjustment.Points;
                if (taken > ledger.Balance)
                {
                    return new Refused(PointsRefusal.InsufficientPoints);
                }

                ledger.Debit(taken, source);
            }

            var posting = Posting.Of(state, ledger, programme);
            return PointsRefusals.OfSize(posting.Next.Account) is { } size ? new Refused(size) : new Accepted(posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}
