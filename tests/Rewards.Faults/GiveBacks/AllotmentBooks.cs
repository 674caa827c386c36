using Azure.Data.Tables;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.GiveBacks;

/// <summary>What a campaign's account and its shards say of one scarce thing must be possible together.</summary>
internal static class AllotmentBooks
{
    /// <returns>A sentence for each thing that is not possible.</returns>
    public static async Task<IReadOnlyList<string>> ContradictionsAsync(TestApp app, CampaignId campaign, Resource resource, int shards)
    {
        var table = app.Table(TableKeys.Coupons);
        var account = CouponRows.ToAccount(await ReadAsync(table, TableKeys.AccountPartition(campaign), TableKeys.AccountRow(resource, campaign)));
        if (account is null)
        {
            return [$"There is no account for {resource}."];
        }

        List<string> wrong = [];
        if (!account.Settled)
        {
            wrong.Add($"The account for {resource} is not settled.");
        }

        if (account.Available < 0)
        {
            wrong.Add($"The account has granted {-account.Available} more than the limit of {account.Term.Limit.Max} {resource}.");
        }

        for (var shard = 0; shard < shards; shard++)
        {
            var partition = TableKeys.CouponPartition(campaign, shard);
            var usage = CouponRows.ToUsage(await ReadAsync(table, partition, TableKeys.BudgetRow(partition)));
            var (allotment, used) = resource == Resource.Redemptions
                ? (usage.RedemptionsAllotment, usage.Redemptions.Whole)
                : (usage.MoneyAllotment, usage.Money.Whole);
            if (allotment is null)
            {
                wrong.Add($"Shard {shard} has no allotment of {resource}.");
            }
            else if (allotment.Granted > account.Granted[shard] || allotment.Returned < account.Returned[shard] || allotment.Headroom(used) < 0)
            {
                wrong.Add($"Shard {shard} has used {used} {resource} of {allotment}, and the account {account.Granted[shard]} and {account.Returned[shard]} for it.");
            }
        }

        return wrong;
    }

    private static Task<TableEntity?> ReadAsync(TableClient table, string partition, string row) =>
        TableRows.ReadAsync(table, partition, row, CancellationToken.None);
}
