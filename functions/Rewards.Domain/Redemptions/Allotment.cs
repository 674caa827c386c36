using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;

namespace Rewards.Domain.Redemptions;

/// <summary>What of a campaign is scarce over all its shards.</summary>
public enum Resource
{
    /// <summary>Uses under the total limit.</summary>
    Redemptions,

    /// <summary>Minor units under the budget.</summary>
    Money,
}

/// <summary>
/// A limit as shards and account agree on it: the limit itself and the period for which it counts now. Where either differs
/// from the one at hand, what was granted under it counts for nothing.
/// </summary>
public sealed record AllotmentTerm(Limit Limit, LocalDate? PeriodStart)
{
    public static AllotmentTerm Of(Limit limit, LocalDate day) => new(limit, limit.Period.StartOf(day));
}

/// <summary>
/// A shard's share of a campaign's limit. <c>Granted</c> and <c>Returned</c> only ever grow within an epoch, so that copying
/// the larger value may be repeated and never makes or loses a unit; what the shard may still consume is
/// granted - returned - used (used: the shard's <see cref="Tally"/> in the term's period).
/// </summary>
public sealed record Allotment(long Epoch, AllotmentTerm Term, long Granted, long Returned)
{
    public long Headroom(long used) => Granted - Returned - used;
}

/// <summary>
/// The campaign's own account for one resource: what it has granted to each shard and got back. Kept in a partition of its own.
/// <c>Settled</c> is false from the start of an epoch until every shard has adopted it.
/// </summary>
public sealed record AllotmentAccount(long Epoch, AllotmentTerm Term, bool Settled, ImmutableArray<long> Granted, ImmutableArray<long> Returned)
{
    /// <summary>What may still be granted. Negative while more is out than a lowered limit allows; of no meaning before the account is settled.</summary>
    public long Available => Term.Limit.Max - (Granted.Sum() - Returned.Sum());
}

/// <summary>
/// One look at account and shards that found too little. Its rows are read one after the other, so a unit that moves meanwhile,
/// undone where the look has been and consumed where it has not been yet, is seen nowhere although it was free all the time.
/// </summary>
/// <param name="Account">With what the shards have returned.</param>
/// <param name="Left">What is left over account and shards, as far as this look saw.</param>
public sealed record AllotmentLook(AllotmentAccount Account, long Left)
{
    /// <summary>
    /// No more than this was left at the instant when this look began; null: between it and the earlier one something was granted or
    /// returned, so that only a further look can tell. Counters that are equal have not changed, since they only grow.
    /// </summary>
    public long? LeftFor(AllotmentLook? earlier) =>
        earlier is not null
        && earlier.Account.Epoch == Account.Epoch
        && earlier.Account.Granted.SequenceEqual(Account.Granted)
        && earlier.Account.Returned.SequenceEqual(Account.Returned)
            ? earlier.Left
            : null;
}
