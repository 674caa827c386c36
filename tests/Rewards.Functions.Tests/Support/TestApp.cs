using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.LocalHost;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Topic;

namespace Rewards.Functions.Tests.Support;

/// <summary>The whole app over real HTTP on loopback, with a storage of its own, a settable clock and short pauses. Timers fire by hand.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private TestApp(FunctionsHost host, TestClock clock, LoopbackTopic topic, string connectionString)
    {
        Host = host;
        Clock = clock;
        Topic = topic;
        ConnectionString = connectionString;
        Client = new HttpClient { BaseAddress = host.ApiAddress };
    }

    public FunctionsHost Host { get; }

    public TestClock Clock { get; }

    public LoopbackTopic Topic { get; }

    public string ConnectionString { get; }

    public HttpClient Client { get; }

    /// <param name="connectionString">Null: a new storage. Another app's: a second instance beside it.</param>
    public static async Task<TestApp> StartAsync(
        TestStorage storage,
        string now = "2026-05-04T10:00:00Z",
        string? connectionString = null,
        TestClock? clock = null,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        Func<FunctionsHostOptions, FunctionsHostOptions>? change = null)
    {
        connectionString ??= storage.NewConnectionString();
        clock ??= TestClock.At(now);
        var topic = new LoopbackTopic();
        var options = new FunctionsHostOptions
        {
            Functions = RewardsApp.Functions,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(DefaultSettings(connectionString)).AddInMemoryCollection(settings).Build(),
            ConfigureServices = (collection, configuration) =>
            {
                RewardsApp.Configure(collection, configuration);
                collection.AddSingleton<IClock>(clock);
                services?.Invoke(collection);
            },
            Prepare = RewardsApp.PrepareAsync,
            HostJson = new HostJson { RoutePrefix = "v1", VisibilityTimeout = TimeSpan.FromMilliseconds(200) },
            RunTimers = false,
            Topic = topic,
            MinPollInterval = TimeSpan.FromMilliseconds(20),
            MaxPollInterval = TimeSpan.FromMilliseconds(200),
        };
        options = change?.Invoke(options) ?? options;
        return new TestApp(await FunctionsHost.StartAsync(options), clock, topic, connectionString);
    }

    public TableClient Table(string name) => new(ConnectionString, name);

    public QueueClient Queue(string name) => new(ConnectionString, name);

    public async Task<IReadOnlyList<TableEntity>> RowsAsync(string table, string? filter = null)
    {
        List<TableEntity> rows = [];
        await foreach (var row in Table(table).QueryAsync<TableEntity>(filter))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Until all queues are empty, delayed messages included.</summary>
    public Task WhenIdleAsync() => Host.WhenQueuesIdleAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

    /// <summary>One tick of the Agenda's timer, and everything that comes of it.</summary>
    public async Task DrainAgendaAsync()
    {
        await Host.FireTimerAsync("DrainAgenda");
        await WhenIdleAsync();
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body, null);

    /// <param name="key">The Idempotency-Key; null: a new one, empty: none at all.</param>
    public Task<Answer> PostAsync(string path, object? body, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("N"));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, null);

    /// <param name="body">A text is sent as it is.</param>
    public Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? key) => SendAsync(Client, method, path, body, key);

    /// <summary>The same to an app wherever it runs.</summary>
    public static async Task<Answer> SendAsync(HttpClient client, HttpMethod method, string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            var json = body as string ?? (body as JsonNode)?.ToJsonString() ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
            var isFile = path.StartsWith("imports/", StringComparison.Ordinal);
            request.Content = new StringContent(json, Encoding.UTF8, isFile ? "text/csv" : "application/json");
        }

        if (key is { Length: > 0 })
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }

    private static Dictionary<string, string?> DefaultSettings(string connectionString) => new()
    {
        ["Storage"] = connectionString,
        ["AgendaSchedule"] = "0 */15 * * * *",
        ["PoisonSchedule"] = "0 */15 * * * *",
        ["ModelSchedule"] = "0 0 3 * * 0",
        ["Access:Required"] = "false",
        ["Rewards:FollowUpDelay"] = "00:00:00.2",
        // As long as a busy machine may need; nobody is to be turned away for that.
        ["Rewards:ConflictPatience"] = "00:00:30",
        // On a slow machine a refusal that is not stored may come after its follow-up was looked at: it is given up soon then.
        ["Rewards:AbandonAfter"] = "00:00:05",
        ["Rewards:WalkDelay"] = "00:00:00",
        ["Rewards:EventRetryDelay"] = "00:00:00.5",
        ["Rewards:QuietRecheck"] = "00:00:01",
        ["Rewards:DefinitionAge"] = "00:00:01",
    };
}

/// <summary>What the app answered.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? MediaType)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Reason => Json["reason"]?.GetValue<string>();

    /// <summary>The first malformed member.</summary>
    public string? Field => Json["errors"]?[0]?["field"]?.GetValue<string>();

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return this;
    }
}
