using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Audit;

/// <summary>
/// A campaign's limits as they bind what is there: what was consumed under one limit stays consumed when it is lowered, so the most
/// generous one counts that the campaign has ever had.
/// </summary>
/// <param name="Newest">The campaign as it is now.</param>
/// <param name="Ever">The limits of all its versions.</param>
public sealed record CampaignLimits(CampaignDefinition Newest, IReadOnlyList<Limits> Ever)
{
    private static readonly Limit Once = new(1, LimitPeriod.Whole);

    /// <param name="versions">At least one; all of the campaign, in any order.</param>
    public static CampaignLimits Of(IReadOnlyCollection<CampaignDefinition> versions) =>
        new(versions.MaxBy(version => version.Version)!, [.. versions.Select(version => version.Limits)]);

    /// <summary>Whether a coupon was used more often than any limit per code has allowed.</summary>
    public bool IsOverused(Tally coupon) => IsBeyond(PerCode, coupon);

    /// <summary>Whether a member has used the campaign more often than any limit per member has allowed.</summary>
    public bool IsOverusing(Tally member) => IsBeyond(limits => limits.PerMember, member);

    /// <summary>The most that was allowed in a period of the newest limit; null: there were times when anything was.</summary>
    public long? Most(Func<Limits, Limit?> of)
    {
        var newest = of(Newest.Limits);
        return newest is not null && Ever.Select(of).All(limit => limit?.Period == newest.Period || limit?.Period == LimitPeriod.Whole)
            ? Ever.Select(of).Append(newest).Max(limit => limit!.Max)
            : null;
    }

    private Limit? PerCode(Limits limits) => limits.PerCode ?? (Newest.Codes is CodePolicy.Unique ? Once : null);

    private bool IsBeyond(Func<Limits, Limit?> of, Tally tally) => Most(of) is { } most && tally.In(of(Newest.Limits)!.Period, tally.Day) > most;
}
