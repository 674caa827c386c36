using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;
using Rewards.Functions.Models;

namespace Rewards.Functions.Segments;

/// <summary>Whether campaigns are for a member, as their segments have it.</summary>
public sealed class SegmentMembership(SegmentCatalogue segments, ModelCatalogue models)
{
    /// <param name="member">Also one who would only be enrolled now.</param>
    /// <param name="affiliation">What the member is that day.</param>
    /// <param name="day">A local day of the programme's zone.</param>
    public async ValueTask<bool> AdmitsAsync(
        CampaignDefinition campaign, Member member, Affiliation affiliation, LocalDate day, CancellationToken cancellationToken)
    {
        if (campaign.Conditions.Segment is not { } segment)
        {
            return true;
        }

        var rule = await segments.RuleAsync(segment, cancellationToken);
        var model = await models.NewestAsync(cancellationToken);
        return rule.Matches(SegmentProfile.Of(member, affiliation, model, day));
    }
}
