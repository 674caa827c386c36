using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Activities;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>After an award: the Agenda's row, the day's facts, the events, the coupons of full stamp cards, and what the referrer gets.</summary>
public sealed class AwardFollowUp(
    LedgerAftermath aftermath, CouponPlacement placement, Happenings happenings, ReferrerCommand referrers, CampaignCatalogue catalogue) : IFollowUp
{
    public string Kind => AwardCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = AwardCommand.Read(operation.Effects!);
        var campaigns = await CampaignsOfAsync(effects.RedemptionIds ?? [], cancellationToken);
        var awarded = Awarded(operation, member, effects) with { Details = new FactDetails { Step = effects.Step, Campaigns = campaigns } };
        await aftermath.RunAsync(
            operation,
            effects.Ledger,
            cancellationToken,
            effects.Enrolled ? [RewardsEvent.Enrolled(operation.Id, member, operation.At), awarded] : [awarded]);
        if (effects.Issued is { } issued)
        {
            await placement.PlaceAsync(member, issued, cancellationToken);
            await placement.TellAsync(operation, member, issued, cancellationToken);
            await placement.FileLookAsync(member, issued, cancellationToken);
        }

        var filled = (effects.StampCards ?? []).Select((card, i) => card.ToEvent(RewardsEvent.StampCardFilled, operation, member, i));
        await happenings.TellAsync([.. filled, .. OutcomesOf(operation, effects)], cancellationToken);
        if (effects.Referrer is { } reward)
        {
            await referrers.RunAsync(operation.Id, reward, cancellationToken);
        }
    }

    /// <summary>A redemption's id says whose coupon it was. What the till names that is none of ours is left out.</summary>
    private async Task<IReadOnlyList<CampaignId>> CampaignsOfAsync(IReadOnlyList<string> redemptionIds, CancellationToken cancellationToken)
    {
        List<CampaignId> campaigns = [];
        foreach (var text in redemptionIds)
        {
            if (RedemptionId.TryParse(text, out var id) && (await catalogue.ByTagAsync(id.Tag, cancellationToken))?.Campaign is { } campaign)
            {
                campaigns.Add(campaign);
            }
        }

        return [.. campaigns.Distinct()];
    }

    private static IEnumerable<RewardsEvent> OutcomesOf(OperationRow operation, AwardEffectsBody effects) =>
        (effects.Outcomes ?? []).Select((outcome, i) => ArmFacts.Outcome(
            $"{operation.Id}-outcome-{i}",
            CampaignId.Parse(outcome.Campaign),
            outcome.Arm,
            outcome.IsReturn,
            new MinorUnits(effects.AmountMinor),
            new MinorUnits(outcome.SpentBeforeMinor),
            operation.At));

    private static RewardsEvent Awarded(OperationRow operation, MemberId member, AwardEffectsBody effects)
    {
        var entry = effects.Ledger.Entries.First(entry => entry.Kind == EntryKinds.Purchase);
        return new RewardsEvent(
            operation.Id.Value,
            RewardsEvent.PointsAwarded,
            $"members/{member}",
            RowValues.Write(operation.At),
            LedgerAftermath.DataOf(entry) with
            {
                MemberId = member.Value,
                StoreId = effects.StoreId,
                Currency = effects.Currency,
                AmountMinor = effects.AmountMinor,
                RedemptionIds = effects.RedemptionIds,
            });
    }
}
