using System.Diagnostics;
using System.Globalization;
using Rewards.Benchmarks.Figures;

namespace Rewards.Benchmarks;

/// <summary><c>dotnet run -c Release --project tests/Rewards.Benchmarks [-- NAME ...]</c></summary>
internal static class BenchmarkRun
{
    private static readonly IReadOnlyList<IBenchmark> All =
    [
        new CostBenchmark(), new RedemptionBenchmark(), new SustainedBenchmark(), new RaceBenchmark(), new ContentionBenchmark(),
        new BatchBenchmark(), new AwardBenchmark(), new ReactivationBenchmark(), new CapacityBenchmark(),
    ];

    /// <returns>0 also where a target is missed: the table says so.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> names)
    {
        if (names.Any(name => All.All(each => each.Name != name)))
        {
            Console.Error.WriteLine($"Usage: dotnet run -c Release --project tests/Rewards.Benchmarks [-- NAME ...], NAME one of: {string.Join(", ", All.Select(each => each.Name))}");
            return 2;
        }

        var machine = await Machine.LookAsync();
        Console.WriteLine(machine.ToString());
        List<Figure> figures = [];
        foreach (var benchmark in All.Where(each => names.Count == 0 || names.Contains(each.Name)))
        {
            var started = Stopwatch.GetTimestamp();
            figures.AddRange(await benchmark.RunAsync(line => Console.WriteLine($"{benchmark.Name}: {line}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{benchmark.Name}: {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        }

        Report.Show(figures);
        Console.WriteLine($"Written to {await Report.WriteAsync(machine, figures)}");
        return 0;
    }
}
