using Spectre.Console;

namespace Rewards.LocalHost.Demo;

/// <summary>How the demo's tables look: narrow enough for a terminal of 80 columns.</summary>
internal static class DemoTables
{
    public const string Unknown = "-";

    public static Table New(string title, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"[bold]{title}[/]");
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    public static string Euros(decimal minor) => $"EUR {Amount(minor)}";

    public static string Amount(decimal minor) => $"{minor / 100:N2}";

    public static string SignedAmount(decimal minor) => $"{minor / 100:+0.00;-0.00;0.00}";

    /// <param name="share">Null: of nobody.</param>
    public static string Percent(decimal? share) => share is { } known ? $"{known * 100:F1} %" : Unknown;

    public static string SignedPoints(decimal share) => $"{share * 100:+0.0;-0.0;0.0}";
}
