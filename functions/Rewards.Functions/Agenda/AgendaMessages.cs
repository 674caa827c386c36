using System.Text.Json.Serialization;

namespace Rewards.Functions.Agenda;

/// <summary>Look at a member as of a day, because of one row of the Agenda.</summary>
/// <param name="Day">Of the row's partition.</param>
/// <param name="ETag">Of the row: it tells this filing from a later one under the same key.</param>
public sealed record LookMessage(string Member, string Day, string Partition, string Row, string ETag);

/// <summary>Walk over the members from here on.</summary>
/// <param name="Tiers">Also for who has to be judged by changed tiers.</param>
public sealed record WalkMessage(string? Next, bool Tiers = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LookMessage))]
[JsonSerializable(typeof(WalkMessage))]
public sealed partial class AgendaJson : JsonSerializerContext;
