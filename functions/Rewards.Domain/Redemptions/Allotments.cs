using System.Collections.Immutable;

namespace Rewards.Domain.Redemptions;

/// <summary>
/// The moves between account and shards; each is a change to one partition, and each may be repeated. What is copied from the
/// other side may be stale.
/// </summary>
public static class Allotments
{
    /// <summary>
    /// A new epoch for a term the account has not yet: nothing is granted until all shards have adopted it. A term of an
    /// earlier period than the account's comes from a clock that is behind, and counts as the account's period.
    /// </summary>
    public static AllotmentAccount Open(AllotmentAccount? account, AllotmentTerm term, int shards)
    {
        var isBehind = account is not null
            && account.Term.Limit.Period == term.Limit.Period
            && account.Term.PeriodStart > term.PeriodStart;
        var effective = isBehind ? term with { PeriodStart = account!.Term.PeriodStart } : term;
        if (account is not null && account.Term == effective)
        {
            return account;
        }

        var zeros = ImmutableArray.Create(new long[shards]);
        return new AllotmentAccount((account?.Epoch ?? 0) + 1, effective, Settled: false, zeros, zeros);
    }

    /// <summary>A shard enters the account's epoch: granted is what it has used in the term's period, returned nothing. Unchanged if it is in that epoch (or a later one).</summary>
    public static Allotment Adopt(Allotment? shard, AllotmentAccount account, long usedInPeriod) =>
        shard is not null && shard.Epoch >= account.Epoch
            ? shard
            : new Allotment(account.Epoch, account.Term, Granted: usedInPeriod, Returned: 0);

    /// <summary>The account takes over what the shards report after adopting, and is settled. Unchanged if it is already.</summary>
    /// <exception cref="ArgumentException">A shard is missing or not in the account's epoch.</exception>
    public static AllotmentAccount Settle(AllotmentAccount account, IReadOnlyList<Allotment> shards)
    {
        if (account.Settled)
        {
            return account;
        }

        if (shards.Count != account.Granted.Length || shards.Any(shard => shard.Epoch != account.Epoch))
        {
            throw new ArgumentException("Every shard must have adopted the account's epoch.", nameof(shards));
        }

        return account with
        {
            Settled = true,
            Granted = [.. shards.Select(shard => shard.Granted)],
            Returned = [.. shards.Select(shard => shard.Returned)],
        };
    }

    /// <summary>
    /// The account grants at least <paramref name="need"/> and at most a fair share of what is there, so that the other shards
    /// find something too; null when there is not enough, or the account is not settled.
    /// </summary>
    public static AllotmentAccount? Grant(AllotmentAccount account, int shard, long need)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(need, 1);
        var available = account.Available;
        if (!account.Settled || available < need)
        {
            return null;
        }

        var fairShare = available / (2 * account.Granted.Length);
        return account with { Granted = account.Granted.SetItem(shard, account.Granted[shard] + Math.Max(need, fairShare)) };
    }

    /// <summary>The shard copies what the account has granted it. Unchanged in another epoch.</summary>
    public static Allotment Receive(Allotment shard, AllotmentAccount account, int index) =>
        shard.Epoch == account.Epoch ? shard with { Granted = Math.Max(shard.Granted, account.Granted[index]) } : shard;

    /// <summary>The shard returns what it does not use.</summary>
    /// <param name="account">Unchanged in another epoch than its.</param>
    /// <param name="used">In the period of the account's term.</param>
    public static Allotment GiveBack(Allotment shard, AllotmentAccount account, long used) =>
        shard.Epoch == account.Epoch ? shard with { Returned = shard.Returned + Math.Max(0, shard.Headroom(used)) } : shard;

    /// <summary>
    /// What a rollback takes off the shard's tally goes back to the account and is not the shard's to use again: it cannot see
    /// whether all shards together are over a lowered limit.
    /// </summary>
    public static Allotment RollBack(Allotment shard, Tally before, Tally after)
    {
        var period = shard.Term.Limit.Period;
        var day = shard.Term.PeriodStart ?? before.Day;
        return shard with { Returned = shard.Returned + before.In(period, day) - after.In(period, day) };
    }

    /// <summary>The account copies what the shards have returned. Shards of another epoch do not count.</summary>
    public static AllotmentAccount Collect(AllotmentAccount account, IReadOnlyList<Allotment?> shards) => account with
    {
        Returned =
        [
            .. account.Returned.Select((returned, i) =>
                shards[i] is { } shard && shard.Epoch == account.Epoch ? Math.Max(returned, shard.Returned) : returned),
        ],
    };
}
