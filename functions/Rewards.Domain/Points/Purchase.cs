using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>A basket that was paid, after discounts.</summary>
public sealed record Purchase(PurchaseId Id, MemberId Member, Instant At, Basket Basket)
{
    /// <summary>The redemptions that made it cheaper, as the till names them; they only link.</summary>
    public ImmutableArray<string> RedemptionIds { get; init; } = [];
}

/// <summary>One movement of a member's points.</summary>
/// <param name="Sequence">Counts from 1 within the member.</param>
public sealed record LedgerEntry(
    long Sequence,
    Instant At,
    string Kind,
    PointCount Points,
    PointCount Balance,
    PurchaseId? Purchase,
    Receipt? Receipt,
    MinorUnits Amount)
{
    public const string PurchaseKind = "purchase";

    /// <summary>The purchase's; they only link.</summary>
    public ImmutableArray<string> RedemptionIds { get; init; } = [];
}

/// <summary>Why a purchase earns nothing, in the order in which the reasons are looked at.</summary>
public enum PurchaseRefusal
{
    MemberErased,
    UnknownMember,
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

    /// <param name="Member">With the new balance, last purchase, count, spend and standing look.</param>
    /// <param name="FileLookOn">The day for which a row is to be filed in the Agenda; null: one stands already, or no campaign waits.</param>
    public sealed record Awarded(Member Member, LedgerEntry Entry, LocalDate? FileLookOn, bool Enrolled) : AwardDecision;

    public sealed record Refused(PurchaseRefusal Reason) : AwardDecision;

    /// <param name="purchaseIsOthers">The purchase id belongs to another operation that has been accepted, or was refused for good.</param>
    /// <param name="receiptIsOthers">The receipt does.</param>
    /// <param name="timed">The newest versions of the campaigns that issue by themselves.</param>
    public static AwardDecision Decide(
        Member? member,
        Programme programme,
        Purchase purchase,
        bool purchaseIsOthers,
        bool receiptIsOthers,
        IReadOnlyCollection<CampaignDefinition> timed,
        Instant now)
    {
        if (member is { IsErased: true })
        {
            return new Refused(PurchaseRefusal.MemberErased);
        }

        if (member is null && !programme.AutoEnrol)
        {
            return new Refused(PurchaseRefusal.UnknownMember);
        }

        if (purchase.Basket.Currency != programme.Currency)
        {
            return new Refused(PurchaseRefusal.CurrencyMismatch);
        }

        if (purchaseIsOthers)
        {
            return new Refused(PurchaseRefusal.DuplicatePurchase);
        }

        if (receiptIsOthers)
        {
            return new Refused(PurchaseRefusal.DuplicateReceipt);
        }

        var day = programme.DayOf(purchase.At);
        var current = member ?? Member.Enrolled(purchase.Member, LocalDate.Min(day, programme.DayOf(now)));
        try
        {
            return Award(current, programme, purchase, day, timed, programme.DayOf(now), enrolled: member is null);
        }
        catch (OverflowException)
        {
            return new Refused(PurchaseRefusal.AmountTooLarge);
        }
    }

    private static Awarded Award(
        Member member,
        Programme programme,
        Purchase purchase,
        LocalDate day,
        IReadOnlyCollection<CampaignDefinition> timed,
        LocalDate today,
        bool enrolled)
    {
        var amount = purchase.Basket.Total;
        var points = programme.Earn.PointsFor(purchase.Basket, day);
        var lastPurchaseOn = member.LastPurchaseOn is { } last ? LocalDate.Max(last, day) : day;
        var awarded = member with
        {
            Sequence = checked(member.Sequence + 1),
            Balance = member.Balance + points,
            LastPurchaseOn = lastPurchaseOn,
            Purchases = checked(member.Purchases + 1),
            Spend = member.Spend + amount,
        };

        // A row that stands for an earlier day is enough: it is filed again under the true day when it falls due. One whose
        // day is past may be lost: who is awake again gets another, and what is left of the first is looked at in vain.
        var next = Dormancy.NextLook(lastPurchaseOn, timed, after: null);
        var stands = member.LookOn is { } standing && next >= standing && (standing >= today || next < today);
        var fileLookOn = stands ? null : next;
        var entry = new LedgerEntry(
            awarded.Sequence, purchase.At, LedgerEntry.PurchaseKind, points, awarded.Balance, purchase.Id, purchase.Basket.Receipt, amount)
        {
            RedemptionIds = purchase.RedemptionIds,
        };
        return new Awarded(awarded with { LookOn = fileLookOn ?? member.LookOn }, entry, fileLookOn, enrolled);
    }
}
