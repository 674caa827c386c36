using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests;

/// <summary>What to do with a try: <paramref name="send"/> passes it on; what is returned is what the client gets.</summary>
public delegate Task<HttpResponseMessage> Fault(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send, int attempt, CancellationToken cancellationToken);

/// <summary>A wire that records every try and may answer in the service's place.</summary>
public sealed class FaultyWire(Fault fault) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly List<(Uri Uri, string? Date, string? Authorization)> attempts = [];

    public IReadOnlyList<(Uri Uri, string? Date, string? Authorization)> Attempts => attempts;

    public static FaultyWire Answering(HttpStatusCode status, string json, params (string Name, string Value)[] headers) =>
        new((_, _, _, _) => Task.FromResult(Reply(status, json, headers)));

    public static HttpResponseMessage Reply(HttpStatusCode status, string json = "", params (string Name, string Value)[] headers)
    {
        var reply = new HttpResponseMessage(status) { Content = new StringContent(json, null, "application/json") };
        foreach (var (name, value) in headers)
        {
            reply.Headers.TryAddWithoutValidation(name, value);
        }

        return reply;
    }

    /// <summary>Options that use this wire and hardly wait between tries.</summary>
    public TableClientOptions Options(int maxRetries = 2, int delayMilliseconds = 1)
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(this) };
        options.Retry.MaxRetries = maxRetries;
        options.Retry.Mode = Azure.Core.RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(delayMilliseconds);
        return options;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        attempts.Add((request.RequestUri!, Header(request, "x-ms-date"), Header(request, "Authorization")));
        return fault(request, () => base.SendAsync(request, cancellationToken), attempts.Count, cancellationToken);
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
