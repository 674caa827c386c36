using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rewards.Functions.Tests.Support;

namespace Rewards.Benchmarks.Processes;

/// <param name="RunQueues">False: follow-ups are sent and not worked off.</param>
internal sealed record HostSettings(string ConnectionString, bool RunQueues);

/// <summary>What the host's process has used so far.</summary>
/// <param name="CpuMs">Milliseconds of processor time.</param>
/// <param name="MemoryMiB">Its resident set.</param>
/// <param name="CompiledMethods">How many methods have been compiled, those compiled anew included.</param>
internal sealed record HostUse(double CpuMs, double MemoryMiB, long AllocatedBytes, long CompiledMethods);

/// <summary>The child that is measured: the whole app over HTTP. It is asked <c>use</c> or <c>idle</c>.</summary>
internal static class HostChild
{
    public const string Argument = "host";

    public static async Task<int> RunAsync()
    {
        var settings = JsonSerializer.Deserialize<HostSettings>(Console.ReadLine()!)!;
        await using var app = await StartAsync(settings);
        Console.WriteLine(JsonSerializer.Serialize(app.Host.ApiAddress));
        await ChildProcess.ServeAsync<string>(async question =>
        {
            if (question == "idle")
            {
                await app.WhenIdleAsync();
            }

            using var process = Process.GetCurrentProcess();
            return new HostUse(
                process.TotalProcessorTime.TotalMilliseconds, process.WorkingSet64 / (1024.0 * 1024), GC.GetTotalAllocatedBytes(), JitInfo.GetCompiledMethodCount());
        });
        return 0;
    }

    /// <summary>As deployed, but that definitions are read once and no topic takes events.</summary>
    public static Task<TestApp> StartAsync(HostSettings settings, StoragePolicy? watch = null) => TestApp.StartAsync(
        null!,
        connectionString: settings.ConnectionString,
        services: watch?.Insert(),
        settings: new()
        {
            ["Rewards:ConflictPatience"] = "00:00:02",
            ["Rewards:DefinitionAge"] = "01:00:00",
            ["Rewards:FollowUpDelay"] = settings.RunQueues ? "00:00:00.2" : "01:00:00",
        },
        change: options => options with
        {
            RunQueues = settings.RunQueues,
            Topic = null,
            ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Warning),
        });
}

/// <summary>The parent's side of it.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly ChildProcess child;

    private MeasuredHost(ChildProcess child, Uri address)
    {
        this.child = child;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<MeasuredHost> StartAsync(HostSettings settings)
    {
        var child = ChildProcess.Start(HostChild.Argument);
        return new MeasuredHost(child, await child.AskAsync<HostSettings, Uri>(settings));
    }

    public Task<HostUse> UseAsync() => child.AskAsync<string, HostUse>("use");

    /// <summary>Until all queues are empty, delayed messages included.</summary>
    public Task<HostUse> WhenIdleAsync() => child.AskAsync<string, HostUse>("idle");

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
