using Rewards.Domain.Members;

namespace Rewards.Domain.Points;

/// <summary>Why points are not spent, held, adjusted or passed on, in the order in which the reasons are looked at.</summary>
public enum PointsRefusal
{
    UnknownMember,
    MemberErased,
    UnknownSpend,
    AlreadyRolledBack,
    UnknownHold,

    /// <summary>It was captured or released.</summary>
    HoldClosed,
    HoldExpired,

    /// <summary>More than is held still.</summary>
    CaptureExceedsHold,

    /// <summary>The amount is not in the programme's currency.</summary>
    CurrencyMismatch,

    /// <summary>A figure would leave the range of 64 bits.</summary>
    AmountTooLarge,
    InsufficientPoints,

    /// <summary>The member has as many open holds, or lots in them, as can be written down.</summary>
    TooManyHolds,

    /// <summary>The member has as many lots as can be written down.</summary>
    TooManyLots,
}

internal static class PointsRefusals
{
    public static PointsRefusal? OfMember(MemberState? state) => state switch
    {
        null => PointsRefusal.UnknownMember,
        { Member.IsErased: true } => PointsRefusal.MemberErased,
        _ => null,
    };

    public static PointsRefusal? OfSize(PointsAccount account) => account.IsTooLarge ? PointsRefusal.TooManyLots : null;
}
