using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Rewards.Faults.Hosts;

/// <summary>The parent's side: the whole app in a process of its own, so that it can be killed for real.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    public const string Argument = "host";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();

    private HostProcess()
    {
        process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It lives for a few calls: what makes them faster later only costs.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                log.Enqueue(text);
            }
        };
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new();

    public bool HasExited => process.HasExited;

    /// <summary>What the app logged: warnings and errors.</summary>
    public IReadOnlyList<string> Log => [.. log];

    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it logged.</exception>
    public static async Task<HostProcess> StartAsync(HostSettings settings)
    {
        var host = Spare();
        await host.OpenAsync(settings);
        return host;
    }

    /// <summary>A process that has loaded what it will need, and waits to be told what to open.</summary>
    public static HostProcess Spare() => new();

    /// <exception cref="InvalidOperationException">It did not come up; the message holds what it logged.</exception>
    public async Task OpenAsync(HostSettings settings)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(settings));
        Client.BaseAddress = await process.StandardOutput.ReadLineAsync() is { } address
            ? new Uri(address)
            : throw new InvalidOperationException($"The host did not come up: {string.Join('\n', log)}");
    }

    /// <summary>SIGKILL: nothing in it gets to end.</summary>
    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }

    /// <summary>Until it is gone.</summary>
    public Task WhenExitedAsync() => process.WaitForExitAsync();

    /// <summary>Until all queues are empty, delayed messages included.</summary>
    public Task WhenIdleAsync() => AskAsync("idle");

    public Task FireTimerAsync(string timer) => AskAsync($"fire {timer}");

    /// <param name="now">ISO 8601.</param>
    public Task SetClockAsync(string now) => AskAsync($"now {now}");

    /// <summary>After all garbage is collected, in bytes: what is in use, and the process's working set.</summary>
    public async Task<(long Heap, long WorkingSet)> MemoryAsync()
    {
        var numbers = (await AskAsync("memory")).Split(' ');
        return (long.Parse(numbers[0]), long.Parse(numbers[1]));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (process)
        {
            try
            {
                process.StandardInput.Close();
                using var timeout = new CancellationTokenSource(StopTimeout);
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                Kill();
            }
        }
    }

    /// <exception cref="HostDiedException">It was killed meanwhile.</exception>
    private async Task<string> AskAsync(string command)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(command);
        }
        catch (IOException)
        {
            throw new HostDiedException();
        }

        return await process.StandardOutput.ReadLineAsync() ?? throw new HostDiedException();
    }
}

/// <summary>The host's process is gone.</summary>
public sealed class HostDiedException : Exception;
