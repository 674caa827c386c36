using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Rewards.Domain;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Programmes;

/// <summary>The body of <c>PUT /v1/programme</c>, as it was sent: every member may be missing.</summary>
/// <param name="ReminderDays">So many days before points lapse their member is reminded; 0: never.</param>
public sealed record ProgrammeBody(string? Currency, string? TimeZone, bool? AutoEnrol, EarnBody? Earn)
{
    public ExpiryBody? Expiry { get; init; }

    public PendingBody? Pending { get; init; }

    public ExchangeBody? Exchange { get; init; }

    public ReturnsBody? Returns { get; init; }

    public int? ReminderDays { get; init; }

    public IReadOnlyList<ActivityRuleBody?>? Activities { get; init; }

    public ReferralRuleBody? Referral { get; init; }

    public IReadOnlyList<StampProgrammeBody?>? StampCards { get; init; }

    public TiersBody? Tiers { get; init; }

    public IReadOnlyList<ClubBody?>? Clubs { get; init; }

    public MessageRulesBody? Messages { get; init; }
}

/// <param name="PerAmount">Minor units.</param>
public sealed record EarnBody(long? Points, long? PerAmount, IReadOnlyList<EarnMultiplierBody?>? Multipliers);

/// <param name="Factor">From 0 to 100, with at most two decimals.</param>
/// <param name="Days">English names in lower case, such as monday.</param>
public sealed record EarnMultiplierBody(
    decimal? Factor, IReadOnlyList<string?>? Categories, IReadOnlyList<string?>? Stores, IReadOnlyList<string?>? Days);

/// <summary>A version of the programme as it is read: the body, complete, and its version.</summary>
public sealed record ProgrammeReply(int Version, string Currency, string TimeZone, bool AutoEnrol, EarnBody Earn)
{
    public required ExpiryBody Expiry { get; init; }

    public required PendingBody Pending { get; init; }

    public required ExchangeBody Exchange { get; init; }

    public required ReturnsBody Returns { get; init; }

    public required int ReminderDays { get; init; }

    public IReadOnlyList<ActivityRuleBody?>? Activities { get; init; }

    public ReferralRuleBody? Referral { get; init; }

    public IReadOnlyList<StampProgrammeBody?>? StampCards { get; init; }

    public TiersBody? Tiers { get; init; }

    public IReadOnlyList<ClubBody?>? Clubs { get; init; }

    public MessageRulesBody? Messages { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(ProgrammeBody))]
[JsonSerializable(typeof(ProgrammeReply))]
public sealed partial class ProgrammeJsonContext : JsonSerializerContext;

