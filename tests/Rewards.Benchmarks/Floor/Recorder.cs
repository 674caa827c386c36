using Azure.Core;
using Azure.Core.Pipeline;
using Rewards.Functions.Tests.Support;

namespace Rewards.Benchmarks.Floor;

/// <summary>Writes down what the app sends to storage, while it is told to.</summary>
internal sealed class Recorder : StoragePolicy
{
    private readonly List<RecordedRequest> requests = [];
    private bool recording;

    /// <summary>So far.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    public async Task<IReadOnlyList<RecordedRequest>> DuringAsync(Func<Task> doing)
    {
        requests.Clear();
        recording = true;
        await doing();
        recording = false;
        return Requests;
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (recording)
        {
            using var body = new MemoryStream();
            message.Request.Content?.WriteTo(body, CancellationToken.None);
            var request = new RecordedRequest(
                message.Request.Method.Method,
                message.Request.Uri.ToUri().AbsoluteUri,
                [.. message.Request.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
                message.Request.Content is null ? null : body.ToArray());
            lock (requests)
            {
                requests.Add(request);
            }
        }

        await ProcessNextAsync(message, pipeline);
    }
}
