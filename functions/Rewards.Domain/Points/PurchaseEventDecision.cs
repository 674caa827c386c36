using NodaTime;
using Rewards.Domain.Members;

namespace Rewards.Domain.Points;

/// <summary>Something happened to a purchase, such as its delivery, that points may wait for. A closed union.</summary>
public abstract record PurchaseEventDecision
{
    private PurchaseEventDecision()
    {
    }

    /// <param name="Activated">Zero where nothing waits any more.</param>
    public sealed record Accepted(Posting Posting, PointCount Activated) : PurchaseEventDecision;

    /// <summary>By the rules under which it earned, the purchase's points wait for another event or for none.</summary>
    public sealed record Unexpected : PurchaseEventDecision;

    public sealed record MemberErased : PurchaseEventDecision;

    /// <param name="happened">As the programme's pending rule names it; compared with case.</param>
    /// <param name="awaits">What names this purchase in the lots that wait for it.</param>
    /// <param name="earnedUnder">The version of the programme by whose rules it earned.</param>
    public static PurchaseEventDecision Decide(
        MemberState state, KeptPurchase kept, string happened, string awaits, Programme programme, Programme earnedUnder, Instant now)
    {
        if (state.Member.IsErased)
        {
            return new MemberErased();
        }

        if (earnedUnder.Points.Pending is not PendingRule.OnEvent rule || rule.Event != happened)
        {
            return new Unexpected();
        }

        var ledger = Ledger.Open(state.Account, programme, now);
        var entry = ledger.Activate(awaits, new EntrySource(EntryKinds.Activation) { Purchase = kept.Purchase.Id, Reason = happened });
        return new Accepted(Posting.Of(state, ledger, programme), PointCount.Zero - (entry?.Pending ?? PointCount.Zero));
    }
}
