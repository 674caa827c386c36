using System.Text.Json.Serialization;
using Rewards.Functions.Audit;

namespace Rewards.Functions.Agenda;

/// <summary>Look at a member, or at a shard of a campaign, as of a day, because of one row of the Agenda.</summary>
/// <param name="Member">Whose the row is: a member's, or a campaign's.</param>
/// <param name="Day">Of the row's partition.</param>
/// <param name="ETag">Of the row: it tells this filing from a later one under the same key.</param>
/// <param name="Shard">How far the check of a shard has come; null: it begins.</param>
public sealed record LookMessage(
    string Member,
    string Day,
    string Partition,
    string Row,
    string ETag,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ShardProgress? Shard = null);

/// <summary>Walk over the members from here on.</summary>
/// <param name="Tiers">Also for who has to be judged by changed tiers.</param>
/// <param name="Awaits">The version of a definition for which it is; null: that is committed.</param>
public sealed record WalkMessage(
    string? Next,
    bool Tiers = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AwaitedVersion? Awaits = null);

/// <summary>The row of a version that is about to be written.</summary>
/// <param name="Since">Unix milliseconds, real time, of the first sending.</param>
public sealed record AwaitedVersion(string Partition, string Row, long Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LookMessage))]
[JsonSerializable(typeof(WalkMessage))]
public sealed partial class AgendaJson : JsonSerializerContext;
