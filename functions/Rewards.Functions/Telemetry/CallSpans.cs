using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rewards.Functions.Telemetry;

/// <summary>What the Functions host asks of the app: to run a function once.</summary>
/// <param name="Trigger">The type of the function's binding: httpTrigger, queueTrigger or timerTrigger.</param>
/// <param name="TraceParent">The span of whoever asks (W3C Trace Context); null: nobody said.</param>
/// <param name="Http">Null where the trigger is another one.</param>
public sealed record FunctionCall(string Function, string Trigger, string? TraceParent, HttpContext? Http = null);

/// <summary>
/// The span of each call, with the names of OpenTelemetry's semantic conventions. It begins and ends where a host runs a function, so
/// that no function knows of it. Of a path it tells the route only: the path itself holds codes and member ids.
/// </summary>
public static class CallSpans
{
    public const string HttpTrigger = "httpTrigger";

    public const string QueueTrigger = "queueTrigger";

    public const string TimerTrigger = "timerTrigger";

    public static readonly ActivitySource Source = new("Rewards");

    /// <param name="status">Of the answer, asked for when an HTTP call has ended.</param>
    public static Task RunAsync(FunctionCall call, Func<Task> run, Func<int> status) =>
        Source.HasListeners() ? RunTracedAsync(call, run, status) : run();

    private static async Task RunTracedAsync(FunctionCall call, Func<Task> run, Func<int> status)
    {
        // The web server's own span, which nobody records, would stand between this one and that of whoever asks.
        Activity.Current = null;
        ActivityContext.TryParse(call.TraceParent, traceState: null, isRemote: true, out var parent);
        using var span = Source.StartActivity(
            call.Function, call.Trigger == QueueTrigger ? ActivityKind.Consumer : ActivityKind.Server, parent);
        if (span is not { IsAllDataRequested: true })
        {
            await run();
            return;
        }

        Begin(span, call);
        try
        {
            await run();
        }
        catch (Exception e)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }

        if (call.Http is not null)
        {
            Answer(span, status());
        }
    }

    private static void Begin(Activity span, FunctionCall call)
    {
        span.SetTag("faas.name", call.Function).SetTag("faas.trigger", TriggerOf(call));
        if (call.Http is not { Request: var request } || (call.Http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is not { } pattern)
        {
            return;
        }

        var route = $"/{pattern.TrimStart('/')}";
        span.DisplayName = $"{request.Method} {route}";
        span.SetTag("http.request.method", request.Method)
            .SetTag("http.route", route)
            .SetTag("url.scheme", request.Scheme)
            .SetTag("url.path", route)
            .SetTag("server.address", request.Host.Host);
    }

    private static void Answer(Activity span, int status)
    {
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", $"{status}");
        }
    }

    private static string TriggerOf(FunctionCall call) => call.Trigger switch
    {
        HttpTrigger => "http",
        QueueTrigger => "pubsub",
        TimerTrigger => "timer",
        _ => "other",
    };
}
