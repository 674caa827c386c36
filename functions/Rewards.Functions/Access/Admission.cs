using Rewards.Domain.Access;

namespace Rewards.Functions.Access;

/// <summary>What came of looking at a credential. A closed union.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    public sealed record Proven(Principal Principal) : Admission;

    /// <param name="Why">For whoever sets the caller up; it tells nothing that helps to guess.</param>
    public sealed record Unproven(string Why) : Admission;

    /// <summary>The tenant's keys cannot be had just now, so nobody knows.</summary>
    public sealed record Unknown : Admission;
}
