using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>A basket that was paid, after discounts.</summary>
public sealed record Purchase(PurchaseId Id, MemberId Member, Instant At, Basket Basket);

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
    MinorUnits Amount);

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
    /// <param name="dormantAfterDays">Of the dormant campaigns that are not disabled.</param>
    public static AwardDecision Decide(
        Member? member,
        Programme programme,
        Purchase purchase,
        bool purchaseIsOthers,
        bool receiptIsOthers,
        IReadOnlyCollection<int> dormantAfterDays,
        Instant now) => throw new NotImplementedException();
}
