using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rewards.LocalHost.Topic;

namespace Rewards.LocalHost.Hosting;

/// <summary>
/// Runs an assembly's functions in this process, with the behaviour of the Functions host: HTTP on 127.0.0.1, queues
/// and timers. Several may run side by side, each with a port and a storage of its own.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    // The limit of the Functions host itself.
    private const long LargestRequestBodyBytes = 210_000_000;

    private static readonly TimeSpan RequestHeadersTimeout = TimeSpan.FromSeconds(15);

    private readonly WebApplication app;
    private readonly BackgroundFunctions background;

    private FunctionsHost(WebApplication app, BackgroundFunctions background, Uri address, string routePrefix)
    {
        this.app = app;
        this.background = background;
        Address = address;
        ApiAddress = new Uri(address, $"{routePrefix.Trim('/')}/");
    }

    /// <summary>The root, such as <c>http://127.0.0.1:7071/</c>.</summary>
    public Uri Address { get; }

    /// <summary>The root with host.json's route prefix, such as <c>http://127.0.0.1:7071/v1/</c>.</summary>
    public Uri ApiAddress { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Serves, pumps and schedules by the time it returns.</summary>
    /// <exception cref="LocalHostException">The port is in use, or host.json is not readable.</exception>
    /// <exception cref="InvalidOperationException">A function is declared in a way that cannot be served.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        var hostJson = options.HostJson
            ?? HostJson.Load(Path.Combine(Path.GetDirectoryName(options.Functions.Location)!, "host.json"));
        var catalog = FunctionCatalog.Discover(options.Functions.GetTypes().Where(options.Include));

        var socket = LoopbackSocket.Listen(options.Port);
        var address = new Uri($"http://{socket.LocalEndPoint}/");
        WebApplication? app = null;
        try
        {
            app = Build(options, socket, address, out var topic);
            app.UseRouting();
            HttpFunctions.AnswerUnlistedVerbsWithNotFound(app);
            HttpFunctions.Map(app, catalog.Http, hostJson.RoutePrefix);
            if (topic is not null)
            {
                TopicEndpoints.Map(app, topic);
            }

            if (options.Prepare is { } prepare)
            {
                await prepare(app.Services, cancellationToken);
            }

            var background = new BackgroundFunctions(catalog, options, hostJson, app.Services, app.Configuration);
            await app.StartAsync(cancellationToken);
            background.Start();
            return new FunctionsHost(app, background, address, hostJson.RoutePrefix);
        }
        catch
        {
            socket.Dispose();
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Runs a timer function now, whatever its schedule; its exception comes out here.</summary>
    /// <exception cref="ArgumentException">There is no timer function of that name.</exception>
    public Task FireTimerAsync(string functionName, bool isPastDue = false, CancellationToken cancellationToken = default) =>
        background.FireTimerAsync(functionName, isPastDue, cancellationToken);

    /// <summary>Looks at the queues (or the one named) now instead of after their current pause.</summary>
    public void WakeQueues(string? queueName = null) => background.WakeQueues(queueName);

    /// <summary>
    /// Waits until every queue that has a function is empty, hidden and delayed messages included, and no queue or
    /// timer function runs.
    /// </summary>
    /// <exception cref="TimeoutException">Not so within <paramref name="timeout"/>; the message says what is left.</exception>
    public Task WhenQueuesIdleAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        background.WhenIdleAsync(timeout, cancellationToken);

    /// <summary>Receives and accepts nothing more, lets what runs end, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(app.StopAsync(), background.DisposeAsync().AsTask());
        await app.DisposeAsync();
    }

    private static WebApplication Build(FunctionsHostOptions options, Socket socket, Uri address, out LoopbackTopic? topic)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Rewards.LocalHost" });
        builder.Configuration.AddConfiguration(options.Configuration);
        topic = string.IsNullOrEmpty(builder.Configuration["Events:TopicEndpoint"]) ? options.Topic : null;
        if (topic is not null)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Events:TopicEndpoint"] = new Uri(address, TopicEndpoints.TopicPath).AbsoluteUri,
                ["Events:TopicKey"] = topic.Key,
            });
        }

        options.ConfigureLogging?.Invoke(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopGrace);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(transport => transport.CreateBoundListenSocket = _ => socket);
        builder.WebHost.ConfigureKestrel(Limit);
        options.ConfigureServices(builder.Services, builder.Configuration);
        return builder.Build();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.Listen(IPAddress.Loopback, 0);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestRequestBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = RequestHeadersTimeout;
    }
}
