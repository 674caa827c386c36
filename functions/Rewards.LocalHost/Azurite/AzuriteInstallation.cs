using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Rewards.LocalHost.Azurite;

/// <summary>The npm package, installed once for each state of its lock file.</summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(200);

    public static string Directory { get; } = Path.Combine(SourceTree.ProjectDirectory, "Azurite");

    private static string Marker => Path.Combine(Directory, "node_modules", ".installed");

    /// <exception cref="LocalHostException">npm is missing or fails.</exception>
    public static async Task EnsureAsync(Action<string>? log, CancellationToken cancellationToken)
    {
        var wanted = Convert.ToHexString(SHA256.HashData(
            await File.ReadAllBytesAsync(Path.Combine(Directory, "package-lock.json"), cancellationToken)));
        if (IsInstalled(wanted))
        {
            return;
        }

        // Several test processes start at once: one installs, the others wait for it.
        await using var held = await LockAsync(cancellationToken);
        if (IsInstalled(wanted))
        {
            return;
        }

        log?.Invoke("Installing Azurite with npm ci (once, about half a minute) ...");
        await RunNpmAsync(cancellationToken);
        await File.WriteAllTextAsync(Marker, wanted, cancellationToken);
    }

    private static bool IsInstalled(string wanted) => File.Exists(Marker) && File.ReadAllText(Marker) == wanted;

    private static async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(SourceTree.ProjectDirectory, "obj", "azurite.lock");
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, cancellationToken);
            }
        }
    }

    private static async Task RunNpmAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = StartOrExplain(start);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await npm.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0)
        {
            throw new LocalHostException(
                $"npm ci in {Directory} failed with exit code {npm.ExitCode}: {(await errors + await output).Trim()}");
        }
    }

    public static Process StartOrExplain(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new LocalHostException(
                $"'{start.FileName}' was not found: Node.js 20 with npm is needed to run Azurite (or set Storage to a storage that answers).");
        }
    }
}
