using Rewards.Domain.Members;

namespace Rewards.Domain.Care;

/// <summary>What became of a cancellation.</summary>
public enum CancellationOutcome
{
    Stayed,
    Left,
}

/// <summary>Whether an outcome is recorded. A closed union.</summary>
public abstract record OutcomeDecision
{
    private OutcomeDecision()
    {
    }

    public sealed record Recorded : OutcomeDecision;

    /// <summary>The same was recorded before: nothing changes.</summary>
    public sealed record SameAgain : OutcomeDecision;

    public sealed record Refused(CareRefusal Reason) : OutcomeDecision;

    /// <param name="member">Null: not enrolled.</param>
    /// <param name="isKnown">The member has such a cancellation.</param>
    /// <param name="recorded">Its outcome; null: it is open.</param>
    public static OutcomeDecision Decide(Member? member, bool isKnown, CancellationOutcome? recorded, CancellationOutcome told)
    {
        if (member is not { IsErased: false })
        {
            return new Refused(member is null ? CareRefusal.UnknownMember : CareRefusal.MemberErased);
        }

        if (!isKnown)
        {
            return new Refused(CareRefusal.UnknownCancellation);
        }

        if (recorded is null)
        {
            return new Recorded();
        }

        return recorded == told ? new SameAgain() : new Refused(CareRefusal.OutcomeRecorded);
    }
}
