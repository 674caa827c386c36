using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Redemptions;

namespace Rewards.Functions.Storage;

/// <summary>How values of the Domain stand in a row: instants and days as ISO 8601 text, a tally as five numbers.</summary>
public static class RowValues
{
    /// <summary>A text that every row of its kind has.</summary>
    public static string Text(this TableEntity row, string name) =>
        row.GetString(name) ?? throw new InvalidOperationException($"Row {row.RowKey} has no {name}.");

    public static string Write(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    public static string? Write(Instant? instant) => instant is { } value ? Write(value) : null;

    public static string Write(LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static string? Write(LocalDate? day) => day is { } value ? Write(value) : null;

    public static Instant? ReadInstant(TableEntity entity, string name) =>
        entity.GetString(name) is { } text ? InstantPattern.ExtendedIso.Parse(text).Value : null;

    public static LocalDate? ReadDay(TableEntity entity, string name) =>
        entity.GetString(name) is { } text ? LocalDatePattern.Iso.Parse(text).Value : null;

    public static string Write(Tally tally) => $"{tally.Whole};{Write(tally.Day)};{tally.OfDay};{tally.OfWeek};{tally.OfMonth}";

    public static Tally ReadTally(TableEntity? entity, string name) =>
        entity?.GetString(name) is { } text ? ReadTally(text) : Tally.Empty;

    public static Tally ReadTally(string text)
    {
        var parts = text.Split(';');
        return new Tally(
            long.Parse(parts[0]), LocalDatePattern.Iso.Parse(parts[1]).Value, long.Parse(parts[2]), long.Parse(parts[3]), long.Parse(parts[4]));
    }
}
