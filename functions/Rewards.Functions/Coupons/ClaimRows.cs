using Azure.Data.Tables;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>The rows that say that a campaign has had its turn with a member.</summary>
public static class ClaimRows
{
    public static TableTransactionAction Add(CampaignId campaign, string occurrence, Arm arm, MemberId member) =>
        new(TableTransactionActionType.Add, RowOf(campaign, occurrence, arm, member));

    public static TableEntity RowOf(CampaignId campaign, string occurrence, Arm arm, MemberId member) =>
        new(TableKeys.MemberPartition(member), TableKeys.ClaimRow(campaign, occurrence, member))
        {
            ["Campaign"] = campaign.Value,
            ["Occurrence"] = occurrence,
            ["Arm"] = arm.Id,
        };
}
