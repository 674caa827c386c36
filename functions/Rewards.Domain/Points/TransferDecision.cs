using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;

namespace Rewards.Domain.Points;

/// <summary>Points on their way from one member to another: no longer the one's, not yet the other's.</summary>
/// <param name="Taken">They keep their expiry.</param>
public sealed record Transfer(string Id, MemberId To, ImmutableArray<Lot> Taken);

/// <summary>A closed union.</summary>
public abstract record TransferDecision
{
    private TransferDecision()
    {
    }

    public sealed record Accepted(Transfer Transfer, Posting Posting) : TransferDecision;

    public sealed record Refused(PointsRefusal Reason) : TransferDecision;

    public sealed record ToOneself : TransferDecision;

    /// <summary>Takes the points that lapse first out of the sender's account. What it decides is final; the credit follows.</summary>
    /// <param name="sender">Null: there is no such member.</param>
    /// <param name="receiver">Null: there is no such member, and none is enrolled in passing.</param>
    public static TransferDecision Decide(
        MemberState? sender, Member? receiver, PointCount points, string id, string? reason, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(sender) is { } member)
        {
            return new Refused(member);
        }

        if (receiver is null or { IsErased: true })
        {
            return new Refused(receiver is null ? PointsRefusal.UnknownMember : PointsRefusal.MemberErased);
        }

        if (receiver.Id == sender!.Member.Id)
        {
            return new ToOneself();
        }

        try
        {
            var ledger = Ledger.Open(sender.Account, programme, now);
            if (points > ledger.Balance)
            {
                return new Refused(PointsRefusal.InsufficientPoints);
            }

            var taken = ledger.Debit(points, new EntrySource(EntryKinds.TransferOut) { Reference = id, Reason = reason });
            var posting = Posting.Of(sender, ledger, programme);
            return PointsRefusals.OfSize(posting.Next.Account) is { } size
                ? new Refused(size)
                : new Accepted(new Transfer(id, receiver.Id, taken), posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}
