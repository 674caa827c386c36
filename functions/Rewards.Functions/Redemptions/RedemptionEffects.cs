using System.Text.Json;
using System.Text.Json.Serialization;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>What the follow-up of a redemption or a rollback needs. No member is named: the redemption's own row does that, and is wiped by an erasure.</summary>
public sealed record RedemptionEffectsBody(string RedemptionId, long Sequence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RedemptionEffectsBody))]
public sealed partial class RedemptionEffectsJson : JsonSerializerContext;

public static class RedemptionEffects
{
    public static string Write(RedemptionId id, long sequence) =>
        JsonSerializer.Serialize(new RedemptionEffectsBody(id.Value, sequence), RedemptionEffectsJson.Default.RedemptionEffectsBody);

    public static RedemptionEffectsBody? Read(OperationRow row) =>
        row.Effects is { } effects ? JsonSerializer.Deserialize(effects, RedemptionEffectsJson.Default.RedemptionEffectsBody) : null;
}
