using System.Globalization;
using System.Xml;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes values as OData literals.</summary>
internal static class QueryFilter
{
    public static string Create(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var literals = new object[filter.ArgumentCount];
        for (var i = 0; i < literals.Length; i++)
        {
            literals[i] = Literal(filter.GetArgument(i));
        }

        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        char letter => Quote(letter.ToString()),
        bool truth => truth ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Guid id => $"guid'{id:D}'",
        DateTimeOffset time => DateLiteral(time.UtcDateTime),
        DateTime time => DateLiteral(time.ToUniversalTime()),
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexString(data.ToMemory().Span)}'",
        Enum name => Quote(name.ToString()),
        _ => throw new ArgumentException($"A {value.GetType()} cannot stand in a table query's filter.", nameof(value)),
    };

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string DateLiteral(DateTime utc) => $"datetime'{XmlConvert.ToString(utc, XmlDateTimeSerializationMode.Utc)}'";
}
