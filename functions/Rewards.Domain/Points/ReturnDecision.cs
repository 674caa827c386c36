using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Points;

/// <param name="Id">The retailer's, or one made for it.</param>
/// <param name="Lines">At least one, each line once.</param>
public sealed record ReturnRequest(string Id, ImmutableArray<ReturnLine> Lines);

/// <summary>Why a return is refused, in the order in which the reasons are looked at.</summary>
public enum ReturnRefusal
{
    MemberErased,
    UnknownLine,

    /// <summary>More pieces or money than is left of the line.</summary>
    ReturnExceedsPurchase,

    /// <summary>What comes free meanwhile makes more lots than can be written down.</summary>
    TooManyLots,
}

/// <summary>What a return is decided by, besides the member and the purchase.</summary>
/// <param name="Programme">The newest: its policy holds.</param>
/// <param name="EarnedUnder">The version by whose rules the purchase earned, and by which what is left of it earns.</param>
/// <param name="Coupons">Those linked to the purchase, as far as they are known.</param>
public sealed record ReturnContext(Programme Programme, Programme EarnedUnder, IReadOnlyCollection<RedeemedCoupon> Coupons, Instant Now);

/// <summary>A closed union.</summary>
public abstract record ReturnDecision
{
    private ReturnDecision()
    {
    }

    /// <param name="Posting">Stamps are taken back in its standing.</param>
    /// <param name="Kept">The purchase without what came back.</param>
    /// <param name="Points">By how much it earns less, whether they were there or not.</param>
    /// <param name="Forgiven">Those of them that were not there any more and are not owed either.</param>
    /// <param name="Refunded">Of what was paid; the charge backs are not taken off it.</param>
    public sealed record Accepted(
        Posting Posting, KeptPurchase Kept, PointCount Points, PointCount Forgiven, MinorUnits Refunded, ImmutableArray<ChargeBack> ChargeBacks)
        : ReturnDecision;

    /// <param name="LineId">The first line for which it holds, where it is one's.</param>
    public sealed record Refused(ReturnRefusal Reason, string? LineId = null) : ReturnDecision;

    public static ReturnDecision Decide(MemberState state, KeptPurchase kept, ReturnRequest request, ReturnContext context)
    {
        if (state.Member.IsErased)
        {
            return new Refused(ReturnRefusal.MemberErased);
        }

        var bought = kept.Purchase.Basket;
        if (request.Lines.FirstOrDefault(asked => bought.Lines.All(line => line.LineId != asked.LineId)) is { } unknown)
        {
            return new Refused(ReturnRefusal.UnknownLine, unknown.LineId);
        }

        var returned = kept.Returned;
        var refunded = MinorUnits.Zero;
        foreach (var asked in request.Lines)
        {
            var left = ReturnedLines.LeftOf(bought.Lines.First(line => line.LineId == asked.LineId), returned);
            if (ReturnedLines.Of(asked, left) is not { } back)
            {
                return new Refused(ReturnRefusal.ReturnExceedsPurchase, asked.LineId);
            }

            returned = ReturnedLines.Add(returned, back);
            refunded += back.Amount;
        }

        var accepted = TakeBack(state, kept, kept with { Returned = returned }, refunded, request, context);
        return accepted.Posting.Next.Account.IsTooLarge ? new Refused(ReturnRefusal.TooManyLots) : accepted;
    }

    private static Accepted TakeBack(
        MemberState state, KeptPurchase before, KeptPurchase kept, MinorUnits refunded, ReturnRequest request, ReturnContext context)
    {
        var (programme, purchase) = (context.Programme, kept.Purchase);
        var remaining = ReturnedLines.Remaining(purchase.Basket, kept.Returned);
        var earned = PointCount.Min(before.Earned, context.EarnedUnder.Earn.PointsFor(remaining, kept.Day, kept.Factor));
        var points = before.Earned - earned;
        var ledger = Ledger.Open(state.Account, programme, context.Now);
        var (_, forgiven) = ledger.TakeBack(points, kept.Lot, programme.Points.TakeBack, new EntrySource(EntryKinds.Return)
        {
            Purchase = purchase.Id,
            Amount = refunded,
            Reference = request.Id,
        });
        var member = state.Member with
        {
            Purchases = state.Member.Purchases - (remaining.Lines.IsEmpty ? 1 : 0),
            Spend = state.Member.Spend - refunded,
            FirstDaySpend = kept.Day == state.Member.FirstPurchaseOn ? state.Member.FirstDaySpend - refunded : state.Member.FirstDaySpend,
        };
        var stamps = Stamping.TakeBack(
            state.Standing.Stamps, kept.Stamps, context.EarnedUnder.StampCards, programme.StampCards, remaining, kept.Day);
        var standing = state.Standing.Uncounted(programme, new TierTally(points, refunded), kept.Day, ledger.Today);
        var next = state with { Member = member, Standing = standing.Next with { Stamps = stamps.Cards } };
        return new Accepted(
            Posting.Of(next, ledger, programme) with { TierChanges = standing.Changes },
            kept with { Earned = earned, Stamps = stamps.Given },
            points,
            forgiven,
            refunded,
            ChargeBack.Of(purchase, context.Coupons, before.Returned, kept.Returned));
    }
}
