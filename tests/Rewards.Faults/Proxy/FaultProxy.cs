using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Rewards.LocalHost.Azurite;

namespace Rewards.Faults.Proxy;

/// <summary>Where a request is when a study looks at it.</summary>
public enum Moment
{
    /// <summary>Before it is carried out.</summary>
    Before,

    /// <summary>It was carried out, and its reply has not gone back.</summary>
    After,
}

public enum Interception
{
    GoOn,

    /// <summary>The connection breaks; a request that was not carried out never will be.</summary>
    Break,
}

/// <summary>
/// Stands between an app and its storage, tables and queues, on ports of its own on loopback, and fires the faults of its plan.
/// The signature of a request covers account and path, not the host, so everything passes as it came.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly int Kinds = Enum.GetValues<FaultKind>().Length;

    private readonly WebApplication app;
    private readonly StorageForwarder storage;
    private readonly int[] fired = new int[Kinds];
    private readonly int tablePort;
    private int pending;

    private FaultProxy(WebApplication app, StorageForwarder storage, string connectionString, int tablePort)
    {
        this.app = app;
        this.storage = storage;
        this.tablePort = tablePort;
        ConnectionString = connectionString;
    }

    /// <summary>Leads to the same account through this proxy.</summary>
    public string ConnectionString { get; }

    public FaultPlan Plan { get; set; } = FaultPlan.None;

    /// <summary>How long <see cref="FaultKind.Delay"/> holds a request back; longer than the client waits.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Sees every request twice.</summary>
    public Func<ProxiedRequest, Moment, ValueTask<Interception>> Hook { get; set; } = (_, _) => ValueTask.FromResult(Interception.GoOn);

    /// <summary>Sees what the storage replied, when the request was carried out and nothing has gone back.</summary>
    public Func<ProxiedRequest, ProxiedReply, ValueTask<Interception>> ReplyHook { get; set; } = (_, _) => ValueTask.FromResult(Interception.GoOn);

    /// <summary>How many requests are on their way.</summary>
    public int Pending => Volatile.Read(ref pending);

    /// <summary>How often each kind was fired so far.</summary>
    public IReadOnlyDictionary<FaultKind, int> Fired => Enum.GetValues<FaultKind>().ToDictionary(kind => kind, kind => Volatile.Read(ref fired[(int)kind]));

    /// <param name="connectionString">The storage's own.</param>
    public static async Task<FaultProxy> StartAsync(string connectionString)
    {
        var endpoints = StorageEndpoints.Parse(connectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        FaultProxy? proxy = null;
        app.Run(context => proxy!.HandleAsync(context));
        await app.StartAsync();

        var ports = app.Urls.Select(url => new Uri(url).Port).ToList();
        proxy = new FaultProxy(
            app,
            new StorageForwarder(endpoints.Table, endpoints.Queue),
            connectionString
                .Replace(endpoints.Table.Authority, $"127.0.0.1:{ports[0]}", StringComparison.Ordinal)
                .Replace(endpoints.Queue.Authority, $"127.0.0.1:{ports[1]}", StringComparison.Ordinal),
            ports[0]);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        storage.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref pending);
        try
        {
            var request = await ReadAsync(context);
            if (await Hook(request, Moment.Before) == Interception.Break)
            {
                context.Abort();
                return;
            }

            await AnswerAsync(context, request);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or HttpRequestException)
        {
            // The client has gone away, or the storage has: the client sees a broken connection either way.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref pending);
        }
    }

    private async Task AnswerAsync(HttpContext context, ProxiedRequest request)
    {
        var fault = Plan.Choose(request);
        var reply = fault switch
        {
            FaultKind.Answer500 => MadeUpReplies.InternalError(request),
            FaultKind.Answer503 => MadeUpReplies.ServerBusy(request),
            FaultKind.Answer409 => MadeUpReplies.Conflict(request, 409),
            FaultKind.Answer412 => MadeUpReplies.Conflict(request, 412),
            FaultKind.EmptyPage => MadeUpReplies.EmptyPage(request),
            _ => await CarryOutAsync(request, fault),
        };
        var isCut = fault == FaultKind.CutBody && reply.Body.Length > 0;
        if (fault is { } kind && (isCut || kind != FaultKind.CutBody))
        {
            Interlocked.Increment(ref fired[(int)kind]);
        }

        var isBroken = await Hook(request, Moment.After) == Interception.Break | await ReplyHook(request, reply) == Interception.Break;
        if (isBroken || fault == FaultKind.LoseReply)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context.Response, reply, isCut ? reply.Body.Length / 2 : reply.Body.Length);
        if (isCut)
        {
            context.Abort();
        }
    }

    private async Task<ProxiedReply> CarryOutAsync(ProxiedRequest request, FaultKind? fault)
    {
        var sent = MadeUpReplies.WithoutMadeUpToken(request);
        if (fault == FaultKind.Delay)
        {
            await Task.Delay(Delay);
        }

        if (fault == FaultKind.SendTwice)
        {
            await storage.SendAsync(sent);
        }

        return await storage.SendAsync(sent);
    }

    private async Task<ProxiedRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        return new ProxiedRequest(
            context.Connection.LocalPort == tablePort ? StorageService.Tables : StorageService.Queues,
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            [.. headers],
            body.ToArray());
    }

    private static async Task WriteAsync(HttpResponse response, ProxiedReply reply, int bytes)
    {
        response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (reply.Status != 204)
        {
            response.ContentLength = reply.Body.Length;
        }

        await response.Body.WriteAsync(reply.Body[..bytes]);
        await response.Body.FlushAsync();
    }
}
