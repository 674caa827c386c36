using System.Text;
using CsvHelper;
using Rewards.Functions.Http;

namespace Rewards.Functions.Imports;

/// <summary>Some lines of a file that stand together, as they came.</summary>
/// <param name="FirstLine">Its number in the file, from 1; the header is a line.</param>
public sealed record ImportSlice(int FirstLine, byte[] Text);

/// <summary>
/// A CSV file (RFC 4180, UTF-8, a header line, no line breaks within a field) cut into slices. A line that cannot be read spoils
/// itself only.
/// </summary>
/// <param name="Columns">As the header has them.</param>
/// <param name="Rows">Lines below the header that are not blank.</param>
public sealed record ImportFile(IReadOnlyList<string> Columns, int Rows, IReadOnlyList<ImportSlice> Slices)
{
    public const int MaxBytes = 4 * 1024 * 1024;

    public const int MaxRows = 100_000;

    public const int MaxLineBytes = 8 * 1024;

    /// <summary>A slice is one property of a row.</summary>
    private const int MaxSliceBytes = 60 * 1024;

    /// <param name="known">
    /// The columns that there are; the <paramref name="required"/> first of them must be there. No two lines may have the same in
    /// the very first one: which of them counts would be left to chance.
    /// </param>
    /// <param name="sliceSize">Lines a slice.</param>
    /// <exception cref="BadRequestException">It is not such a file; names the line or column.</exception>
    public static ImportFile Read(ReadOnlyMemory<byte> body, IReadOnlyList<string> known, int required, int sliceSize)
    {
        var bytes = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span))
        {
            throw Requests.Invalid("body", "The file must be UTF-8.");
        }

        var lines = Lines(bytes).ToList();
        var columns = ReadHeader(lines.Count == 0 ? default : lines[0], known, required);
        var rows = lines.Skip(1).Count(line => !IsBlank(line));
        if (rows is 0 or > MaxRows)
        {
            throw Requests.Invalid("body", $"1 to {MaxRows} lines are needed below the header.");
        }

        ImportSlice[] slices = [.. Slice(lines, sliceSize)];
        RequireOnce(slices, columns, known[0]);
        return new ImportFile(columns, rows, slices);
    }

    /// <summary>The lines of a slice that are not blank, each with its number and its fields by column; null: it cannot be read.</summary>
    public static IEnumerable<(int Line, Func<string, string>? Field)> Read(ImportSlice slice, IReadOnlyList<string> columns)
    {
        var number = slice.FirstLine;
        foreach (var line in Lines(slice.Text))
        {
            if (!IsBlank(line))
            {
                yield return (number, ReadFields(line, columns));
            }

            number++;
        }
    }

    private static void RequireOnce(IEnumerable<ImportSlice> slices, IReadOnlyList<string> columns, string key)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, field) in slices.SelectMany(slice => Read(slice, columns)))
        {
            if (field?.Invoke(key) is { Length: > 0 } value && !seen.TryAdd(value, line))
            {
                throw Requests.Invalid(key, $"Line {line} has the same as line {seen[value]}.");
            }
        }
    }

    private static Func<string, string>? ReadFields(ReadOnlyMemory<byte> line, IReadOnlyList<string> columns)
    {
        if (Record(line) is not { } record || record.Length != columns.Count)
        {
            return null;
        }

        var fields = columns.Zip(record).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return column => fields.GetValueOrDefault(column, "");
    }

    private static List<string> ReadHeader(ReadOnlyMemory<byte> header, IReadOnlyList<string> known, int required)
    {
        var columns = Record(header) ?? [];
        if (columns.FirstOrDefault(column => !known.Contains(column)) is { } unknown)
        {
            throw Requests.Invalid(unknown.Length is > 0 and <= 64 ? unknown : "header", $"There is no such column; there are {string.Join(',', known)}.");
        }

        if (columns.GroupBy(column => column).FirstOrDefault(column => column.Count() > 1)?.Key is { } twice)
        {
            throw Requests.Invalid(twice, "This column stands twice.");
        }

        if (known.Take(required).FirstOrDefault(column => !columns.Contains(column)) is { } missing)
        {
            throw Requests.Invalid(missing, "This column is needed; the first line names the columns.");
        }

        return [.. columns];
    }

    private static IEnumerable<ImportSlice> Slice(List<ReadOnlyMemory<byte>> lines, int sliceSize)
    {
        var (first, text) = (2, new MemoryStream());
        for (var i = 1; i < lines.Count; i++)
        {
            var number = i + 1;
            if (lines[i].Length > MaxLineBytes)
            {
                throw Requests.Invalid("body", $"Line {number} has more than {MaxLineBytes} bytes.");
            }

            if (number - first == sliceSize || text.Length + lines[i].Length >= MaxSliceBytes)
            {
                yield return new ImportSlice(first, text.ToArray());
                (first, text) = (number, new MemoryStream());
            }

            text.Write(lines[i].Span);
            text.WriteByte((byte)'\n');
        }

        if (text.Length > 0)
        {
            yield return new ImportSlice(first, text.ToArray());
        }
    }

    /// <summary>The fields of one line; null: its quotes do not match, or a break is hidden in it.</summary>
    private static string[]? Record(ReadOnlyMemory<byte> line)
    {
        using var reader = CsvReader.Create(line, Options);
        try
        {
            if (!reader.Read())
            {
                return null;
            }

            var fields = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToArray();
            return reader.Read() ? null : fields;
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        TrimWhitespace = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        IncludeValuesInExceptions = false,
    };

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            yield return line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;
        }
    }

    private static bool IsBlank(ReadOnlyMemory<byte> line) => string.IsNullOrWhiteSpace(Text(line));

    private static string Text(ReadOnlyMemory<byte> line) => Encoding.UTF8.GetString(line.Span);
}
