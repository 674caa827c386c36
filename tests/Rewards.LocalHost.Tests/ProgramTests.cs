using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Hosting;

namespace Rewards.LocalHost.Tests;

/// <summary>The program itself, as a process, started from a directory that is not the repository's.</summary>
public sealed class ProgramTests(StorageFixture storage) : IDisposable
{
    private readonly DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("elsewhere-");

    public void Dispose() => elsewhere.Delete(recursive: true);

    [Fact]
    public async Task It_serves_with_the_storage_that_answers_and_stops_on_a_signal()
    {
        using var program = Start(storage.ConnectionString, FreePort());
        var said = await HearAsync(program, "Ctrl+C");

        Assert.Contains(said, line => line.StartsWith("Rewards on http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal(3, said.Count(line => line.StartsWith("curl ", StringComparison.Ordinal)));
        Assert.DoesNotContain(said, line => line.Contains("Azurite", StringComparison.Ordinal));

        await InterruptAsync(program);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task It_starts_Azurite_when_nothing_answers_and_stops_it_again()
    {
        var connectionString = ConnectionString(FreePort(), FreePort());
        using var program = Start(connectionString, FreePort());
        var said = await HearAsync(program, "Ctrl+C");

        Assert.Contains($"Starting Azurite, data in {elsewhere.FullName}", said);
        Assert.True(await AzuriteProcess.IsAnsweringAsync(connectionString));

        await InterruptAsync(program);
        Assert.Equal(0, program.ExitCode);
        Assert.False(await AzuriteProcess.IsAnsweringAsync(connectionString));
    }

    [Fact]
    public async Task Azurite_goes_too_when_the_program_is_killed()
    {
        var connectionString = ConnectionString(FreePort(), FreePort());
        using var program = Start(connectionString, FreePort());
        await HearAsync(program, "Ctrl+C");

        program.Kill();
        await program.WaitForExitAsync();

        for (var tries = 0; tries < 50 && await AzuriteProcess.IsAnsweringAsync(connectionString); tries++)
        {
            await Task.Delay(100);
        }

        Assert.False(await AzuriteProcess.IsAnsweringAsync(connectionString));
    }

    [Fact]
    public async Task A_taken_port_ends_it_with_one_line()
    {
        using var taken = LoopbackSocket.Listen(0);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        using var program = Start(storage.ConnectionString, port);

        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal(1, program.ExitCode);
        Assert.StartsWith($"Port {port} on 127.0.0.1 is in use", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_missing_node_ends_it_with_one_line()
    {
        var (exitCode, errors) = await EndWithoutNodeAsync();
        for (var again = 0; again < 5 && errors.Contains("is in use", StringComparison.Ordinal); again++)
        {
            // A port that was free a moment ago is another test's by now.
            (exitCode, errors) = await EndWithoutNodeAsync();
        }

        Assert.Equal(1, exitCode);
        Assert.Contains("Node.js 20 with npm is needed", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private async Task<(int ExitCode, string Errors)> EndWithoutNodeAsync()
    {
        using var program = Start(ConnectionString(FreePort(), FreePort()), FreePort(), start => start.Environment["PATH"] = elsewhere.FullName);
        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        return (program.ExitCode, errors);
    }

    private Process Start(string connectionString, int port, Action<ProcessStartInfo>? change = null)
    {
        var start = new ProcessStartInfo(DotnetPath())
        {
            ArgumentList = { typeof(FunctionsHost).Assembly.Location },
            WorkingDirectory = elsewhere.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AzureWebJobsStorage"] = connectionString,
                ["Host__LocalHttpPort"] = $"{port}",
                ["Host__DataDirectory"] = elsewhere.FullName,
            },
        };
        change?.Invoke(start);
        return Process.Start(start)!;
    }

    private static string DotnetPath() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private static async Task<List<string>> HearAsync(Process program, string last)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = new List<string>();
        while (said.Count == 0 || !said[^1].Contains(last, StringComparison.Ordinal))
        {
            said.Add(await program.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException($"It ended: {await program.StandardError.ReadToEndAsync(limit.Token)}"));
        }

        return said;
    }

    private static async Task InterruptAsync(Process program)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that one process sends another.");
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await program.WaitForExitAsync(limit.Token);
    }

    private static int FreePort()
    {
        using var socket = LoopbackSocket.Listen(0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string ConnectionString(int queuePort, int tablePort) =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"QueueEndpoint=http://127.0.0.1:{queuePort}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{tablePort}/devstoreaccount1;";
}
