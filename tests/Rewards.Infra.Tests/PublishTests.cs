using System.Diagnostics;

namespace Rewards.Infra.Tests;

public sealed class PublishTests
{
    private static readonly string[] Projects =
        ["Directory.Build.props", "Directory.Packages.props", "global.json", "functions/Rewards.Functions/Rewards.Functions.csproj", "functions/Rewards.Domain/Rewards.Domain.csproj"];

    /// <summary>On a copy of the project files and with no packages at all, so that it neither asks a feed nor disturbs a build.</summary>
    [Fact]
    public async Task A_publish_says_in_one_line_which_packages_a_feed_lacks_and_what_to_do()
    {
        var work = Directory.CreateTempSubdirectory("rewards-publish-");
        foreach (var project in Projects)
        {
            var copy = Path.Combine(work.FullName, project);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(BicepCli.PathOf(project), copy);
        }

        var output = await PublishAsync(work, work.CreateSubdirectory("feed"));
        work.Delete(recursive: true);

        var line = Assert.Single(output.Split('\n').Where(line => line.Contains("The package feed lacks", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct());
        Assert.Matches(@"lacks (\S+, )*Azure\.Data\.Tables, (\S+, )*Microsoft\.Azure\.Functions\.Worker, .*\. A publish takes .*'dotnet nuget add source ADDRESS'\.", line);
    }

    private static async Task<string> PublishAsync(DirectoryInfo directory, DirectoryInfo feed)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", "functions/Rewards.Functions", "-c", "Release", "--source", feed.FullName])
        {
            WorkingDirectory = directory.FullName,
            RedirectStandardOutput = true,
            Environment =
            {
                ["NUGET_PACKAGES"] = directory.CreateSubdirectory("packages").FullName,
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            },
        };
        start.Environment.Remove("AzurePackages");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        return output;
    }
}
