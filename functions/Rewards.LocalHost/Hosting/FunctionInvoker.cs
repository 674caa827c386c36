using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Telemetry;

namespace Rewards.LocalHost.Hosting;

/// <summary>Calls a queue or timer function: its class made afresh from a scope of its own, as the isolated worker does.</summary>
internal sealed class FunctionInvoker
{
    private readonly IServiceProvider services;
    private readonly FunctionCall call;
    private readonly MethodInfo method;
    private readonly ObjectFactory? factory;
    private readonly Func<object, CancellationToken, object?>[] arguments;

    /// <param name="triggerType">As CallSpans names it.</param>
    /// <param name="bindTrigger">Turns what triggered the function into the value of its trigger's parameter.</param>
    /// <exception cref="InvalidOperationException">A parameter or the return type is not one the local host can serve.</exception>
    public FunctionInvoker(
        IServiceProvider services, string name, string triggerType, MethodInfo method, ParameterInfo trigger, Func<object, object> bindTrigger)
    {
        if (!typeof(Task).IsAssignableFrom(method.ReturnType) && method.ReturnType != typeof(void))
        {
            throw new InvalidOperationException($"Function '{name}' must return Task or nothing.");
        }

        this.services = services;
        call = new FunctionCall(name, triggerType, TraceParent: null);
        this.method = method;
        factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        arguments = [.. method.GetParameters().Select(parameter => Binder(name, parameter, trigger, bindTrigger))];
    }

    public Task InvokeAsync(object trigger, CancellationToken cancellationToken) =>
        CallSpans.RunAsync(call, () => RunAsync(trigger, cancellationToken), () => 0);

    private async Task RunAsync(object trigger, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var instance = factory?.Invoke(scope.ServiceProvider, null);
        try
        {
            object?[] values = [.. arguments.Select(bind => bind(trigger, cancellationToken))];
            var result = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, values, culture: null);
            if (result is Task task)
            {
                await task;
            }
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static Func<object, CancellationToken, object?> Binder(
        string name, ParameterInfo parameter, ParameterInfo trigger, Func<object, object> bindTrigger)
    {
        if (parameter.Position == trigger.Position)
        {
            return (value, _) => bindTrigger(value);
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return (_, cancellationToken) => cancellationToken;
        }

        throw new InvalidOperationException($"Function '{name}' has the parameter '{parameter.Name}', which nothing fills.");
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else if (instance is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }
}
