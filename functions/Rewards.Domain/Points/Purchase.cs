using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Agenda;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Points;

/// <summary>A basket that was paid, after discounts.</summary>
public sealed record Purchase(PurchaseId Id, MemberId Member, Instant At, Basket Basket)
{
    /// <summary>The redemptions that made it cheaper, as the till names them; they only link.</summary>
    public ImmutableArray<string> RedemptionIds { get; init; } = [];

    /// <summary>The card that named the member; null: the id did. One that was lost or replaced later counts as it was at the purchase.</summary>
    public MemberCard? Card { get; init; }
}

/// <summary>What is kept of a purchase that earned, for a return.</summary>
/// <param name="Day">The local day on which it earned.</param>
/// <param name="ProgrammeVersion">By whose rules it earned.</param>
/// <param name="Lot">Into which lot the points went.</param>
/// <param name="Earned">With it; a return lowers it.</param>
public sealed record KeptPurchase(Purchase Purchase, LocalDate Day, int ProgrammeVersion, LotKey Lot, PointCount Earned)
{
    /// <summary>What has come back so far, at most once a line.</summary>
    public ImmutableArray<ReturnedLine> Returned { get; init; } = [];

    /// <summary>To stamp cards; a return lowers it as well.</summary>
    public ImmutableArray<StampsGiven> Stamps { get; init; } = [];

    /// <summary>By what the member was, whatever has become of it: a return works out the rest with the same.</summary>
    public PointFactor Factor { get; init; } = PointFactor.Once;
}

/// <summary>Why a purchase earns nothing, in the order in which the reasons are looked at.</summary>
public enum PurchaseRefusal
{
    MemberErased,
    UnknownMember,

    /// <summary>The card that names the member had been reported lost when the purchase was made.</summary>
    CardLost,

    /// <summary>It had been replaced.</summary>
    CardReplaced,
    CurrencyMismatch,

    /// <summary>Another operation owns this purchase id.</summary>
    DuplicatePurchase,

    /// <summary>Another operation owns this receipt.</summary>
    DuplicateReceipt,

    /// <summary>The member's figures would leave the range of 64 bits.</summary>
    AmountTooLarge,
}

/// <summary>A closed union.</summary>
public abstract record AwardDecision
{
    private AwardDecision()
    {
    }

    /// <param name="Next">With the points, last purchase, count, spend and standing look.</param>
    /// <param name="Entry">The purchase's own.</param>
    /// <param name="Entries">All of them, oldest first.</param>
    /// <param name="FileLookOn">The day for which a row is to be filed in the Agenda; null: one stands already, or nothing is due.</param>
    public sealed record Awarded(
        MemberState Next,
        LedgerEntry Entry,
        IReadOnlyList<LedgerEntry> Entries,
        KeptPurchase Kept,
        LocalDate? FileLookOn,
        bool Enrolled) : AwardDecision
    {
        /// <summary>What this first purchase of a friend earns the friend, which is in the entries, and the referrer, who is told.</summary>
        public ReferralReward? Reward { get; init; }

        /// <summary>What the purchase makes of the member in the counts of customers by month.</summary>
        public required BuyingStep Step { get; init; }

        /// <summary>The stamp cards whose coupons are to be issued.</summary>
        public ImmutableArray<FilledCard> Filled { get; init; } = [];

        /// <summary>Those of reviews that nobody had written down yet, and then the purchase's own.</summary>
        public ImmutableArray<TierChange> TierChanges { get; init; } = [];

        /// <summary>What the purchase means for the experiments in which the member is.</summary>
        public ImmutableArray<ArmOutcome> Outcomes { get; init; } = [];
    }

    public sealed record Refused(PurchaseRefusal Reason) : AwardDecision;

    /// <summary>The member has as many lots as can be written down. No outcome: whoever asks keeps the purchase until there is room.</summary>
    public sealed record NoRoom : AwardDecision;

