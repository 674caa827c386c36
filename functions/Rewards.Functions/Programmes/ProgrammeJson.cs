using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Rewards.Domain;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Functions.Programmes;

/// <summary>The body of <c>PUT /v1/programme</c>, as it was sent: every member may be missing.</summary>
public sealed record ProgrammeBody(string? Currency, string? TimeZone, bool? AutoEnrol, EarnBody? Earn);

/// <param name="PerAmount">Minor units.</param>
public sealed record EarnBody(long? Points, long? PerAmount, IReadOnlyList<EarnMultiplierBody?>? Multipliers);

/// <param name="Factor">From 0 to 100, with at most two decimals.</param>
/// <param name="Days">English names in lower case, such as monday.</param>
public sealed record EarnMultiplierBody(
    decimal? Factor, IReadOnlyList<string?>? Categories, IReadOnlyList<string?>? Stores, IReadOnlyList<string?>? Days);

/// <summary>A version of the programme as it is read: the body, complete, and its version.</summary>
public sealed record ProgrammeReply(int Version, string Currency, string TimeZone, bool AutoEnrol, EarnBody Earn);

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
    private static readonly FrozenDictionary<string, IsoDayOfWeek> Days =
        Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).ToFrozenDictionary(NameOf);

    /// <summary>The programme, or else everything that is wrong with the body, by JSON path.</summary>
    public static (Programme? Programme, IReadOnlyList<FieldError> Errors) ToDomain(ProgrammeBody body, int version)
    {
        var errors = new List<FieldError>();
        var currency = ReadCurrency(body.Currency, errors);
        var zone = ReadZone(body.TimeZone, errors);
        var earn = body.Earn is null ? Programme.Default.Earn : ReadEarn(body.Earn, errors);
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var programme = new Programme(version, currency, zone!, body.AutoEnrol ?? Programme.Default.AutoEnrol, earn);
        var outOfRange = Programme.Check(programme);
        return outOfRange.Count > 0 ? (null, outOfRange) : (programme, []);
    }

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
                [.. multiplier.Days.Select(NameOf)]))]));

    public static ProgrammeReply ReplyOf(Programme programme)
    {
        var body = FromDomain(programme);
        return new(programme.Version, body.Currency!, body.TimeZone!, programme.AutoEnrol, body.Earn!);
    }

    private static Currency ReadCurrency(string? text, List<FieldError> errors)
    {
        if (!Currency.TryParse(text, out var currency))
        {
            errors.Add(text is null ? Missing("currency") : new("currency", "Must be three upper-case letters (ISO 4217)."));
        }

        return currency;
    }

    private static DateTimeZone? ReadZone(string? id, List<FieldError> errors)
    {
        var zone = id is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
        {
            errors.Add(id is null ? Missing("timeZone") : new("timeZone", "Must be an IANA time zone, such as Europe/Berlin."));
        }

        return zone;
    }

    private static EarnRule ReadEarn(EarnBody earn, List<FieldError> errors)
    {
        if (earn.Points is null)
        {
            errors.Add(Missing("earn.points"));
        }

        if (earn.PerAmount is null)
        {
            errors.Add(Missing("earn.perAmount"));
        }

        var multipliers = (earn.Multipliers ?? []).Select((multiplier, i) => ReadMultiplier(multiplier, $"earn.multipliers[{i}]", errors));
        return new(new PointCount(earn.Points ?? 0), new MinorUnits(earn.PerAmount ?? 0), [.. multipliers]);
    }

    private static EarnMultiplier ReadMultiplier(EarnMultiplierBody? multiplier, string path, List<FieldError> errors)
    {
        if (multiplier is null)
        {
            errors.Add(new(path, "Must be an object."));
            return new(0, [], [], []);
        }

        return new(
            ReadFactor(multiplier.Factor, $"{path}.factor", errors),
            [.. (multiplier.Categories ?? []).Select(name => name ?? "")],
            [.. (multiplier.Stores ?? []).Select(name => name ?? "")],
            ReadDays(multiplier.Days ?? [], $"{path}.days", errors));
    }

    private static int ReadFactor(decimal? factor, string path, List<FieldError> errors)
    {
        if (factor is null)
        {
            errors.Add(Missing(path));
            return 0;
        }

        if (factor is < 0 or > EarnMultiplier.MaxFactorHundredths / 100 || decimal.Round(factor.Value, 2) != factor)
        {
            errors.Add(new(path, "Must be from 0 to 100, with at most two decimals."));
            return 0;
        }

        return (int)(factor.Value * 100);
    }

    private static ImmutableArray<IsoDayOfWeek> ReadDays(IReadOnlyList<string?> names, string path, List<FieldError> errors)
    {
        var days = ImmutableArray.CreateBuilder<IsoDayOfWeek>(names.Count);
        foreach (var (i, name) in names.Index())
        {
            if (name is not null && Days.TryGetValue(name, out var day))
            {
                days.Add(day);
            }
            else
            {
                errors.Add(new($"{path}[{i}]", "Must be a day of the week in lower case, such as monday."));
            }
        }

        return days.ToImmutable();
    }

    private static FieldError Missing(string path) => new(path, "Is missing.");

    private static string NameOf(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();
}
