using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Spectre.Console;

namespace Rewards.Benchmarks;

/// <summary>The figures as a table, and as JSON in artifacts/benchmarks.json.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private const int WideEnough = 220;

    public static string ProjectDirectory { get; } = typeof(Report).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(ProjectDirectory)).Value!;

    public static void Show(IReadOnlyList<Figure> figures)
    {
        var table = new Table().AddColumns("what", "measured", "to reach", "reached", "detail");
        foreach (var figure in figures)
        {
            string[] cells =
            [
                figure.What,
                string.Create(CultureInfo.InvariantCulture, $"{figure.Value:0.###} {figure.Unit}"),
                figure.Target ?? "",
                figure.Reached switch { true => "yes", false => "NO", null => "" },
                figure.Detail ?? "",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WideEnough;
        }

        AnsiConsole.Write(table);
    }

    /// <returns>The file's path.</returns>
    public static async Task<string> WriteAsync(Machine machine, IReadOnlyList<Figure> figures)
    {
        var path = Path.GetFullPath(Path.Combine(ProjectDirectory, "..", "..", "artifacts", "benchmarks.json"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new { machine, figures }, Indented));
        return path;
    }
}
