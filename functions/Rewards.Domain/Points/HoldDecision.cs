using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

public enum HoldState
{
    Open,

    /// <summary>All that was wanted of it has been spent.</summary>
    Captured,
    Released,

    /// <summary>What was not captured is free again.</summary>
    Expired,
}

/// <summary>What is kept of a hold, besides the lots of an open one, which the account has.</summary>
/// <param name="Points">That were held at first.</param>
/// <param name="Amount">What they were worth then, in the programme's currency.</param>
/// <param name="Reference">What the caller calls it, such as a receipt.</param>
/// <param name="Captured">Points that were spent of it so far.</param>
/// <param name="ClosedAs">Captured or released; null: nobody has closed it.</param>
public sealed record PointsHold(
    string Id, PointCount Points, MinorUnits Amount, string? Reference, Instant At, Instant ExpiresAt, PointCount Captured, HoldState? ClosedAs)
{
    public const long MinSeconds = 1;

    public const long MaxSeconds = 2_592_000;

    /// <summary>By the clock alone: no job has to run for a hold to expire.</summary>
    public HoldState StateAt(Instant now) => ClosedAs ?? (now < ExpiresAt ? HoldState.Open : HoldState.Expired);

    /// <summary>The account's part of it, where it can still be captured or released.</summary>
    internal static (OpenHold? Open, PointsRefusal? Refusal) Find(PointsHold? hold, Ledger ledger, Instant now)
    {
        if (hold is null)
        {
            return (null, PointsRefusal.UnknownHold);
        }

        if (hold.ClosedAs is not null)
        {
            return (null, PointsRefusal.HoldClosed);
        }

        // A clock that runs ahead may have freed it.
        return hold.StateAt(now) == HoldState.Open && ledger.FindHold(hold.Id) is { } open ? (open, null) : (null, PointsRefusal.HoldExpired);
    }
}

/// <summary>A closed union.</summary>
public abstract record HoldDecision
{
    private HoldDecision()
    {
    }

    public sealed record Accepted(PointsHold Hold, Posting Posting) : HoldDecision;

    public sealed record Refused(PointsRefusal Reason) : HoldDecision;

    /// <summary>Sets points aside, those that lapse first.</summary>
    /// <param name="state">Null: there is no such member.</param>
    public static HoldDecision Decide(
        MemberState? state, PointsPrice price, Duration lifetime, string id, string? reference, Programme programme, Instant now)
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

            var expiresAt = now + lifetime;
            ledger.Hold(id, points, expiresAt, new EntrySource(EntryKinds.Hold) { Reference = id, Amount = amount });
            var posting = Posting.Of(state, ledger, programme);
            return posting.Next.Account.IsTooLarge
                ? new Refused(PointsRefusal.TooManyHolds)
                : new Accepted(new PointsHold(id, points, amount, reference, now, expiresAt, PointCount.Zero, null), posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}

/// <summary>A closed union.</summary>
public abstract record CaptureDecision
{
    private CaptureDecision()
    {
    }

    public sealed record Accepted(PointsHold Hold, Spend Spend, Posting Posting) : CaptureDecision;

    public sealed record Refused(PointsRefusal Reason) : CaptureDecision;

    /// <summary>Spends what is held, or a part, even where a lot has lapsed meanwhile: it was promised.</summary>
    /// <param name="hold">Null: there is none with this id.</param>
    /// <param name="points">Null: all that is held still.</param>
    /// <param name="keepOpen">The rest stays held; otherwise it goes back.</param>
    public static CaptureDecision Decide(
        MemberState? state, PointsHold? hold, PointCount? points, bool keepOpen, string spendId, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(state) is { } reason)
        {
            return new Refused(reason);
        }

        try
        {
            var ledger = Ledger.Open(state!.Account, programme, now);
            var (open, refusal) = PointsHold.Find(hold, ledger, now);
            if (open is null)
            {
                return new Refused(refusal!.Value);
            }

            var left = open.Points;
            var captured = points ?? left;
            if (captured > left)
            {
                return new Refused(PointsRefusal.CaptureExceedsHold);
            }

            // The amount that was held for is the amount that is paid, whatever the exchange rate is by now.
            var amount = captured == hold!.Points ? hold.Amount : programme.Points.Exchange.ValueOf(captured);
            var source = new EntrySource(EntryKinds.Capture) { Reference = spendId, Amount = amount };
            var taken = ledger.Capture(open, captured, keepOpen, source);
            var posting = Posting.Of(state, ledger, programme);
            return PointsRefusals.OfSize(posting.Next.Account) is { } size
                ? new Refused(size)
                : new Accepted(
                    hold with { Captured = hold.Captured + captured, ClosedAs = keepOpen && captured < left ? null : HoldState.Captured },
                    new Spend(spendId, captured, amount, hold.Reference, hold.Id, taken, now, null),
                    posting);
        }
        catch (OverflowException)
        {
            return new Refused(PointsRefusal.AmountTooLarge);
        }
    }
}

/// <summary>A closed union.</summary>
public abstract record ReleaseDecision
{
    private ReleaseDecision()
    {
    }

    public sealed record Accepted(PointsHold Hold, Posting Posting) : ReleaseDecision;

    public sealed record Refused(PointsRefusal Reason) : ReleaseDecision;

    /// <summary>Puts what is held still back into its lots.</summary>
    /// <param name="hold">Null: there is none with this id.</param>
    public static ReleaseDecision Decide(MemberState? state, PointsHold? hold, string? reason, Programme programme, Instant now)
    {
        if (PointsRefusals.OfMember(state) is { } member)
        {
            return new Refused(member);
        }

        var ledger = Ledger.Open(state!.Account, programme, now);
        var (open, refusal) = PointsHold.Find(hold, ledger, now);
        if (open is null)
        {
            return new Refused(refusal!.Value);
        }

        ledger.Release(open, new EntrySource(EntryKinds.Release) { Reference = open.Id, Reason = reason });
        var posting = Posting.Of(state, ledger, programme);
        return PointsRefusals.OfSize(posting.Next.Account) is { } size
            ? new Refused(size)
            : new Accepted(hold! with { ClosedAs = HoldState.Released }, posting);
    }
}
