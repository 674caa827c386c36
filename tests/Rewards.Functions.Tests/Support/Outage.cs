using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>Lets the next requests that match fail before they reach the storage, which is what a crash at that point leaves.</summary>
public sealed class Outage(Func<Request, bool> matches) : StoragePolicy
{
    private int left;

    private int failed;

    public int Failed => Volatile.Read(ref failed);

    public void FailNext(int requests) => Volatile.Write(ref left, requests);

    public static bool IsInsertInto(Request request, string table) =>
        request.Method == RequestMethod.Post && request.Uri.ToUri().AbsolutePath.EndsWith($"/{table}", StringComparison.Ordinal);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (matches(message.Request) && Interlocked.Decrement(ref left) >= 0)
        {
            Interlocked.Increment(ref failed);
            // Not one of those that the client tries again by itself.
            throw new RequestFailedException(403, "The storage was told to fail.");
        }

        return ProcessNextAsync(message, pipeline);
    }
}
