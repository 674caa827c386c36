using NodaTime;

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

    /// <summary>Of a purchase: its own local day, which may be earlier than the day of the fact.</summary>
    public LocalDate? On { get; init; }
}
