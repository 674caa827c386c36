namespace Rewards.Domain.Access;

/// <summary>What a credential may be used for. None contains another: who does more has more of them.</summary>
[Flags]
public enum Roles
{
    None = 0,

    /// <summary>What a till or a shop does while a customer stands there.</summary>
    Pos = 1,

    /// <summary>Campaigns, batches, previews, segments, reports.</summary>
    Marketing = 2,

    /// <summary>Erasing, adjusting, replaying, moving in and out, the tills' keys.</summary>
    Admin = 4,

    Any = Pos | Marketing | Admin,
}
