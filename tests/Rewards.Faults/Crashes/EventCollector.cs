using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rewards.Faults.Crashes;

/// <summary>A topic that outlives the hosts that publish to it.</summary>
internal sealed class EventCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> byTopic = new();

    private EventCollector(WebApplication app) => this.app = app;

    public static async Task<EventCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var collector = new EventCollector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>The settings of an app that publishes to this topic.</summary>
    public Dictionary<string, string?> SettingsOf(string topic) => new()
    {
        ["Events:TopicEndpoint"] = $"{app.Urls.First()}/{topic}",
        ["Events:TopicKey"] = "key",
    };

    /// <summary>What was told there, each event once.</summary>
    public IReadOnlyCollection<string> EventsOf(string topic) => byTopic.TryGetValue(topic, out var events) ? [.. events.Values] : [];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var batch = await JsonDocument.ParseAsync(context.Request.Body);
        var events = byTopic.GetOrAdd(context.Request.Path.Value!.Trim('/'), _ => new());
        foreach (var told in batch.RootElement.EnumerateArray())
        {
            events.TryAdd(told.GetProperty("id").GetString()!, $"{told.GetProperty("type")} {told.GetProperty("subject")} {told.GetProperty("data").GetRawText()}");
        }
    }
}
