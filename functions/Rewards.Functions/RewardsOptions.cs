namespace Rewards.Functions;

/// <summary>
/// The waiting times and allowances, so that tests can shorten them. Ages and deadlines are real time, never the business
/// clock. From the section <c>Rewards</c> of the settings (<c>Rewards__FollowUpDelay</c> and so on).
/// </summary>
public sealed class RewardsOptions
{
    public const string Section = "Rewards";

    /// <summary>How long a request to the storage may take before it counts as unanswered; it is sent three times at most.</summary>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command tries again on conflicts before it answers 503.</summary>
    public TimeSpan ConflictPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after its command a follow-up is looked at first.</summary>
    public TimeSpan FollowUpDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a follow-up without an operation row comes back, until the operation is abandoned.</summary>
    public TimeSpan AbandonAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a definition may be that was read by another instance.</summary>
    public TimeSpan DefinitionAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a timed campaign changed its walk begins: longer than <see cref="DefinitionAge"/>, so that no instance still files by the old one.</summary>
    public TimeSpan WalkDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many members a walk looks at in one message.</summary>
    public int WalkPageSize { get; set; } = 500;

    /// <summary>How many members a fit of the customer model reads in one message, at most 1,638.</summary>
    public int FitPageSize { get; set; } = 1_000;

    /// <summary>How many coupons of a batch are written by one message, in whole hundreds.</summary>
    public int BatchSliceSize { get; set; } = 10_000;

    /// <summary>How many lines of an import are worked off by one message.</summary>
    public int ImportSliceSize { get; set; } = 500;

    /// <summary>How many rows the check of a campaign's shard reads at once, at most 1,000.</summary>
    public int AuditPageSize { get; set; } = 1_000;

    /// <summary>How many such pages it reads in one message.</summary>
    public int AuditPages { get; set; } = 10;

    /// <summary>The first pause before an event that could not be sent is tried again; each one is twice as long.</summary>
    public TimeSpan EventRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an event is tried before it is kept in table Poison.</summary>
    public TimeSpan EventRetryFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a message that waits for the end of the quiet hours is put away at most, until it is looked at again.</summary>
    public TimeSpan QuietRecheck { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many unknown codes a caller may try at once.</summary>
    public int GuessBurst { get; set; } = 50;

    /// <summary>After how long one more is allowed.</summary>
    public TimeSpan GuessRefill { get; set; } = TimeSpan.FromSeconds(2);
}
