using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Stamps;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Stamps;

/// <summary>The coupons of full stamp cards, for the commands that stamp.</summary>
public sealed class CardCoupons(PartitionStore store, CampaignCatalogue catalogue, IssueToMemberCommand issue)
{
    /// <summary>The campaigns of the programme's stamp cards that issue coupons now.</summary>
    public async Task<ImmutableHashSet<CampaignId>> IssuingAsync(Programme programme, Instant now, CancellationToken cancellationToken)
    {
        var ids = programme.StampCards.Select(card => card.Campaign).Distinct();
        var campaigns = await Task.WhenAll(ids.Select(id => catalogue.NewestAsync(id, cancellationToken).AsTask()));
        return [.. campaigns.OfType<Domain.Campaigns.CampaignDefinition>().Where(campaign => IssueDecision.IsOpen(campaign, now)).Select(campaign => campaign.Id)];
    }

    /// <summary>Draws a coupon for each card, except where one of this occasion was issued by hand.</summary>
    public async Task<IReadOnlyList<IssuedCoupon>> DrawAsync(
        MemberId member, ImmutableArray<FilledCard> filled, Instant now, CancellationToken cancellationToken)
    {
        var drawn = await Task.WhenAll(filled.Select(card => DrawAsync(member, card, now, cancellationToken)));
        return [.. drawn.OfType<IssuedCoupon>()];
    }

    private async Task<IssuedCoupon?> DrawAsync(MemberId member, FilledCard card, Instant now, CancellationToken cancellationToken)
    {
        var claim = await TableRows.ReadAsync(
            store.Table(TableKeys.Members),
            TableKeys.MemberPartition(member),
            TableKeys.ClaimRow(card.Programme.Campaign, card.Occurrence, member),
            cancellationToken);
        if (claim is not null)
        {
            return null;
        }

        var campaign = await catalogue.NewestAsync(card.Programme.Campaign, cancellationToken);
        return issue.Draw(campaign!, member, card.Occurrence, now);
    }
}
