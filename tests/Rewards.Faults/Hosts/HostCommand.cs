using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost;

namespace Rewards.Faults.Hosts;

/// <summary>The settings of a host that runs in a process of its own.</summary>
/// <param name="ConnectionString">Of its storage; may lead through a proxy.</param>
/// <param name="Now">Its business clock, ISO 8601; it stands.</param>
/// <param name="Settings">Beside and over the usual ones of tests, with colons.</param>
/// <param name="QueueLease">After how long a message comes again that a killed host had taken.</param>
public sealed record HostSettings(string ConnectionString, string Now, Dictionary<string, string?> Settings, TimeSpan QueueLease);

/// <summary>The child's side: the whole app, commanded by lines on the standard input, ended by its end.</summary>
internal static class HostCommand
{
    /// <summary>The machine may be busy with whatever the study does beside.</summary>
    private static readonly TimeSpan IdlePatience = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync()
    {
        // What takes time and needs no settings, while nobody waits yet.
        _ = RewardsApp.Functions.GetTypes();
        if (Console.ReadLine() is not { } given)
        {
            return 0;
        }

        var settings = JsonSerializer.Deserialize<HostSettings>(given)!;
        await using var app = await TestApp.StartAsync(
            null!,
            settings.Now,
            settings.ConnectionString,
            settings: settings.Settings,
            change: options => options with
            {
                QueueLease = settings.QueueLease,
                ConfigureLogging = logging => logging.AddProvider(new StandardError()).SetMinimumLevel(LogLevel.Warning),
            });
        Console.WriteLine(app.Client.BaseAddress);
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(await ObeyAsync(app, line));
        }

        return 0;
    }

    private static async Task<string> ObeyAsync(TestApp app, string line)
    {
        switch (line.Split(' ', 2))
        {
            case ["idle"]:
                await app.Host.WhenQueuesIdleAsync(IdlePatience);
                break;
            case ["fire", var timer]:
                await app.Host.FireTimerAsync(timer);
                break;
            case ["now", var instant]:
                app.Clock.Set(instant);
                break;
            case ["memory"]:
                return Memory();
            default:
                throw new InvalidOperationException($"Unknown command: {line}");
        }

        return "done";
    }

    /// <summary>Bytes that are in use once all garbage is gone, and the process's working set.</summary>
    private static string Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return $"{GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}";
    }

    /// <summary>What the app logs, a line each, where the parent reads it.</summary>
    private sealed class StandardError : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{logLevel}: {formatter(state, exception)} {exception}").ReplaceLineEndings(" | "));

        public void Dispose()
        {
        }
    }
}
