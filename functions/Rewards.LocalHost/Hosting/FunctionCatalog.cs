using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Hosting;

internal sealed record Function<TTrigger>(string Name, MethodInfo Method, ParameterInfo Parameter, TTrigger Trigger)
    where TTrigger : Attribute;

/// <summary>The functions found by their attributes.</summary>
internal sealed record FunctionCatalog(
    IReadOnlyList<Function<HttpTriggerAttribute>> Http,
    IReadOnlyList<Function<QueueTriggerAttribute>> Queues,
    IReadOnlyList<Function<TimerTriggerAttribute>> Timers)
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="InvalidOperationException">A name occurs twice, or a function has not exactly one known trigger.</exception>
    public static FunctionCatalog Discover(IEnumerable<Type> types)
    {
        var methods = types
            .Where(type => type is { IsClass: true, ContainsGenericParameters: false })
            .SelectMany(type => type.GetMethods(Methods))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => (found.Attribute!.Name, found.Method))
            .OrderBy(found => found.Name, StringComparer.Ordinal)
            .ToList();
        if (methods.GroupBy(found => found.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Function '{twice.Key}' is defined {twice.Count()} times.");
        }

        var http = methods.SelectMany(found => Triggers<HttpTriggerAttribute>(found.Name, found.Method)).ToList();
        var queues = methods.SelectMany(found => Triggers<QueueTriggerAttribute>(found.Name, found.Method)).ToList();
        var timers = methods.SelectMany(found => Triggers<TimerTriggerAttribute>(found.Name, found.Method)).ToList();

        var triggers = http.Select(f => f.Name).Concat(queues.Select(f => f.Name)).Concat(timers.Select(f => f.Name)).ToLookup(name => name);
        if (methods.Find(found => triggers[found.Name].Count() != 1) is { Name: { } name })
        {
            throw new InvalidOperationException(
                $"Function '{name}' has {triggers[name].Count()} triggers that the local host knows (HTTP, queue, timer); it needs one.");
        }

        return new FunctionCatalog(http, queues, timers);
    }

    private static IEnumerable<Function<TTrigger>> Triggers<TTrigger>(string name, MethodInfo method)
        where TTrigger : Attribute =>
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<TTrigger>()
        where trigger is not null
        select new Function<TTrigger>(name, method, parameter, trigger);
}
