using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Rewards.Functions.Telemetry;

namespace Rewards.LocalHost.Hosting;

/// <summary>A queue function with its queue and its poison queue.</summary>
internal sealed class QueueFunction
{
    private const string PoisonSuffix = "-poison";

    private static readonly Dictionary<Type, Func<QueueMessage, object>> Bindings = new()
    {
        [typeof(string)] = message => message.Body.ToString(),
        [typeof(byte[])] = message => message.Body.ToArray(),
        [typeof(BinaryData)] = message => message.Body,
        [typeof(QueueMessage)] = message => message,
    };

    private readonly FunctionInvoker invoker;

    public QueueFunction(Function<QueueTriggerAttribute> function, IServiceProvider services, IConfiguration configuration)
    {
        if (!Bindings.TryGetValue(function.Parameter.ParameterType, out var bind))
        {
            throw new InvalidOperationException(
                $"Function '{function.Name}' takes its message as {function.Parameter.ParameterType.Name}; string, byte[], BinaryData and QueueMessage are served.");
        }

        Name = function.Name;
        invoker = new FunctionInvoker(
            services, function.Name, CallSpans.QueueTrigger, function.Method, function.Parameter, value => bind((QueueMessage)value));

        var setting = function.Trigger.Connection ?? "AzureWebJobsStorage";
        var connection = configuration[setting] ?? configuration.GetConnectionString(setting)
            ?? throw new InvalidOperationException($"Function '{Name}' needs the setting '{setting}', which is not there.");
        var queueName = SettingNames.Resolve(function.Trigger.QueueName, configuration);
        Queue = new QueueClient(connection, queueName, Options());
        // What fails in a poison queue stays there: there is no poison queue of a poison queue.
        Poison = queueName.EndsWith(PoisonSuffix, StringComparison.Ordinal)
            ? null
            : new QueueClient(connection, queueName + PoisonSuffix, Options());
    }

    public string Name { get; }

    public QueueClient Queue { get; }

    public QueueClient? Poison { get; }

    /// <exception cref="FormatException">The message is not Base64, which is how the Functions host encodes.</exception>
    public Task InvokeAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        var body = new BinaryData(Convert.FromBase64String(message.MessageText));
        var decoded = QueuesModelFactory.QueueMessage(
            message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
        return invoker.InvokeAsync(decoded, cancellationToken);
    }

    private static QueueClientOptions Options()
    {
        // Decoding is left to the pump, so that a message that cannot be decoded takes the way of any other failure.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.MaxRetries = 2;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }
}
