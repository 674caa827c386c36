using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>
/// The facts of an experiment, by which the report compares a campaign's arms. They are written like any other, by
/// <see cref="Happenings"/> or <see cref="FactWriter"/>, and never published.
/// </summary>
public static class ArmFacts
{
    /// <summary>One member more in an arm.</summary>
    /// <param name="id">Derived from the operation, and another one for every assignment of it: by it the fact is counted once.</param>
    public static RewardsEvent Assigned(string id, CampaignId campaign, string arm, Instant at) => new(
        id, RewardsEvent.ArmAssigned, $"campaigns/{campaign}", RowValues.Write(at), new EventData { CampaignId = campaign.Value, Count = 1 })
    {
        Details = new FactDetails { Arm = arm },
    };

    /// <summary>A purchase of a member of an arm, within the time in which it counts.</summary>
    /// <param name="id">As for an assignment.</param>
    /// <param name="returned">This is the purchase by which the member came back: true once a member and assignment.</param>
    /// <param name="revenue">What was paid in it.</param>
    /// <param name="spentBefore">What this member had spent since the assignment before it.</param>
    public static RewardsEvent Outcome(
        string id, CampaignId campaign, string arm, bool returned, MinorUnits revenue, MinorUnits spentBefore, Instant at)
    {
        var (before, after) = ((double)spentBefore.Value, (double)spentBefore.Value + revenue.Value);
        return new RewardsEvent(
            id,
            RewardsEvent.ArmOutcome,
            $"campaigns/{campaign}",
            RowValues.Write(at),
            new EventData { CampaignId = campaign.Value, Count = returned ? 1 : 0, AmountMinor = revenue.Value })
        {
            Details = new FactDetails { Arm = arm, SquaresDelta = (after * after) - (before * before) },
        };
    }
}
