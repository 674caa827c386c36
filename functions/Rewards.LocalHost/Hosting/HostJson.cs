using System.Text.Json;

namespace Rewards.LocalHost.Hosting;

/// <summary>What the local host heeds of host.json, with the real host's defaults.</summary>
public sealed record HostJson
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    public string RoutePrefix { get; init; } = "api";

    /// <summary>Messages received at once from a queue.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is received when no more than this many messages are still being worked on.</summary>
    public int NewBatchThreshold { get; init; } = 8;

    /// <summary>Tries before a message goes to the poison queue; the first one counts.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>The pause after a failed try.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <exception cref="LocalHostException">The file is not readable as host.json.</exception>
    public static HostJson Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return Parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or IOException)
        {
            throw new LocalHostException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static HostJson Parse(JsonElement root)
    {
        var defaults = new HostJson();
        var http = Section(root, "extensions", "http");
        var queues = Section(root, "extensions", "queues");
        var batchSize = Member(queues, "batchSize")?.GetInt32() ?? defaults.BatchSize;
        return new HostJson
        {
            RoutePrefix = Member(http, "routePrefix")?.GetString() ?? defaults.RoutePrefix,
            BatchSize = batchSize,
            NewBatchThreshold = Member(queues, "newBatchThreshold")?.GetInt32() ?? batchSize / 2,
            MaxDequeueCount = Member(queues, "maxDequeueCount")?.GetInt32() ?? defaults.MaxDequeueCount,
            VisibilityTimeout = Member(queues, "visibilityTimeout")?.GetString() is { } timeout
                ? TimeSpan.Parse(timeout)
                : defaults.VisibilityTimeout,
        };
    }

    private static JsonElement? Section(JsonElement root, params string[] path)
    {
        JsonElement? at = root;
        foreach (var name in path)
        {
            at = Member(at, name);
        }

        return at;
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) ? value : null;
}
