using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>Points that were paid with.</summary>
/// <param name="Amount">What they were worth then, in the programme's currency.</param>
/// <param name="Reference">What the caller calls it, such as a receipt.</param>
/// <param name="HoldId">The hold that was captured; null: spent in one step.</param>
/// <param name="Taken">From which lots.</param>
/// <param name="RolledBackAt">Null: it stands.</param>
public sealed record Spend(
    string Id,
    PointCount Points,
    MinorUnits Amount,
    string? Reference,
    string? HoldId,
    ImmutableArray<Lot> Taken,
    Instant At,
    Instant? RolledBackAt);

/// <summary>A closed union.</summary>
public abstract record SpendDecision
{
    private SpendDecision()
    {
    }

    public sealed record Accepted(Spend Spend, Posting Posting) : SpendDecision;

    public sealed record Refused(PointsRefusal Reason) : SpendDecision;

    /// <summary>Takes the points that lapse first.</summary>
    /// <param name="state">Null: there is no such member.</param>
    public static SpendDecision Decide(MemberState? state, PointsPrice price, string id, string? reference, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(state) is { } reason)
        {
            return new Refused(reason);
        }

        try
        {
            if (price.In(programme) is not var (points, amount))
            {
                return new Refused(PointsRefusal.CurrencyMismatch);
            }

            var ledger = Ledger.Open(state!.Account, programme, now);
            if (points > ledger.Balance)
            {
                return new Refused(PointsRefusal.InsufficientPoints);
            }

            var taken = ledger.Debit(points, new EntrySource(EntryKinds.Spend) { Reference = id, Amount = amount });
            var posting = Posting.Of(state, ledger, programme);
            return PointsRefusals.OfSize(posting.Next.Account) is { } size
                ? new Refused(size)
                : new Accepted(new Spend(id, points, amount, reference, null, taken, now, null), posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}

/// <summary>A closed union.</summary>
public abstract record SpendRollbackDecision
{
    private SpendRollbackDecision()
    {
    }

    public sealed record Accepted(Spend Spend, Posting Posting) : SpendRollbackDecision;

    public sealed record Refused(PointsRefusal Reason) : SpendRollbackDecision;

    /// <summary>Puts the points back into the lots they came from. What has lapsed meanwhile comes back lapsed.</summary>
    /// <param name="spend">Null: there is none with this id.</param>
    public static SpendRollbackDecision Decide(MemberState? state, Spend? spend, string? reason, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(state) is { } member)
        {
            return new Refused(member);
        }

        if (spend is null)
        {
            return new Refused(PointsRefusal.UnknownSpend);
        }

        if (spend.RolledBackAt is not null)
        {
            return new Refused(PointsRefusal.AlreadyRolledBack);
        }

        try
        {
            var ledger = Ledger.Open(state!.Account, programme, now);
            ledger.Credit(spend.Taken, new EntrySource(EntryKinds.Rollback) { Reference = spend.Id, Amount = spend.Amount, Reason = reason });
            var posting = Posting.Of(state, ledger, programme);
            return PointsRefusals.OfSize(posting.Next.Account) is { } size
                ? new Refused(size)
                : new Accepted(spend with { RolledBackAt = now }, posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}
