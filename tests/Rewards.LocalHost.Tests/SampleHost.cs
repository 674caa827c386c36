using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Tests.Samples;

namespace Rewards.LocalHost.Tests;

/// <summary>A host over chosen sample classes, with queues of its own and short pauses.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private static int hosts;

    private readonly string connectionString;

    private SampleHost(FunctionsHost host, Recorder recorder, string connectionString, string queueName)
    {
        Host = host;
        Recorder = recorder;
        this.connectionString = connectionString;
        QueueName = queueName;
        Client = new HttpClient { BaseAddress = host.ApiAddress };
    }

    public FunctionsHost Host { get; }

    public Recorder Recorder { get; }

    public string QueueName { get; }

    public HttpClient Client { get; }

    public static async Task<SampleHost> StartAsync(
        StorageFixture storage,
        Type[] samples,
        Func<FunctionsHostOptions, FunctionsHostOptions>? change = null,
        Action<Recorder>? prepare = null,
        Dictionary<string, string?>? settings = null)
    {
        var recorder = new Recorder();
        prepare?.Invoke(recorder);
        var queueName = $"sample-{Interlocked.Increment(ref hosts)}";
        var options = new FunctionsHostOptions
        {
            Functions = typeof(SampleHost).Assembly,
            Include = samples.Contains,
            HostJson = new HostJson { RoutePrefix = "v1", VisibilityTimeout = TimeSpan.Zero },
            MinPollInterval = TimeSpan.FromMilliseconds(20),
            MaxPollInterval = TimeSpan.FromMilliseconds(200),
            Configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage.ConnectionString,
                    ["TextQueue"] = queueName,
                    ["TickSchedule"] = "0 */15 * * * *",
                })
                .AddInMemoryCollection(settings)
                .Build(),
            ConfigureServices = (services, _) => services.AddSingleton(recorder).AddScoped<ScopedThing>(),
        };
        options = change?.Invoke(options) ?? options;
        foreach (var suffix in (string[])["", "-bytes", "-data", "-message"])
        {
            await new QueueClient(storage.ConnectionString, options.Configuration["TextQueue"] + suffix).CreateIfNotExistsAsync();
        }

        var host = await FunctionsHost.StartAsync(options);
        return new SampleHost(host, recorder, storage.ConnectionString, options.Configuration["TextQueue"]!);
    }

    public QueueClient Queue(string suffix = "") => new(connectionString, QueueName + suffix);

    public Task SendAsync(string text, string suffix = "") =>
        Queue(suffix).SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    public async Task<IReadOnlyList<PeekedMessage>> PoisonAsync() =>
        await Queue("-poison").ExistsAsync() ? (await Queue("-poison").PeekMessagesAsync(32)).Value : [];

    public Task WhenIdleAsync() => Host.WhenQueuesIdleAsync(IdleTimeout);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
