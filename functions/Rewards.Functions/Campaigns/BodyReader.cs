using System.Collections.Frozen;
using System.Text.Json;
using Rewards.Domain;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;

namespace Rewards.Functions.Campaigns;

/// <summary>Enum members as they are written: camelCase.</summary>
internal static class WireNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> ByName = Enum.GetValues<T>().ToFrozenDictionary(Of);

    public static string Of(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static bool TryRead(string text, out T value) => ByName.TryGetValue(text, out value);
}

/// <summary>Reads the members of a body one by one and collects what is wrong with them, so that all of it is told at once.</summary>
internal sealed class BodyReader(List<FieldError> errors)
{
    public delegate bool TryRead<T>(string text, out T value);

    public void Wrong(string field, string message) => errors.Add(new FieldError(field, message));

    public void Missing(string field) => Wrong(field, "Is missing.");

    public string Text(string? text, string field) => Required(text, field) ?? "";

    public T? Required<T>(T? value, string field)
    {
        if (value is null)
        {
            Missing(field);
        }

        return value;
    }

    public T Parsed<T>(string? text, string field, TryRead<T> tryRead, string message)
    {
        T? value = default;
        if (text is null)
        {
            Missing(field);
        }
        else if (!tryRead(text, out value))
        {
            Wrong(field, message);
        }

        return value!;
    }

    public MinorUnits Amount(long? amount, string field) => new(Required(amount, field) ?? 0);

    public static MinorUnits? OptionalAmount(long? amount) => amount is { } value ? new MinorUnits(value) : null;

    public Percent? OptionalPercent(decimal? percent, string field)
    {
        if (percent is null)
        {
            return null;
        }

        if (!Percent.TryFrom(percent.Value, out var result))
        {
            Wrong(field, "Must be from 0 to 100, with at most two decimals.");
        }

        return result;
    }

    /// <summary>A share from 0 to 1; nothing is none.</summary>
    public Percent Share(decimal? share, string field)
    {
        var result = default(Percent);
        if (share is < 0 or > 1 || !Percent.TryFrom((share ?? 0) * 100, out result))
        {
            Wrong(field, "Must be from 0 to 1, with at most four decimals.");
        }

        return result;
    }

    /// <summary>A limit and the period for which it counts; without one, for the whole life.</summary>
    public Limit? Limit(long? max, string? periodName, string field)
    {
        var period = periodName is null
            ? LimitPeriod.Whole
            : Parsed<LimitPeriod>(periodName, $"{field}Period", TryReadPeriod, "Must be day, week or month.");
        if (max is null && periodName is not null)
        {
            Wrong($"{field}Period", $"Needs {field}.");
        }

        return max is null ? null : new Limit(max.Value, period);
    }

    /// <summary>Of a body that comes in kinds: the kind is missing, or there is none of that name.</summary>
    public void WrongKind(object? body, string? kind, string path, string message)
    {
        if (body is null)
        {
            return;
        }

        if (kind is null)
        {
            Missing($"{path}.kind");
        }
        else
        {
            Wrong($"{path}.kind", message);
        }
    }

    /// <summary>A factor such as 1.5, in hundredths.</summary>
    public int Factor(decimal? factor, string field, int least, int most)
    {
        var value = Required(factor, field) ?? least;
        if (value < least || value > most || decimal.Round(value, 2) != value)
        {
            Wrong(field, $"Must be from {least} to {most}, with at most two decimals.");
            return 100 * least;
        }

        return (int)(value * 100);
    }

    /// <summary>Refuses members that are there but belong to another kind.</summary>
    public void OnlyOf(string kind, string path, IEnumerable<(string Name, object? Value)> members, params ReadOnlySpan<string> allowed)
    {
        foreach (var (name, value) in members)
        {
            if (value is not null && !allowed.Contains(name))
            {
                Wrong($"{path}.{name}", $"Does not belong to {kind}.");
            }
        }
    }

    private static bool TryReadPeriod(string text, out LimitPeriod period) =>
        WireNames<LimitPeriod>.TryRead(text, out period) && period != LimitPeriod.Whole;
}
