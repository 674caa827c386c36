namespace Rewards.Faults.Plants;

/// <summary>A bug that somebody might make, planted from outside into an app that has none such.</summary>
public enum Plant
{
    /// <summary>Updates and deletes go out unconditional.</summary>
    NoETag,

    /// <summary>A command's outcome is not kept with its changes.</summary>
    NoOperationRow,

    /// <summary>What a shard gets is not taken off the campaign's account.</summary>
    AllotmentTwice,

    /// <summary>A follow-up that runs twice counts twice.</summary>
    EffectTwice,

    /// <summary>What has expired is redeemed.</summary>
    ExpiryIgnored,
}
