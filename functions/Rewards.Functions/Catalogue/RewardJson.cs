using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>The body of <c>PUT /v1/rewards/{id}</c>, as it was sent and as it is stored: every member may be missing.</summary>
public record RewardBody
{
    public string? Name { get; init; }

    public long? PricePoints { get; init; }

    /// <summary>Points, by the tier's id.</summary>
    public IReadOnlyDictionary<string, long?>? PricesByTier { get; init; }

    public string? CampaignId { get; init; }

    /// <summary>How many there are ever.</summary>
    public long? Stock { get; init; }

    public RewardLimitBody? LimitPerMember { get; init; }

    public RewardLimitBody? LimitTotal { get; init; }

    /// <summary>yyyy-MM-dd, a local day.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>yyyy-MM-dd, a local day that counts whole.</summary>
    public string? ValidTo { get; init; }

    public bool? Disabled { get; init; }
}

/// <param name="Period">day, week or month; null: the whole life.</param>
public sealed record RewardLimitBody(long? Max = null, string? Period = null);

/// <summary>A reward as it is read: the body, complete, with what the platform adds.</summary>
public sealed record RewardReply : RewardBody
{
    [JsonPropertyOrder(-2)]
    public required string Id { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Version { get; init; }

    /// <summary>How many are not taken; null: unlimited.</summary>
    public long? StockLeft { get; init; }
}

public sealed record RewardPageBody(IReadOnlyList<RewardReply> Rewards, string? Next);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(RewardBody))]
[JsonSerializable(typeof(RewardReply))]
[JsonSerializable(typeof(RewardPageBody))]
public sealed partial class RewardJsonContext : JsonSerializerContext;

/// <summary>Between the wire format of a reward, in which it is stored as well, and the Domain's.</summary>
public static class RewardJson
{
    private const string DayMessage = "Must be a day, such as 2026-03-01.";

    /// <summary>Nobody shows what is stored in a page: escaped, it would be up to six times what was sent.</summary>
    private static readonly RewardJsonContext Stored =
        new(new JsonSerializerOptions(RewardJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The reward, or else everything that is wrong with the body, by JSON path.</summary>
    public static (Reward? Reward, IReadOnlyList<FieldError> Errors) ToDomain(RewardBody body, RewardId id, int version)
    {
        var errors = new List<FieldError>();
        var draft = Read(body, new BodyReader(errors), id, version);
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var broken = RewardRules.Check(draft);
        return broken.Count > 0 ? (null, broken) : (draft, []);
    }

    public static byte[] Store(Reward reward) => JsonSerializer.SerializeToUtf8Bytes(Fill(new RewardBody(), reward), Stored.RewardBody);

    public static RewardReply ReplyOf(Reward reward, long? stockLeft) =>
        Fill(new RewardReply { Id = reward.Id.Value, Version = reward.Version, StockLeft = stockLeft }, reward);

    private static Reward Read(RewardBody body, BodyReader reader, RewardId id, int version) => new()
    {
        Id = id,
        Version = version,
        Name = reader.Text(body.Name, "name"),
        PricePoints = body.PricePoints is { } price ? new PointCount(price) : null,
        PricesByTier = ReadPrices(body.PricesByTier, reader),
        Campaign = reader.Parsed<CampaignId>(body.CampaignId, "campaignId", CampaignId.TryParse, "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -."),
        Stock = body.Stock,
        LimitPerMember = ReadLimit(body.LimitPerMember, "limitPerMember", reader),
        LimitTotal = ReadLimit(body.LimitTotal, "limitTotal", reader),
        ValidFrom = ReadDay(body.ValidFrom, "validFrom", reader),
        ValidTo = ReadDay(body.ValidTo, "validTo", reader),
        Disabled = body.Disabled ?? false,
    };

    private static ImmutableSortedDictionary<string, PointCount> ReadPrices(IReadOnlyDictionary<string, long?>? prices, BodyReader reader) =>
        (prices ?? ImmutableDictionary<string, long?>.Empty).ToImmutableSortedDictionary(
            price => price.Key,
            price => new PointCount(reader.Required(price.Value, $"pricesByTier.{price.Key}") ?? 0),
            StringComparer.Ordinal);

    private static Limit? ReadLimit(RewardLimitBody? body, string field, BodyReader reader)
    {
        if (body is null)
        {
            return null;
        }

        var period = body.Period is null
            ? LimitPeriod.Whole
            : reader.Parsed<LimitPeriod>(body.Period, $"{field}.period", TryReadPeriod, "Must be day, week or month.");
        return new Limit(reader.Required(body.Max, $"{field}.max") ?? 0, period);
    }

    private static LocalDate? ReadDay(string? text, string field, BodyReader reader) =>
        text is null ? null : reader.Parsed<LocalDate>(text, field, LocalDatePattern.Iso.TryRead, DayMessage);

    private static bool TryReadPeriod(string text, out LimitPeriod period) =>
        WireNames<LimitPeriod>.TryRead(text, out period) && period != LimitPeriod.Whole;

    private static T Fill<T>(T body, Reward reward)
        where T : RewardBody => body with
        {
            Name = reward.Name,
            PricePoints = reward.PricePoints?.Value,
            PricesByTier = reward.PricesByTier.IsEmpty
                ? null
                : reward.PricesByTier.ToImmutableSortedDictionary(price => price.Key, price => (long?)price.Value.Value, StringComparer.Ordinal),
            CampaignId = reward.Campaign.Value,
            Stock = reward.Stock,
            LimitPerMember = Write(reward.LimitPerMember),
            LimitTotal = Write(reward.LimitTotal),
            ValidFrom = RowValues.Write(reward.ValidFrom),
            ValidTo = RowValues.Write(reward.ValidTo),
            Disabled = reward.Disabled,
        };

    private static RewardLimitBody? Write(Limit? limit) => limit is null
        ? null
        : new(limit.Max, limit.Period == LimitPeriod.Whole ? null : WireNames<LimitPeriod>.Of(limit.Period));
}
