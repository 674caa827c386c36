using Rewards.Domain.Identifiers;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Care;

/// <summary>
/// After a cancellation or complaint: completes what a crash left open, and tells of it; gives back what was set aside and is not
/// used.
/// </summary>
public sealed class CareFollowUp(CouponPlacement placement, Happenings happenings, StockKeeper stock) : IFollowUp
{
    public string Kind => CareCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = CareCommand.Read(operation);
        await placement.PlaceAsync(member, effects.Issued, cancellationToken);
        await placement.TellAsync(operation, member, effects.Issued, cancellationToken);
        await happenings.TellAsync(
            IssueFollowUp.ArmsOf(operation, effects.Issued).Prepend(Happened(operation, member, effects)), cancellationToken);
        await placement.FileLookAsync(member, effects.Issued, cancellationToken);
    }

    public Task PutBackAsync(OperationId operation, string setAside, CancellationToken cancellationToken) =>
        PutBackAsync(operation, CareCommand.ReadSetAside(setAside), cancellationToken);

    public Task PutBackUnusedAsync(OperationRow accepted, string setAside, CancellationToken cancellationToken)
    {
        var effects = CareCommand.Read(accepted);
        var unused = CareCommand.ReadSetAside(setAside).Where(campaign => !effects.Taken || campaign.Value != effects.Campaign);
        return PutBackAsync(accepted.Id, unused, cancellationToken);
    }

    private async Task PutBackAsync(OperationId operation, IEnumerable<CampaignId> campaigns, CancellationToken cancellationToken)
    {
        foreach (var campaign in campaigns)
        {
            await stock.GiveBackAsync(StockKey.Of(campaign), operation, cancellationToken);
        }
    }

    private static RewardsEvent Happened(OperationRow operation, MemberId member, CareEffectsBody effects) => new(
        $"{operation.Id}-care",
        effects.Category is null ? RewardsEvent.CancellationRequested : RewardsEvent.ComplaintAnswered,
        $"members/{member}",
        RowValues.Write(operation.At),
        new EventData
        {
            MemberId = member.Value,
            CampaignId = effects.Campaign,
            CampaignVersion = effects.Version,
            Code = effects.Issued.Coupons is [var issued] ? CouponRows.ParseCode(issued.Code).ToDisplay() : null,
            Arm = effects.Arm,
            Reference = effects.Case,
            Reason = effects.Reason,
            Category = effects.Category,
            NoOffer = effects.NoOffer,
            Count = 1,
        })
    {
        Details = new FactDetails { Arm = effects.Arm },
    };
}
