using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>Does something just before the next request that matches is sent.</summary>
public sealed class Interruption(Func<Request, bool> matches) : StoragePolicy
{
    private Func<Task>? pending;

    public void Before(Func<Task> doing) => Volatile.Write(ref pending, doing);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (matches(message.Request) && Interlocked.Exchange(ref pending, null) is { } doing)
        {
            await doing();
        }

        await ProcessNextAsync(message, pipeline);
    }
}
