using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>What moved points, as the statement names it.</summary>
public static class EntryKinds
{
    public const string Purchase = "purchase";
    public const string Opening = "opening";
    public const string Activity = "activity";
    public const string Referral = "referral";
    public const string Adjustment = "adjustment";
    public const string Activation = "activation";
    public const string Expiry = "expiry";
    public const string Spend = "spend";
    public const string Rollback = "rollback";
    public const string Hold = "hold";
    public const string Capture = "capture";
    public const string Release = "release";
    public const string Return = "return";
    public const string TransferOut = "transfer-out";
    public const string TransferIn = "transfer-in";
    public const string TransferReturned = "transfer-returned";
    public const string Claim = "claim";
}

/// <summary>Why points move: what an entry tells besides its figures. No personal data, and no other member, is named in it.</summary>
/// <param name="Kind">One of <see cref="EntryKinds"/>.</param>
public sealed record EntrySource(string Kind)
{
    /// <summary>When it happened, where that is not when it was written down.</summary>
    public Instant? At { get; init; }

    public PurchaseId? Purchase { get; init; }

    public Receipt? Receipt { get; init; }

    /// <summary>In the programme's currency: what was paid, or what points were worth.</summary>
    public MinorUnits Amount { get; init; }

    /// <summary>The purchase's; they only link.</summary>
    public ImmutableArray<string> RedemptionIds { get; init; } = [];

    /// <summary>The id of the spend, hold, activity, claim, transfer or return.</summary>
    public string? Reference { get; init; }

    public string? Reason { get; init; }

    /// <summary>Who of the staff did it, by a pseudonym of the retailer's.</summary>
    public string? By { get; init; }
}

/// <summary>One movement of a member's points, in three columns.</summary>
/// <param name="Sequence">Counts from 1 within the member.</param>
/// <param name="Points">The change of the balance, which is what can be spent.</param>
/// <param name="Pending">The change of what is pending.</param>
/// <param name="Held">The change of what is held.</param>
/// <param name="Balance">After it.</param>
/// <param name="Movements">Of the lots. Active lots that change by more or less than the balance change the deficit.</param>
public sealed record LedgerEntry(
    long Sequence,
    Instant At,
    EntrySource Source,
    PointCount Points,
    PointCount Pending,
    PointCount Held,
    PointCount Balance,
    ImmutableArray<LotMovement> Movements)
{
    /// <summary>How what is held of each lot changed. Together with <see cref="Movements"/>: by how much less or more is owed to the member.</summary>
    public ImmutableArray<LotMovement> HeldMovements { get; init; } = [];

    public string Kind => Source.Kind;
}
