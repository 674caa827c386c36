using System.Diagnostics;
using Rewards.Functions.Tests.Support;
using Spectre.Console;

namespace Rewards.Faults;

/// <summary><c>dotnet run -c Release --project tests/Rewards.Faults</c>: all studies, one after the other.</summary>
internal static class FullRun
{
    public static IReadOnlyList<IStudy> Studies { get; } =
    [
        new Proxy.ProxyStudy(),
        new Crashes.CrashStudy(),
        new GiveBacks.GiveBackStudy(),
        new Histories.HistoriesStudy(),
        new Plants.PlantStudy(),
        new Hostile.HostileStudy(),
        new Hostile.GuessingStudy(),
    ];

    /// <summary>A file has room for whole rows.</summary>
    private const int WidthOfFiles = 200;

    public static async Task<int> RunAsync(IReadOnlyList<IStudy> studies)
    {
        if (studies.Count == 0)
        {
            Console.Error.WriteLine($"Usage: dotnet run -c Release --project tests/Rewards.Faults [-- study NAME], NAME one of: {string.Join(", ", Studies.Select(study => study.Name))}");
            return 2;
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthOfFiles;
        }

        var failures = 0;
        foreach (var study in studies)
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]{study.Name}[/]: {study.Title}");
            failures += await RunAsync(study);
        }

        AnsiConsole.WriteLine(failures == 0 ? "Nothing lost, nothing twice." : $"{failures} failures.");
        return failures == 0 ? 0 : 1;
    }

    /// <returns>How many failures it found.</returns>
    private static async Task<int> RunAsync(IStudy study)
    {
        var started = Stopwatch.GetTimestamp();
        await using var storage = new TestStorage();
        await storage.InitializeAsync();
        var result = await study.RunAsync(StudyContext.New(storage, Extent.Full, AnsiConsole.WriteLine), CancellationToken.None);

        var table = new Table().AddColumns([.. result.Columns.Select(Markup.Escape)]);
        foreach (var row in result.Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        foreach (var failure in result.Failures)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{failure}[/]");
        }

        AnsiConsole.WriteLine($"{study.Name}: {result.Failures.Count} failures, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        return result.Failures.Count;
    }
}
