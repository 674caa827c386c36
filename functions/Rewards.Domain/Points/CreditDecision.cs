using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;

namespace Rewards.Domain.Points;

/// <summary>What is credited. A closed union.</summary>
public abstract record CreditedPoints
{
    private CreditedPoints()
    {
    }

    /// <summary>Earned today: they can be spent at once and lapse as the programme says.</summary>
    public sealed record Earned(PointCount Points) : CreditedPoints;

    /// <summary>They come from elsewhere, or back, with their expiry.</summary>
    public sealed record Moved(ImmutableArray<Lot> Lots) : CreditedPoints;
}

/// <summary>Points that another member's, or another partition's, command has decided on. A closed union.</summary>
public abstract record CreditDecision
{
    private CreditDecision()
    {
    }

    public sealed record Accepted(Posting Posting) : CreditDecision;

    /// <summary>There is no such member.</summary>
    public sealed record Unknown : CreditDecision;

    /// <summary>The member has been erased, and does not come back.</summary>
    public sealed record Erased : CreditDecision;

    /// <summary>The member's figures would leave the range of 64 bits, or the lots could no longer be written down.</summary>
    public sealed record NoRoom : CreditDecision;

    public static CreditDecision Decide(MemberState? state, CreditedPoints credited, EntrySource source, Programme programme, Instant now)
    {
        if (state is null)
        {
            return new Unknown();
        }

        if (state.Member.IsErased)
        {
            return new Erased();
        }

        try
        {
            var ledger = Ledger.Open(state.Account, programme, now);
            switch (credited)
            {
                case CreditedPoints.Earned earned:
                    ledger.Credit(earned.Points, new LotKey(programme.Points.Expiry.LastDay(ledger.Today)), source);
                    break;
                case CreditedPoints.Moved moved:
                    ledger.Credit(moved.Lots, source);
                    break;
            }

            var posting = Posting.Of(state, ledger, programme);
            return posting.Next.Account.IsTooLarge ? new NoRoom() : new Accepted(posting);
        }
        catch (OverflowException)
        {
            return new NoRoom();
        }
    }
}
