using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>Lets the next requests that match fail before they reach the storage, which is what a crash at that point leaves.</summary>
/// <param name="status">403 is not one of those after which anything tries again by itself.</param>
public sealed class Outage(Func<Request, bool> matches, int status = 403) : StoragePolicy
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
            throw new RequestFailedException(status, "The storage was told to fail.");
        }

        return ProcessNextAsync(message, pipeline);
    }
}
