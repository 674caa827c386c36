namespace Rewards.Faults.Histories;

/// <summary>One call of one client on one object, from its first try to its first definite answer.</summary>
/// <param name="Called">When the first try was sent, in ticks of a monotonic clock.</param>
/// <param name="Returned">When the answer was there; null: there never was one, so it took effect at any time since, or never.</param>
/// <param name="Outcome">As the client saw it; null: there was no answer.</param>
public sealed record HistoricCall<TCall>(int Client, TCall Call, long Called, long? Returned, string? Outcome)
{
    /// <summary>The last instant at which it may have taken effect.</summary>
    public long Deadline => Returned ?? long.MaxValue;
}
