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
    public static AllotmentTerm Of(Limit limit, LocalDate day) => throw new NotImplementedException();
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
    public long Available => throw new NotImplementedException();
}

/// <summary>The moves between account and shards; each is a change to one partition, and each may be repeated.</summary>
public static class Allotments
{
    /// <summary>A new epoch for a term the account has not yet: nothing is granted until all shards have adopted it.</summary>
    public static AllotmentAccount Open(AllotmentAccount? account, AllotmentTerm term, int shards) => throw new NotImplementedException();

    /// <summary>A shard enters the account's epoch: granted is what it has used in the term's period, returned nothing. Unchanged if it is in that epoch (or a later one).</summary>
    public static Allotment Adopt(Allotment? shard, AllotmentAccount account, long usedInPeriod) => throw new NotImplementedException();

    /// <summary>The account takes over what the shards report after adopting, and is settled.</summary>
    public static AllotmentAccount Settle(AllotmentAccount account, IReadOnlyList<Allotment> shards) => throw new NotImplementedException();

    /// <summary>The account grants at least <paramref name="need"/> and at most a fair share of what is there; null when there is not enough.</summary>
    public static AllotmentAccount? Grant(AllotmentAccount account, int shard, long need) => throw new NotImplementedException();

    /// <summary>The shard copies what the account has granted it. Unchanged in another epoch.</summary>
    public static Allotment Receive(Allotment shard, AllotmentAccount account, int index) => throw new NotImplementedException();

    /// <summary>The shard returns what it does not use.</summary>
    public static Allotment GiveBack(Allotment shard, long used) => throw new NotImplementedException();

    /// <summary>The account copies what the shards have returned. Shards of another epoch do not count.</summary>
    public static AllotmentAccount Collect(AllotmentAccount account, IReadOnlyList<Allotment?> shards) => throw new NotImplementedException();
}
