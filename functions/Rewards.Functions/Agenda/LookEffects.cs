using System.Text.Json.Serialization;
using Rewards.Functions.Coupons;
using Rewards.Functions.Points;
using Rewards.Functions.Stamps;

namespace Rewards.Functions.Agenda;

/// <param name="Then">The day with which this look goes on; null: it is done.</param>
/// <param name="Reminders">Points that will lapse soon, by last day.</param>
public sealed record LookEffectsBody(
    IssueEffectsBody Issued,
    IReadOnlyList<HeldBody> Held,
    string? Then,
    LedgerEffectsBody Ledger,
    IReadOnlyList<ReminderBody> Reminders)
{
    /// <summary>In the order in which it was decided.</summary>
    public IReadOnlyList<AddressedBody>? Addressed { get; init; }

    /// <summary>Stamp cards that have expired.</summary>
    public IReadOnlyList<StampCardEffectBody>? StampCards { get; init; }
}

/// <param name="ExpiresOn">The last local day on which they can be spent.</param>
public sealed record ReminderBody(long Points, string ExpiresOn);

/// <summary>The member is in this campaign's control group.</summary>
public sealed record HeldBody(string Campaign, int Version, string Occurrence);

/// <summary>A campaign addresses the member.</summary>
/// <param name="Code">Of the coupon that it issued; null: it only reminds.</param>
/// <param name="Arm">Of the campaign's experiment.</param>
/// <param name="Step">Of the campaign, counting from 1; null: it has none.</param>
/// <param name="Purpose">The kind of the campaign's trigger.</param>
public sealed record AddressedBody(
    string Campaign, int Version, string Occurrence, string? Code, string? Channel, string Purpose, string Arm, int? Step);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookEffectsBody))]
public sealed partial class LookJson : JsonSerializerContext;
