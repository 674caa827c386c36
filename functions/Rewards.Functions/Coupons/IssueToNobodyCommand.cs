using System.Globalization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>Issues up to 50 coupons that belong to nobody yet, all in one shard and one batch.</summary>
public sealed class IssueToNobodyCommand(PartitionStore store, CodeGenerator codes, IClock clock)
{
    public const string Kind = "issue";

    public const int MaxCount = 50;

    public async Task<Reply> RunAsync(CampaignDefinition campaign, int count, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var shard = TableKeys.ShardOf(id.Value, campaign.Shards);
        var partition = TableKeys.CouponPartition(campaign.Id, shard);
        var operation = new Operation(id, TableKeys.Coupons, partition, Kind, fingerprint);
        // Nothing but new rows: no other command can be in the way, so each has a turn of its own.
        var result = await store.RunAsync(operation, id.Value, (_, _) => Task.FromResult(Decide(campaign, shard, count)), cancellationToken);
        return result.Reply;
    }

    private Decision Decide(CampaignDefinition campaign, int shard, int count)
    {
        var now = clock.GetCurrentInstant();
        if (IssueDecision.ToNobody(campaign, now) is IssueDecision.Refused refused)
        {
            return new Decision.Refuse(IssueReplies.Refused(refused.Reason));
        }

        var partition = TableKeys.CouponPartition(campaign.Id, shard);
        var coupons = Enumerable.Range(0, count)
            .Select(_ => new Coupon(codes.Draw(campaign, shard), campaign.Id, campaign.Version, null, now, false, Tally.Empty, 0))
            .DistinctBy(coupon => coupon.Code)
            .ToList();
        if (coupons.Count < count)
        {
            return new Decision.Again();
        }

        var rows = coupons.Select(coupon => new TableTransactionAction(TableTransactionActionType.Add, CouponRows.ToRow(coupon, partition)));
        var bodies = coupons.Select(coupon => CouponBodies.Of(coupon, campaign, campaign, false, null, now));
        return new Decision.Accept(CouponBodies.Issued([.. bodies]), [.. rows], $"{campaign.Id}|{campaign.Version}|{count}");
    }
}

/// <summary>After an issue to nobody: one event tells how many.</summary>
public sealed class IssueToNobodyFollowUp(Happenings happenings) : IFollowUp
{
    public string Kind => IssueToNobodyCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var parts = operation.Effects!.Split('|');
        return happenings.TellAsync(
            [
                new RewardsEvent(
                    operation.Id.Value,
                    RewardsEvent.CouponIssued,
                    $"campaigns/{parts[0]}",
                    RowValues.Write(operation.At),
                    new EventData
                    {
                        CampaignId = parts[0],
                        CampaignVersion = int.Parse(parts[1], CultureInfo.InvariantCulture),
                        Count = int.Parse(parts[2], CultureInfo.InvariantCulture),
                    }),
            ],
            cancellationToken);
    }
}
