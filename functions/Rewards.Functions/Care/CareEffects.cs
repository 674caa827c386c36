using System.Text.Json.Serialization;
using Rewards.Functions.Coupons;

namespace Rewards.Functions.Care;

/// <param name="Case">The id of the cancellation or complaint.</param>
/// <param name="Category">Of a complaint; null: it is a cancellation.</param>
/// <param name="Campaign">That made the offer, or whose control group the member is in; null: none.</param>
/// <param name="Arm">Null: the campaign compares nothing.</param>
/// <param name="Taken">One of the campaign's offers was set aside, and is used.</param>
/// <param name="NoOffer">Null: there is an offer.</param>
public sealed record CareEffectsBody(
    string Case, string? Category, string? Reason, string? Campaign, int? Version, string? Arm, bool Taken, string? NoOffer, IssueEffectsBody Issued);

/// <param name="Outcome">stayed or left.</param>
public sealed record OutcomeEffectsBody(string Cancellation, string? Campaign, int? Version, string? Arm, string? NoOffer, string Outcome);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CareEffectsBody))]
[JsonSerializable(typeof(OutcomeEffectsBody))]
public sealed partial class CareJson : JsonSerializerContext;
