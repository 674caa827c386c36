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
        Discount = ReadDiscount(body.Discount),
        Conditions = body.Conditions is null ? Conditions.None : ReadConditions(body.Conditions),
        Codes = ReadCodes(body.Codes),
        Limits = body.Limits is null ? Limits.None : ReadLimits(body.Limits),
        Shards = body.Shards ?? 1,
        Trigger = body.Trigger is null ? null : ReadTrigger(body.Trigger),
        Disabled = body.Disabled ?? false,
    };

    private Discount ReadDiscount(DiscountBody? body)
    {
        switch (reader.Required(body, "discount")?.Kind)
        {
            case "amountOff":
                Only(body!, "amount");
                return new Discount.AmountOff(reader.Amount(body!.Amount, "discount.amount"));
            case "percentOff":
                Only(body!, "percent", "maxAmount");
                reader.Required(body!.Percent, "discount.percent");
                return new Discount.PercentOff(Share(body.Percent) ?? default, BodyReader.OptionalAmount(body.MaxAmount));
            case "buyXGetY":
                Only(body!, "buy", "get", "percent");
                var buy = reader.Required(body!.Buy, "discount.buy") ?? 0;
                var get = reader.Required(body.Get, "discount.get") ?? 0;
                return new Discount.BuyXGetY(buy, get, Share(body.Percent) ?? Percent.Hundred);
            case "tiered":
                Only(body!, "by", "steps");
                var by = reader.Parsed<TierBasis>(body!.By, "discount.by", WireNames<TierBasis>.TryRead, "Must be amount or quantity.");
                var steps = reader.Required(body.Steps, "discount.steps") ?? [];
                return new Discount.Tiered(by, [.. steps.Select((step, i) => ReadStep(step, $"discount.steps[{i}]"))]);
            default:
                WrongKind(body, body?.Kind, "discount", "Must be amountOff, percentOff, buyXGetY or tiered.");
                return new Discount.AmountOff(MinorUnits.Zero);
        }
    }

    private Percent? Share(decimal? percent) => reader.OptionalPercent(percent, "discount.percent");

    private void Only(DiscountBody body, params ReadOnlySpan<string> allowed) => reader.OnlyOf(
        body.Kind!,
        "discount",
        [
            ("amount", body.Amount), ("buy", body.Buy), ("get", body.Get), ("percent", body.Percent),
            ("maxAmount", body.MaxAmount), ("by", body.By), ("steps", body.Steps),
        ],
        allowed);

    private TierStep ReadStep(TierStepBody? step, string path)
    {
        if (reader.Required(step, path) is null)
        {
            return new TierStep(0, null, null);
        }

        var from = reader.Required(step!.From, $"{path}.from") ?? 0;
        return new TierStep(from, BodyReader.OptionalAmount(step.Amount), reader.OptionalPercent(step.Percent, $"{path}.percent"));
    }

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
            default:
                WrongKind(body, body?.Kind, "codes", "Must be unique or shared.");
                return new CodePolicy.Unique(DefaultCodeLength);
        }
    }

    private Limits ReadLimits(LimitsBody body) => new(
        ReadLimit(body.PerCode, body.PerCodePeriod, "limits.perCode"),
        ReadLimit(body.PerMember, body.PerMemberPeriod, "limits.perMember"),
        ReadLimit(body.Total, body.TotalPeriod, "limits.total"),
        ReadLimit(body.Budget, body.BudgetPeriod, "limits.budget"));

    private Limit? ReadLimit(long? max, string? periodName, string field)
    {
        var period = periodName is null
            ? LimitPeriod.Whole
            : reader.Parsed<LimitPeriod>(periodName, $"{field}Period", TryReadPeriod, "Must be day, week or month.");
        if (max is null && periodName is not null)
        {
            reader.Wrong($"{field}Period", $"Needs {field}.");
        }

        return max is null ? null : new Limit(max.Value, period);
    }

    private Trigger.Dormant ReadTrigger(TriggerBody body)
    {
        if (body.Kind != "dormant")
        {
            WrongKind(body, body.Kind, "trigger", "Must be dormant.");
        }

        var share = body.ControlShare ?? 0;
        var controlShare = default(Percent);
        if (share is < 0 or > 1 || !Percent.TryFrom(share * 100, out controlShare))
        {
            reader.Wrong("trigger.controlShare", "Must be from 0 to 1, with at most four decimals.");
        }

        var dormantAfterDays = reader.Required(body.DormantAfterDays, "trigger.dormantAfterDays") ?? 0;
        return new Trigger.Dormant(dormantAfterDays, controlShare, body.FrequencyCapDays ?? 0, body.Channel);
    }

    private void WrongKind(object? body, string? kind, string path, string message)
    {
        if (body is null)
        {
            return;
        }

        if (kind is null)
        {
            reader.Missing($"{path}.kind");
        }
        else
        {
            reader.Wrong($"{path}.kind", message);
        }
    }

    private static bool TryReadZone(string id, out DateTimeZone zone)
    {
        zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)!;
        return zone is not null;
    }

    private static bool TryReadDay(string text, out IsoDayOfWeek day) =>
        WireNames<IsoDayOfWeek>.TryRead(text, out day) && day != IsoDayOfWeek.None;

    private static bool TryReadPeriod(string text, out LimitPeriod period) =>
        WireNames<LimitPeriod>.TryRead(text, out period) && period != LimitPeriod.Whole;
}

internal static class PatternExtensions
{
    public static bool TryRead<T>(this IPattern<T> pattern, string text, out T value) => pattern.Parse(text).TryGetValue(default!, out value);
}
