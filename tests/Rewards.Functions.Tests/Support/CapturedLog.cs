using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rewards.LocalHost.Hosting;

namespace Rewards.Functions.Tests.Support;

/// <summary>Keeps every line that the app logs, exceptions whole.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>For TestApp's <c>change</c>.</summary>
    public FunctionsHostOptions Capture(FunctionsHostOptions options) => options with
    {
        ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this),
    };

    public ILogger CreateLogger(string categoryName) => new Writer(lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
    }
}
