using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>A file that was taken on.</summary>
/// <param name="Kind">members or codes.</param>
/// <param name="Rows">Lines below the header that are not blank.</param>
public sealed record Import(string Id, string Kind, IReadOnlyList<string> Columns, int Rows, int Slices, Instant CreatedAt)
{
    public const string MembersKind = "members";

    public const string CodesKind = "codes";
}

/// <summary>What is wrong with a line. Tells no value of it, since it may outlive the member.</summary>
/// <param name="Line">In the file, from 1; the header is a line.</param>
/// <param name="Field">The column; body: the line cannot be read.</param>
public sealed record ImportError(int Line, string Field, string Message);

/// <summary>What came of the lines of one slice, or of all.</summary>
/// <param name="Errors">By line; the first <see cref="MaxErrors"/>.</param>
public sealed record ImportResult(int Imported, int Unchanged, int Rejected, ImmutableArray<ImportError> Errors)
{
    public const int MaxErrors = 100;

    public static readonly ImportResult None = new(0, 0, 0, []);

    public static ImportResult operator +(ImportResult left, ImportResult right) => new(
        left.Imported + right.Imported,
        left.Unchanged + right.Unchanged,
        left.Rejected + right.Rejected,
        [.. left.Errors.Concat(right.Errors).OrderBy(error => error.Line).Take(MaxErrors)]);
}

/// <summary>Work off one slice.</summary>
public sealed record ImportMessage(string Import, int Slice);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ImportMessage))]
[JsonSerializable(typeof(BroughtBody))]
[JsonSerializable(typeof(ImportAcceptedBody))]
[JsonSerializable(typeof(ImportBody))]
[JsonSerializable(typeof(ImmutableArray<ImportError>))]
public sealed partial class ImportJson : JsonSerializerContext;

public sealed record ImportAcceptedBody(string ImportId);

/// <param name="State">running or completed.</param>
/// <param name="Imported">Lines that this import carried out.</param>
/// <param name="Unchanged">Lines that an earlier one had carried out.</param>
public sealed record ImportBody(
    string ImportId, string State, int Rows, int Imported, int Unchanged, int Rejected, ImmutableArray<ImportError> Errors);

/// <summary>The rows of table Imports and what they mean.</summary>
public static class ImportRows
{
    private const char ColumnSeparator = ',';

    public static TableEntity ToRow(Import import) => new(import.Id, TableKeys.ImportRow(import.Id))
    {
        ["Kind"] = import.Kind,
        ["Columns"] = string.Join(ColumnSeparator, import.Columns),
        ["Rows"] = import.Rows,
        ["Slices"] = import.Slices,
        ["CreatedAt"] = RowValues.Write(import.CreatedAt),
    };

    public static Import? ToImport(TableEntity? row) => row is null ? null : new Import(
        row.PartitionKey,
        row.Text("Kind"),
        row.Text("Columns").Split(ColumnSeparator),
        row.GetInt32("Rows")!.Value,
        row.GetInt32("Slices")!.Value,
        RowValues.ReadInstant(row, "CreatedAt")!.Value);

    public static TableEntity ToRow(ImportSlice slice, string import, int number) => new(import, TableKeys.ImportSliceRow(import, number))
    {
        ["FirstLine"] = slice.FirstLine,
        ["Text"] = slice.Text,
    };

    public static ImportSlice? ToSlice(TableEntity? row) =>
        row is null ? null : new ImportSlice(row.GetInt32("FirstLine")!.Value, row.GetBinary("Text")!);

    public static TableEntity ToRow(ImportResult result, string import, int number) => new(import, TableKeys.ImportResultRow(import, number))
    {
        ["Imported"] = result.Imported,
        ["Unchanged"] = result.Unchanged,
        ["Rejected"] = result.Rejected,
        ["Errors"] = JsonSerializer.SerializeToUtf8Bytes(result.Errors, ImportJson.Default.ImmutableArrayImportError),
    };

    public static ImportResult ToResult(TableEntity row) => new(
        row.GetInt32("Imported")!.Value,
        row.GetInt32("Unchanged")!.Value,
        row.GetInt32("Rejected")!.Value,
        JsonSerializer.Deserialize(row.GetBinary("Errors"), ImportJson.Default.ImmutableArrayImportError));
}
