using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>One request to storage, a table's or a queue's, with the timestamps of its start and end.</summary>
/// <param name="Status">0: it got no answer.</param>
public sealed record StorageRequest(string Method, string Path, int Status, long Started, long Ended)
{
    public bool IsBatch => Path.EndsWith("$batch", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path} {Status}";
}

/// <summary>
/// Counts the requests that the app's clients send. With a delay, each is held back for so long before it is sent, so that
/// requests made together overlap for certain, and those that overlap are one round trip.
/// </summary>
public sealed class RequestLog(TimeSpan delay = default) : StoragePolicy
{
    private readonly List<StorageRequest> requests = [];

    /// <summary>So far, in the order of their ends; retries count.</summary>
    public IReadOnlyList<StorageRequest> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>What ended while something was done. Nothing else may run meanwhile: switch the queues off.</summary>
    public async Task<IReadOnlyList<StorageRequest>> DuringAsync(Func<Task> doing)
    {
        var before = Requests.Count;
        await doing();
        return [.. Requests.Skip(before)];
    }

    /// <summary>How many round trips follow one another: the longest chain of requests of which each began after the one before had ended.</summary>
    public static int RoundTrips(IReadOnlyList<StorageRequest> requests)
    {
        // The longest chain of intervals without overlap: take the one that ends first, again and again.
        var (count, lastEnd) = (0, long.MinValue);
        foreach (var request in requests.OrderBy(request => request.Ended))
        {
            if (request.Started >= lastEnd)
            {
                (count, lastEnd) = (count + 1, request.Ended);
            }
        }

        return count;
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var started = Stopwatch.GetTimestamp();
        var status = 0;
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, message.CancellationToken);
            }

            await ProcessNextAsync(message, pipeline);
            status = message.Response.Status;
        }
        finally
        {
            var request = new StorageRequest(
                message.Request.Method.Method, message.Request.Uri.ToUri().AbsolutePath, status, started, Stopwatch.GetTimestamp());
            lock (requests)
            {
                requests.Add(request);
            }
        }
    }
}
