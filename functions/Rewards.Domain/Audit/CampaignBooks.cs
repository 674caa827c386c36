using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Audit;

/// <summary>What a campaign's shards and accounts hold, all read while no account changed.</summary>
/// <param name="Shards">In their order.</param>
/// <param name="Redemptions">The account of the total limit; null: none was opened.</param>
/// <param name="Money">The account of the budget; null: none was opened.</param>
public sealed record CampaignBooks(
    CampaignLimits Limits, IReadOnlyList<CampaignUsage> Shards, AllotmentAccount? Redemptions, AllotmentAccount? Money)
{
    /// <summary>Where more was given than allowed, or account and shards disagree, a sentence each; empty: they add up.</summary>
    public IReadOnlyList<string> Findings() =>
    [
        .. Consumed(limits => limits.Total, usage => usage.Redemptions, "redemptions"),
        .. Consumed(limits => limits.Budget, usage => usage.Money, "minor units"),
        .. Allotted(Redemptions, limits => limits.Total, usage => (usage.RedemptionsAllotment, usage.Redemptions), "redemptions"),
        .. Allotted(Money, limits => limits.Budget, usage => (usage.MoneyAllotment, usage.Money), "minor units"),
    ];

    private IEnumerable<string> Consumed(Func<Limits, Limit?> limitOf, Func<CampaignUsage, Tally> tallyOf, string what)
    {
        if (Limits.Most(limitOf) is not { } most)
        {
            yield break;
        }

        // A shard in which nothing was consumed lately still shows an earlier period.
        var tallies = Shards.Select(tallyOf).ToList();
        var day = tallies.Max(tally => tally.Day);
        var consumed = tallies.Sum(tally => tally.In(limitOf(Limits.Newest.Limits)!.Period, day));
        if (consumed > most)
        {
            yield return $"It has given {consumed} {what}, and never more than {most} were allowed.";
        }
    }

    private IEnumerable<string> Allotted(
        AllotmentAccount? account, Func<Limits, Limit?> limitOf, Func<CampaignUsage, (Allotment? Allotment, Tally Tally)> of, string what)
    {
        // Without a limit the shards consume past their allotments.
        if (account is not { Settled: true } || Limits.Most(limitOf) is not { } most)
        {
            yield break;
        }

        if (account.Available < 0 && most <= account.Term.Limit.Max)
        {
            yield return $"Its account has granted {-account.Available} {what} more than the limit.";
        }

        foreach (var (shard, usage) in Shards.Index())
        {
            var (allotment, tally) = of(usage);
            if (allotment is null || allotment.Epoch != account.Epoch)
            {
                continue;
            }

            if (allotment.Granted > account.Granted[shard])
            {
                yield return $"Shard {shard} holds {allotment.Granted} {what}, but was granted {account.Granted[shard]}.";
            }

            if (allotment.Returned < account.Returned[shard])
            {
                yield return $"Shard {shard} has returned {allotment.Returned} {what}, but the account got {account.Returned[shard]} back.";
            }

            var used = tally.In(allotment.Term.Limit.Period, allotment.Term.PeriodStart ?? tally.Day);
            if (allotment.Headroom(used) < 0)
            {
                yield return $"Shard {shard} has consumed {-allotment.Headroom(used)} {what} more than it holds.";
            }
        }
    }
}
