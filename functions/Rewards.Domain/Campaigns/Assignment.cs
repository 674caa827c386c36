using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

/// <summary>That a member came into an arm of a campaign, kept as long as purchases count as its outcome.</summary>
/// <param name="On">A local day of the programme's zone.</param>
/// <param name="Until">The last day on which a purchase counts.</param>
/// <param name="Revenue">What was paid since.</param>
/// <param name="Returned">Whether there was a purchase since.</param>
public sealed record Assignment(CampaignId Campaign, Arm Arm, LocalDate On, LocalDate Until, MinorUnits Revenue, bool Returned);

/// <summary>What a purchase means for one assignment.</summary>
/// <param name="Before">The assignment as it was.</param>
public sealed record ArmOutcome(Assignment Before, MinorUnits Amount);

public static class Assignments
{
    /// <summary>More than that are not kept; the oldest go, and what is bought because of them no longer counts.</summary>
    public const int MaxKept = 40;

    /// <summary>With one more; those that are over go.</summary>
    public static ImmutableArray<Assignment> With(this ImmutableArray<Assignment> assignments, CampaignDefinition campaign, Arm arm, LocalDate on)
    {
        var added = new Assignment(campaign.Id, arm, on, on.PlusDays(campaign.Experiment.OutcomeDays), MinorUnits.Zero, Returned: false);
        ImmutableArray<Assignment> open = [.. assignments.Where(one => one.Until >= on), added];
        return open.Length > MaxKept ? open[^MaxKept..] : open;
    }

    /// <summary>A purchase of that day counts for every assignment whose time it falls in.</summary>
    public static (ImmutableArray<Assignment> Next, ImmutableArray<ArmOutcome> Outcomes) AtPurchase(
        this ImmutableArray<Assignment> assignments, LocalDate day, MinorUnits amount)
    {
        ImmutableArray<ArmOutcome> outcomes = [.. assignments.Where(one => IsOpen(one, day)).Select(one => new ArmOutcome(one, amount))];
        return outcomes.IsEmpty
            ? (assignments, outcomes)
            : ([.. assignments.Select(one => IsOpen(one, day) ? one with { Revenue = one.Revenue + amount, Returned = true } : one)], outcomes);
    }

    private static bool IsOpen(Assignment assignment, LocalDate day) => day >= assignment.On && day <= assignment.Until;
}
