using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rewards.Functions.Imports;

namespace Rewards.Functions.Reports;

/// <summary>A report as a spreadsheet takes it: RFC 4180, a header line, numbers with a point, nothing for what there is none of.</summary>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="Lines">Texts and numbers; null is an empty cell.</param>
public sealed record ReportTable(string Name, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<object?>> Lines)
{
    public IResult ToCsv() => new ExportCsv(Name, Columns, _ => Lines.Select(line => line.Select(CellOf).ToArray()).ToAsyncEnumerable());

    public static string CellOf(object? value) => value switch
    {
        null => "",
        string text => Defuse(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("A cell is a text or a number."),
    };

    /// <summary>
    /// A spreadsheet runs a cell that begins like a formula, also where a till or a retailer's clerk made up the text. An
    /// apostrophe in front makes it a text (OWASP, CSV Injection).
    /// </summary>
    public static string Defuse(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
}
