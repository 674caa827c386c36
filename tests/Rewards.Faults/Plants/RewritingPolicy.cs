using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Plants;

/// <summary>Sends other requests to the storage than the app made.</summary>
internal abstract class RewritingPolicy : StoragePolicy
{
    public sealed override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var request = message.Request;
        RewriteHeaders(request);
        if (request.Content is { } content)
        {
            using var stream = new MemoryStream();
            await content.WriteToAsync(stream, message.CancellationToken);
            var body = Encoding.UTF8.GetString(stream.ToArray());
            request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(RewriteBody(request, body)));
        }

        await ProcessNextAsync(message, pipeline);
    }

    protected virtual void RewriteHeaders(Request request)
    {
    }

    /// <param name="body">Of a batch: all its parts.</param>
    protected abstract string RewriteBody(Request request, string body);

    protected static string PathOf(Request request) => Uri.UnescapeDataString(request.Uri.ToUri().AbsolutePath);
}
