using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Functions.Campaigns;

/// <summary>Makes a definition of a body. What is missing or malformed goes to the reader; the result counts only if there is nothing of it.</summary>
internal sealed class CampaignReader(BodyReader reader)
{
    private readonly DiscountReader discounts = new(reader);

    public static readonly LocalTimePattern TimePattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private const int DefaultCodeLength = 12;

    private const string DayMessage = "Must be a day of the week in lower case, such as monday.";

    public CampaignDefinition Read(CampaignBody body, CampaignId id, int version, string tag) => new()
    {
        Id = id,
        Version = version,
        Tag = tag,
        Name = reader.Text(body.Name, "name"),
        Aim = reader.Parsed<Aim>(body.Aim, "aim", WireNames<Aim>.TryRead, "Must be acquire, retain or reactivate."),
        Currency = reader.Parsed<Currency>(body.Currency, "currency", Currency.TryParse, "Must be three upper-case letters (ISO 4217)."),
        TimeZone = reader.Parsed<DateTimeZone>(body.TimeZone, "timeZone", TryReadZone, "Must be an IANA time zone, such as Europe/Berlin."),
        ValidFrom = reader.Parsed<LocalDate>(body.ValidFrom, "validFrom", LocalDatePattern.Iso.TryRead, "Must be a day, such as 2026-03-01."),
        ValidTo = reader.Parsed<LocalDate>(body.ValidTo, "validTo", LocalDatePattern.Iso.TryRead, "Must be a day, such as 2026-05-31."),
        ValidFor = body.ValidFor is null
            ? null
            : reader.Parsed<Period>(body.ValidFor, "validFor", PeriodPattern.Roundtrip.TryRead, "Must be an ISO 8601 period, such as P30D."),
        Discount = body is { Discount: null, Codes.Kind: "none" } ? new Discount.Nothing() : discounts.Read(body.Discount, "discount"),
        Conditions = body.Conditions is null ? Conditions.None : ReadConditions(body.Conditions),
        Codes = ReadCodes(body.Codes),
        Limits = body.Limits is null ? Limits.None : ReadLimits(body.Limits),
        Shards = body.Shards ?? 1,
        Trigger = body.Trigger is null ? null : new TriggerReader(reader, discounts).Read(body.Trigger),
        Experiment = new ExperimentReader(reader, discounts).Read(body.Experiment, body.Trigger?.ControlShare),
        Disabled = body.Disabled ?? false,
    };

    private Conditions ReadConditions(ConditionsBody body) => new(
        BodyReader.OptionalAmount(body.MinimumAmount),
        ReadFilter(body.Include, "conditions.include"),
        ReadFilter(body.Exclude, "conditions.exclude"),
        ReadTexts(body.Stores, "conditions.stores"),
        [.. (body.Hours ?? []).Select((hours, i) => ReadHours(hours, $"conditions.hours[{i}]"))])
    {
        Tiers = ReadTexts(body.Tiers, "conditions.tiers"),
        Clubs = ReadTexts(body.Clubs, "conditions.clubs"),
        Segment = body.Segment is null
            ? null
            : reader.Parsed<SegmentId>(body.Segment, "conditions.segment", SegmentId.TryParse, "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -."),
    };

    public ProductFilter? ReadFilter(ProductFilterBody? body, string path) => body is null
        ? null
        : new(ReadTexts(body.Skus, $"{path}.skus"), ReadTexts(body.Categories, $"{path}.categories"), ReadTexts(body.Tags, $"{path}.tags"));

    private ImmutableArray<string> ReadTexts(IReadOnlyList<string?>? texts, string path) =>
        [.. (texts ?? []).Select((text, i) => reader.Text(text, $"{path}[{i}]"))];

    private WeeklyHours ReadHours(WeeklyHoursBody? hours, string path)
    {
        if (reader.Required(hours, path) is null)
        {
            return new WeeklyHours([], default, default);
        }

        var days = reader.Required(hours!.Days, $"{path}.days") ?? [];
        return new WeeklyHours(
            [.. days.Select((day, i) => reader.Parsed<IsoDayOfWeek>(day, $"{path}.days[{i}]", TryReadDay, DayMessage))],
            ReadTime(hours.From, $"{path}.from"),
            ReadTime(hours.To, $"{path}.to"));
    }

    private LocalTime ReadTime(string? text, string path) =>
        reader.Parsed<LocalTime>(text, path, TimePattern.TryRead, "Must be a time of day, such as 08:00.");

    private CodePolicy ReadCodes(CodesBody? body)
    {
        switch (reader.Required(body, "codes")?.Kind)
        {
            case "unique":
                reader.OnlyOf("unique", "codes", [("code", body!.Code)]);
                return new CodePolicy.Unique(body.Length ?? DefaultCodeLength);
            case "shared":
                reader.OnlyOf("shared", "codes", [("length", body!.Length)]);
                return new CodePolicy.Shared(reader.Text(body.Code, "codes.code"));
            case "none":
                reader.OnlyOf("none", "codes", [("length", body!.Length), ("code", body.Code)]);
                return new CodePolicy.None();
            default:
                reader.WrongKind(body, body?.Kind, "codes", "Must be unique, shared or none.");
                return new CodePolicy.Unique(DefaultCodeLength);
        }
    }

    private Limits ReadLimits(LimitsBody body) => new(
        reader.Limit(body.PerCode, body.PerCodePeriod, "limits.perCode"),
        reader.Limit(body.PerMember, body.PerMemberPeriod, "limits.perMember"),
        reader.Limit(body.Total, body.TotalPeriod, "limits.total"),
        reader.Limit(body.Budget, body.BudgetPeriod, "limits.budget"));

    private static bool TryReadZone(string id, out DateTimeZone zone)
    {
        zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)!;
        return zone is not null;
    }

    private static bool TryReadDay(string text, out IsoDayOfWeek day) =>
        WireNames<IsoDayOfWeek>.TryRead(text, out day) && day != IsoDayOfWeek.None;

}

internal static class PatternExtensions
{
    public static bool TryRead<T>(this IPattern<T> pattern, string text, out T value) => pattern.Parse(text).TryGetValue(default!, out value);
}
