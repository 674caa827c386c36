using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Support;

/// <summary>Stands in the pipeline of the app's table and queue clients, once a try: between the client's own retries and the wire.</summary>
public abstract class StoragePolicy : HttpPipelinePolicy
{
    /// <summary>For TestApp's <c>services</c>; the first one given is the farthest from the wire.</summary>
    public static Action<IServiceCollection> Insert(params StoragePolicy[] policies) => services =>
    {
        services.AddSingleton(provider => StorageSetup.Tables(ConfigurationOf(provider), AddTo));
        services.AddSingleton(provider => StorageSetup.Queues(ConfigurationOf(provider), change: AddTo));
        services.AddSingleton(provider => new RawQueues(StorageSetup.Queues(ConfigurationOf(provider), QueueMessageEncoding.None, AddTo)));

        void AddTo(ClientOptions options)
        {
            foreach (var policy in policies)
            {
                options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
            }
        }
    };

    /// <summary>For TestApp's <c>services</c>.</summary>
    public Action<IServiceCollection> Insert() => Insert(this);

    public sealed override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The app waits for storage asynchronously.");

    private static IConfiguration ConfigurationOf(IServiceProvider provider) => provider.GetRequiredService<IConfiguration>();
}
