using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Rewards.Benchmarks;

/// <summary>What the figures were taken on.</summary>
/// <param name="At">UTC, ISO 8601.</param>
/// <param name="LoadBefore">Processes that wanted to run in the minute before; null where the system does not tell.</param>
internal sealed record Machine(
    string At, string? Commit, int Cores, string? Cpu, long MemoryMiB, string System, string Dotnet, string? Node, double? LoadBefore)
{
    public static async Task<Machine> LookAsync() => new(
        DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture),
        await SayOfAsync("git", "rev-parse", "--short", "HEAD"),
        Environment.ProcessorCount,
        ValueOf("/proc/cpuinfo", "model name"),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        await SayOfAsync("node", "--version"),
        LoadNow());

    public override string ToString() =>
        $"{At}, commit {Commit}, {Cores} cores {Cpu}, {MemoryMiB} MiB, {System}, {Dotnet}, node {Node}, load {LoadBefore}";

    private static double? LoadNow() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : null;

    private static string? ValueOf(string path, string name) => !File.Exists(path) ? null : File.ReadLines(path)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()).FirstOrDefault();

    private static async Task<string?> SayOfAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Report.ProjectDirectory,
        })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text.Trim() : null;
    }
}
