namespace Rewards.Domain.Points;

/// <summary>Why what is owed to members changed, as the liability report adds it up.</summary>
public enum LiabilityCategory
{
    Issued,
    Spent,

    /// <summary>Breakage: points that lapsed.</summary>
    Expired,
    TakenBack,
    Adjusted,

    /// <summary>Between members: over all of them nothing, once every transfer has arrived.</summary>
    Transferred,

    /// <summary>Paid off what was owed the other way when points became spendable or free.</summary>
    Settled,
}

/// <summary>Which entries count as what.</summary>
public static class LiabilityCategories
{
    public static LiabilityCategory Of(string entryKind) => entryKind switch
    {
        EntryKinds.Spend or EntryKinds.Capture or EntryKinds.Rollback or EntryKinds.Claim => LiabilityCategory.Spent,
        EntryKinds.Expiry => LiabilityCategory.Expired,
        EntryKinds.Return => LiabilityCategory.TakenBack,
        EntryKinds.Adjustment => LiabilityCategory.Adjusted,
        EntryKinds.TransferOut or EntryKinds.TransferIn or EntryKinds.TransferReturned => LiabilityCategory.Transferred,
        EntryKinds.Hold or EntryKinds.Release or EntryKinds.Activation => LiabilityCategory.Settled,
        _ => LiabilityCategory.Issued,
    };
}
