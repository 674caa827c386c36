using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Rewards.Functions.Storage;

/// <summary>The queues as they are, without the Base64 that is taken for granted elsewhere.</summary>
public sealed record RawQueues(QueueServiceClient Service);

/// <summary>
/// Connects to the data account: the setting <c>Storage</c> is a connection string, or <c>Storage__tableServiceUri</c> and
/// <c>Storage__queueServiceUri</c> name it and the managed identity opens it.
/// </summary>
public static class StorageSetup
{
    /// <summary>The name of the connection that the queue triggers use too.</summary>
    public const string Connection = "Storage";

    /// <param name="change">Of the client's options, such as a policy that watches its requests.</param>
    public static TableServiceClient Tables(IConfiguration configuration, Action<ClientOptions>? change = null)
    {
        var options = Impatient(new TableClientOptions(), configuration);
        change?.Invoke(options);
        return configuration[Connection] is { Length: > 0 } text
            ? new TableServiceClient(text, options)
            : new TableServiceClient(EndpointOf(configuration, "tableServiceUri"), new DefaultAzureCredential(), options);
    }

    /// <param name="change">Of the client's options, such as a policy that watches its requests.</param>
    public static QueueServiceClient Queues(
        IConfiguration configuration, QueueMessageEncoding encoding = QueueMessageEncoding.Base64, Action<ClientOptions>? change = null)
    {
        var options = Impatient(new QueueClientOptions { MessageEncoding = encoding }, configuration);
        change?.Invoke(options);
        return configuration[Connection] is { Length: > 0 } text
            ? new QueueServiceClient(text, options)
            : new QueueServiceClient(EndpointOf(configuration, "queueServiceUri"), new DefaultAzureCredential(), options);
    }

    /// <summary>Creates what is missing; at the start of the local host and of tests (a deployment creates them by Bicep).</summary>
    public static async Task EnsureCreatedAsync(TableServiceClient tables, QueueServiceClient queues, CancellationToken cancellationToken)
    {
        var creating = TableKeys.Tables.Select(table => (Task)tables.CreateTableIfNotExistsAsync(table, cancellationToken))
            .Concat(TableKeys.Queues.SelectMany(queue => new[] { queue, queue + TableKeys.PoisonSuffix })
                .Select(queue => (Task)queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken)));
        await Task.WhenAll(creating);
    }

    private static Uri EndpointOf(IConfiguration configuration, string name) => new(
        configuration[$"{Connection}:{name}"]
        ?? throw new InvalidOperationException($"Neither the setting '{Connection}' nor '{Connection}__{name}' says where the data is."));

    private static T Impatient<T>(T options, IConfiguration configuration)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        options.Retry.NetworkTimeout = configuration.GetValue(
            $"{RewardsOptions.Section}:{nameof(RewardsOptions.StorageTimeout)}", new RewardsOptions().StorageTimeout);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }
}
