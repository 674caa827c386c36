using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>What a fact holds for the reports beyond what its event tells. It names no member.</summary>
public sealed record FactDetails
{
    public static readonly FactDetails None = new();

    /// <summary>Of an experiment: control, treated, or a variant's id; null: the happening belongs to none.</summary>
    public string? Arm { get; init; }

    /// <summary>
    /// Of an outcome: by how much the square of what this member has spent since the assignment has grown (minor units, squared).
    /// Summed up over an arm it is the sum of squares, of which the variance by member is made.
    /// </summary>
    public double? SquaresDelta { get; init; }

    /// <summary>Of a purchase: what it makes of its member in the counts of customers by month.</summary>
    public BuyingStepBody? Step { get; init; }

    /// <summary>Of a purchase: the campaigns whose coupons were redeemed on it, each once.</summary>
    public IReadOnlyList<CampaignId> Campaigns { get; init; } = [];
}

/// <summary>A <see cref="BuyingStep"/>, as it travels from the award to its fact.</summary>
/// <param name="On">The purchase's own local day, which may be earlier than the day of the fact.</param>
/// <param name="RetainedIn">Months such as 2026-11; null: none.</param>
public sealed record BuyingStepBody(string On, bool First, bool SecondDay, bool FirstOfMonth, IReadOnlyList<string>? RetainedIn)
{
    public static BuyingStepBody Of(BuyingStep step) => new(
        RowValues.Write(step.On),
        step.IsFirst,
        step.IsSecondDay,
        step.IsFirstOfMonth,
        step.RetainedIn.IsEmpty ? null : [.. step.RetainedIn.Select(YearMonthPattern.Iso.Format)]);
}