    public static AwardDecision Decide(MemberState? state, Purchase purchase, AwardContext context)
    {
        var programme = context.Programme;
        if (state is { Member.IsErased: true })
        {
            return new Refused(PurchaseRefusal.MemberErased);
        }

        if (state is null && !programme.AutoEnrol)
        {
            return new Refused(PurchaseRefusal.UnknownMember);
        }

        if (purchase.Card?.StateAt(purchase.At) is (CardState.Lost or CardState.Replaced) and var card)
        {
            return new Refused(card == CardState.Lost ? PurchaseRefusal.CardLost : PurchaseRefusal.CardReplaced);
        }

        if (purchase.Basket.Currency != programme.Currency)
        {
            return new Refused(PurchaseRefusal.CurrencyMismatch);
        }

        if (context.PurchaseIsOthers)
        {
            return new Refused(PurchaseRefusal.DuplicatePurchase);
        }

        if (context.ReceiptIsOthers)
        {
            return new Refused(PurchaseRefusal.DuplicateReceipt);
        }

        var day = programme.DayOf(purchase.At);
        var current = state ?? MemberState.Enrolled(purchase.Member, LocalDate.Min(day, programme.DayOf(context.Now)));
        try
        {
            var awarded = Award(current, purchase, day, context, enrolled: state is null);
            return awarded.Next.Account.IsTooLarge ? new NoRoom() : awarded;
        }
        catch (OverflowException)
        {
            return new Refused(PurchaseRefusal.AmountTooLarge);
        }
    }

    private static Awarded Award(MemberState state, Purchase purchase, LocalDate day, AwardContext context, bool enrolled)
    {
        var programme = context.Programme;
        var amount = purchase.Basket.Total;
        var today = programme.DayOf(context.Now);
        var factor = state.Standing.FactorFor(day, today, programme);
        var points = programme.Earn.PointsFor(purchase.Basket, day, factor);
        var lot = programme.Points.LotFor(day, context.Awaits);
        var ledger = Ledger.Open(state.Account, programme, context.Now);
        var entry = ledger.Credit(points, lot, new EntrySource(EntryKinds.Purchase)
        {
            At = purchase.At,
            Purchase = purchase.Id,
            Receipt = purchase.Basket.Receipt,
            Amount = amount,
            RedemptionIds = purchase.RedemptionIds,
        });
        var member = state.Member;
        var bought = member.Bought(day, amount);

        var referral = ReferralOutcome.AtPurchase(member, state.Standing.Referral, programme.Referral, amount, day);
        referral.Reward?.Credit(ledger, programme, day);
        var stamped = Stamping.Stamp(state.Standing.Stamps, programme.StampCards, purchase.Basket, day, card => context.Issuing.Contains(card.Campaign));
        var standing = state.Standing.Counted(programme, new TierTally(points, amount), day, today);
        var (assignments, outcomes) = state.Standing.Assignments.AtPurchase(day, amount);
        var moments = referral.Reward is { } reward
            ? state.Standing.Moments.With(new Moment(Moments.Friend, reward.Code.Value, today), context.Timed)
            : state.Standing.Moments;
        var next = state with
        {
            Member = bought,
            Account = ledger.Account,
            Standing = standing.Next with { Referral = referral.Standing, Stamps = stamped.Cards, Assignments = assignments, Moments = moments },
        };
        var due = Occasions.NextLookAfter(enrolled ? null : state, next, context.Timed, ledger.Today);
        var file = Looks.ToFile(member.LookOn, Looks.Earliest(due, Looks.NextOf(next, programme, ledger.Today)), ledger.Today);
        next = next with { Member = bought with { LookOn = file ?? member.LookOn } };
        var kept = new KeptPurchase(purchase, day, programme.Version, lot, points) { Stamps = stamped.Given, Factor = factor };
        return new Awarded(next, entry, ledger.Entries, kept, file, enrolled)
        {
            Step = BuyingStep.Of(member, day),
            Reward = referral.Reward,
            Filled = stamped.Filled,
            TierChanges = standing.Changes,
            Outcomes = outcomes,
        };
    }
}

/// <summary>What an award is decided by, besides the member and the purchase.</summary>
/// <param name="PurchaseIsOthers">The purchase id belongs to another operation that has been accepted, or was refused for good.</param>
/// <param name="ReceiptIsOthers">The receipt does.</param>
/// <param name="Awaits">What names this purchase where its points wait for an event.</param>
public sealed record AwardContext(
    Programme Programme, TimedCampaigns Timed, bool PurchaseIsOthers, bool ReceiptIsOthers, string Awaits, Instant Now)
{
    /// <summary>The stamp cards' campaigns that issue coupons now.</summary>
    public ImmutableHashSet<CampaignId> Issuing { get; init; } = [];
}
