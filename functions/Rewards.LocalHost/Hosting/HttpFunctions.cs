using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Telemetry;

namespace Rewards.LocalHost.Hosting;

/// <summary>Serves the HTTP functions through ASP.NET Core's own routing and parameter binding.</summary>
internal static class HttpFunctions
{
    public static void Map(WebApplication app, IEnumerable<Function<HttpTriggerAttribute>> functions, string routePrefix)
    {
        foreach (var function in functions)
        {
            var pattern = RoutePatternFactory.Parse($"/{routePrefix.Trim('/')}/{(function.Trigger.Route ?? function.Name).Trim('/')}");
            // Binding is compiled code: made for what is called, and not for ninety functions at the start.
            var handler = new Lazy<RequestDelegate>(() => Handler(function, pattern, app.Services));
            var route = app.Map(pattern, Traced(context => handler.Value(context), function.Name)).WithDisplayName(function.Name);
            if (function.Trigger.Methods is { Length: > 0 } methods)
            {
                route.WithMetadata(new HttpMethodMetadata(methods.Select(method => method.ToUpperInvariant())));
            }
        }
    }

    /// <summary>A verb that no function lists is a 404, as in the Functions host; ASP.NET Core would say 405.</summary>
    public static void AnswerUnlistedVerbsWithNotFound(WebApplication app) =>
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not (null or RouteEndpoint))
            {
                context.SetEndpoint(null);
            }

            return next(context);
        });

    private static RequestDelegate Traced(RequestDelegate handler, string function) =>
        context => CallSpans.RunAsync(
            new FunctionCall(function, CallSpans.HttpTrigger, context.Request.Headers.TraceParent, context),
            () => handler(context),
            () => context.Response.StatusCode);

    private static RequestDelegate Handler(Function<HttpTriggerAttribute> function, RoutePattern pattern, IServiceProvider services)
    {
        var options = new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = pattern.Parameters.Select(parameter => parameter.Name),
            DisableInferBodyFromParameters = true,
        };
        if (function.Method.IsStatic)
        {
            return RequestDelegateFactory.Create(function.Method, targetFactory: null, options).RequestDelegate;
        }

        var factory = ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
        return RequestDelegateFactory.Create(function.Method, context => Instance(factory, context), options).RequestDelegate;
    }

    private static object Instance(ObjectFactory factory, HttpContext context)
    {
        var instance = factory(context.RequestServices, null);
        if (instance is IAsyncDisposable asyncDisposable)
        {
            context.Response.RegisterForDisposeAsync(asyncDisposable);
        }
        else if (instance is IDisposable disposable)
        {
            context.Response.RegisterForDispose(disposable);
        }

        return instance;
    }
}
