using System.Collections.Immutable;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Segments;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Models;
using Rewards.Functions.Segments;

namespace Rewards.Functions.Agenda;

/// <summary>What decisions on timed campaigns go by, each part through the cache of its own catalogue.</summary>
public sealed class TimedCatalogue(CampaignCatalogue campaigns, SegmentCatalogue segments, ModelCatalogue models)
{
    public async ValueTask<TimedCampaigns> ReadAsync(CancellationToken cancellationToken) =>
        await OfAsync(await campaigns.TimedAsync(cancellationToken), cancellationToken);

    /// <summary>Past the caches, and into them.</summary>
    public async Task<TimedCampaigns> RefreshAsync(CancellationToken cancellationToken)
    {
        campaigns.ForgetTimed();
        segments.Forget();
        await models.RefreshAsync(cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>The same for these campaigns alone.</summary>
    public async ValueTask<TimedCampaigns> OfAsync(IReadOnlyCollection<CampaignDefinition> timed, CancellationToken cancellationToken)
    {
        var named = timed.Select(campaign => campaign.Conditions.Segment).OfType<SegmentId>().Distinct();
        var rules = ImmutableDictionary.CreateBuilder<SegmentId, SegmentRule>();
        foreach (var segment in named)
        {
            rules[segment] = await segments.RuleAsync(segment, cancellationToken);
        }

        return new TimedCampaigns(timed) { Segments = rules.ToImmutable(), Model = await models.NewestAsync(cancellationToken) };
    }
}
