using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rewards.Infra.Tests;

/// <summary>The Bicep CLI: from its package on Linux on x64, which is the only one that feeds have; elsewhere from the path.</summary>
internal static class BicepCli
{
    private static readonly string Executable = typeof(BicepCli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == nameof(BicepCli)).Value!;

    public static string InfraDirectory { get; } = PathOf("infra");

    public static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", file));

    /// <returns>What it wrote, and what it complained of.</returns>
    public static async Task<(string Output, string Complaints)> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments)
        {
            WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // The tests are of what the files say, not of what this machine is set to.
        foreach (var name in start.Environment.Keys.Where(IsOfTheParameters).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (await output, await complaints);
    }

    private static bool IsOfTheParameters(string name) =>
        name.StartsWith("REWARDS_", StringComparison.Ordinal) || name.StartsWith("AZURE_", StringComparison.Ordinal);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"The Bicep CLI '{Executable}' does not start. Its package is for Linux on x64 only: elsewhere install it, as "
                + "https://aka.ms/bicep-install says, so that 'bicep' is in the path.",
                missing);
        }
    }
}