/// <summary>Between the wire format of a programme and the Domain's.</summary>
public static class ProgrammeJson
{
    /// <summary>Nobody shows what is stored in a page: escaped, it would be up to six times what was sent.</summary>
    private static readonly ProgrammeJsonContext Stored =
        new(new JsonSerializerOptions(ProgrammeJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The programme, or else everything that is wrong with the body, by JSON path.</summary>
    public static (Programme? Programme, IReadOnlyList<FieldError> Errors) ToDomain(ProgrammeBody body, int version)
    {
        var errors = new List<FieldError>();
        var reader = new BodyReader(errors);
        var currency = reader.Parsed<Currency>(body.Currency, "currency", Currency.TryParse, "Must be three upper-case letters (ISO 4217).");
        var zone = reader.Parsed<DateTimeZone>(body.TimeZone, "timeZone", TryZone, "Must be an IANA time zone, such as Europe/Berlin.");
        var earn = body.Earn is null ? Programme.Default.Earn : ReadEarn(body.Earn, reader);
        var activities = ActivityJson.Read(body.Activities, reader);
        var referral = ActivityJson.Read(body.Referral, reader);
        var stampCards = StampCardsJson.Read(body.StampCards, reader);
        var points = PointsRulesJson.Read(body, reader);
        var tiers = TierJson.Read(body.Tiers, reader);
        var clubs = TierJson.Read(body.Clubs, reader);
        var messages = MessageRulesJson.Read(body.Messages, reader);
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var programme = new Programme(version, currency, zone, body.AutoEnrol ?? Programme.Default.AutoEnrol, earn)
        {
            Points = points,
            Activities = activities,
            Referral = referral,
            StampCards = stampCards,
            Tiers = tiers,
            Clubs = clubs,
            Messages = messages,
        };
        var outOfRange = Programme.Check(programme);
        return outOfRange.Count > 0 ? (null, outOfRange) : (programme, []);
    }

    public static byte[] Store(Programme programme) => JsonSerializer.SerializeToUtf8Bytes(FromDomain(programme), Stored.ProgrammeBody);

    public static ProgrammeBody FromDomain(Programme programme) => new(
        programme.Currency.Code,
        programme.TimeZone.Id,
        programme.AutoEnrol,
        new EarnBody(
            programme.Earn.Points.Value,
            programme.Earn.PerAmount.Value,
            [.. programme.Earn.Multipliers.Select(multiplier => new EarnMultiplierBody(
                multiplier.FactorHundredths / 100m,
                multiplier.Categories,
                multiplier.Stores,
                [.. multiplier.Days.Select(WireNames<IsoDayOfWeek>.Of)]))]))
    {
        Activities = ActivityJson.Write(programme.Activities),
        Referral = ActivityJson.Write(programme.Referral),
        StampCards = StampCardsJson.Write(programme.StampCards),
        Expiry = PointsRulesJson.Of(programme.Points.Expiry),
        Pending = PointsRulesJson.Of(programme.Points.Pending),
        Exchange = PointsRulesJson.Of(programme.Points.Exchange),
        Returns = PointsRulesJson.Of(programme.Points.TakeBack),
        ReminderDays = programme.Points.ReminderDays,
        Tiers = TierJson.Write(programme.Tiers),
        Clubs = TierJson.Write(programme.Clubs),
        Messages = MessageRulesJson.Write(programme.Messages),
    };

    public static ProgrammeReply ReplyOf(Programme programme)
    {
        var body = FromDomain(programme);
        return new(programme.Version, body.Currency!, body.TimeZone!, programme.AutoEnrol, body.Earn!)
        {
            Activities = body.Activities,
            Referral = body.Referral,
            StampCards = body.StampCards,
            Expiry = body.Expiry!,
            Pending = body.Pending!,
            Exchange = body.Exchange!,
            Returns = body.Returns!,
            ReminderDays = body.ReminderDays!.Value,
            Tiers = body.Tiers,
            Clubs = body.Clubs,
            Messages = body.Messages,
        };
    }

    private static bool TryZone(string id, out DateTimeZone zone)
    {
        var found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        zone = found ?? DateTimeZone.Utc;
        return found is not null;
    }

    private static EarnRule ReadEarn(EarnBody earn, BodyReader reader)
    {
        var points = new PointCount(reader.Required(earn.Points, "earn.points") ?? 0);
        var perAmount = reader.Amount(earn.PerAmount, "earn.perAmount");
        var multipliers = (earn.Multipliers ?? []).Select((multiplier, i) => ReadMultiplier(multiplier, $"earn.multipliers[{i}]", reader));
        return new(points, perAmount, [.. multipliers]);
    }

    private static EarnMultiplier ReadMultiplier(EarnMultiplierBody? multiplier, string path, BodyReader reader)
    {
        if (multiplier is null)
        {
            reader.Wrong(path, "Must be an object.");
            return new(0, [], [], []);
        }

        return new(
            reader.Factor(multiplier.Factor, $"{path}.factor", 0, EarnMultiplier.MaxFactorHundredths / 100),
            [.. (multiplier.Categories ?? []).Select(name => name ?? "")],
            [.. (multiplier.Stores ?? []).Select(name => name ?? "")],
            [.. (multiplier.Days ?? []).Select((name, i) => ReadDay(name, $"{path}.days[{i}]", reader))]);
    }

    private static IsoDayOfWeek ReadDay(string? name, string path, BodyReader reader)
    {
        if (name is null || !WireNames<IsoDayOfWeek>.TryRead(name, out var day) || day == IsoDayOfWeek.None)
        {
            reader.Wrong(path, "Must be a day of the week in lower case, such as monday.");
            return IsoDayOfWeek.None;
        }

        return day;
    }
}
