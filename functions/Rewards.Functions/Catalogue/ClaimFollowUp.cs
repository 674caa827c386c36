using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>After a claim: completes what a crash left open, and tells of it; or gives back what was set aside for one that came to nothing.</summary>
public sealed class ClaimFollowUp(CouponPlacement placement, LedgerAftermath aftermath, StockKeeper stock) : IFollowUp
{
    public string Kind => ClaimCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = ClaimCommand.Read(operation);
        await placement.PlaceAsync(member, effects.Issued, cancellationToken);
        await placement.TellAsync(operation, member, effects.Issued, cancellationToken);
        await placement.FileLookAsync(member, effects.Issued, cancellationToken);
        var entry = effects.Ledger.Entries.First(entry => entry.Kind == EntryKinds.Claim);
        var issued = effects.Issued.Coupons[0];
        var claimed = new RewardsEvent(
            $"{operation.Id}-entry-{entry.Sequence}",
            RewardsEvent.PointsClaimed,
            $"rewards/{effects.Reward}/members/{member}",
            RowValues.Write(operation.At),
            LedgerAftermath.DataOf(entry) with
            {
                MemberId = member.Value,
                RewardId = effects.Reward,
                CampaignId = issued.Campaign,
                CampaignVersion = issued.Version,
                Code = CouponRows.ParseCode(issued.Code).ToDisplay(),
            });
        await aftermath.RunAsync(operation, effects.Ledger, cancellationToken, claimed);
    }

    public Task PutBackAsync(OperationId operation, string setAside, CancellationToken cancellationToken) =>
        stock.GiveBackAsync(StockKey.Of(RewardId.Parse(setAside)), operation, cancellationToken);
}
