using System.Text.Json.Serialization;

namespace Rewards.Functions.Campaigns;

/// <summary>A campaign as it is written down, sent and stored: every member may be missing.</summary>
public record CampaignBody
{
    public string? Name { get; init; }

    /// <summary>acquire, retain or reactivate.</summary>
    public string? Aim { get; init; }

    public string? Currency { get; init; }

    /// <summary>IANA id.</summary>
    public string? TimeZone { get; init; }

    /// <summary>yyyy-MM-dd, a local day.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>yyyy-MM-dd, a local day that counts whole.</summary>
    public string? ValidTo { get; init; }

    /// <summary>An ISO 8601 period of whole days, such as P30D.</summary>
    public string? ValidFor { get; init; }

    public DiscountBody? Discount { get; init; }

    public ConditionsBody? Conditions { get; init; }

    public CodesBody? Codes { get; init; }

    public LimitsBody? Limits { get; init; }

    public int? Shards { get; init; }

    public TriggerBody? Trigger { get; init; }

    public ExperimentBody? Experiment { get; init; }

    public bool? Disabled { get; init; }
}

/// <summary>A campaign as it is read: the body, complete, with what the platform has given it.</summary>
public sealed record CampaignReply : CampaignBody
{
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    [JsonPropertyOrder(-2)]
    public required int Version { get; init; }

    [JsonPropertyOrder(-1)]
    public required string Tag { get; init; }
}

/// <param name="MinimumAmount">Minor units, of the eligible lines.</param>
/// <param name="Tiers">Ids of the programme's: issued to their members only.</param>
/// <param name="Clubs">Ids of the programme's: issued to their members only.</param>
/// <param name="Segment">An id: issued to who is in it only.</param>
public sealed record ConditionsBody(
    long? MinimumAmount = null,
    ProductFilterBody? Include = null,
    ProductFilterBody? Exclude = null,
    IReadOnlyList<string?>? Stores = null,
    IReadOnlyList<WeeklyHoursBody?>? Hours = null,
    IReadOnlyList<string?>? Tiers = null,
    IReadOnlyList<string?>? Clubs = null,
    string? Segment = null);

public sealed record ProductFilterBody(
    IReadOnlyList<string?>? Skus = null, IReadOnlyList<string?>? Categories = null, IReadOnlyList<string?>? Tags = null);

/// <param name="Days">English names in lower case.</param>
/// <param name="From">HH:mm.</param>
/// <param name="To">HH:mm; 00:00 is the end of the day.</param>
public sealed record WeeklyHoursBody(IReadOnlyList<string?>? Days = null, string? From = null, string? To = null);

/// <summary>unique takes a length, shared a code; none is of a campaign that only reminds.</summary>
public sealed record CodesBody(string? Kind = null, int? Length = null, string? Code = null);

/// <summary>Periods are day, week or month; without one, a limit counts the whole life.</summary>
/// <param name="Budget">Minor units.</param>
public sealed record LimitsBody(
    long? PerCode = null,
    string? PerCodePeriod = null,
    long? PerMember = null,
    string? PerMemberPeriod = null,
    long? Total = null,
    string? TotalPeriod = null,
    long? Budget = null,
    string? BudgetPeriod = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(CampaignBody))]
[JsonSerializable(typeof(CampaignRequestBody))]
[JsonSerializable(typeof(CampaignReply))]
[JsonSerializable(typeof(CampaignPageBody))]
[JsonSerializable(typeof(PreviewRequestBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(CampaignTemplate))]
[JsonSerializable(typeof(CampaignTemplatesBody))]
public sealed partial class CampaignJsonContext : JsonSerializerContext;
