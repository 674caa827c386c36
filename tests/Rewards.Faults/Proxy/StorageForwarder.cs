using System.Net;

namespace Rewards.Faults.Proxy;

/// <summary>Sends a request on to the storage as it came, and reads the whole reply.</summary>
internal sealed class StorageForwarder(Uri tables, Uri queues) : IDisposable
{
    private static readonly string[] OfTheConnection = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect"];

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // Before the emulator closes them, which it does after 5 s.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
    });

    public async Task<ProxiedReply> SendAsync(ProxiedRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), AddressOf(request));
        if (request.Body.Length > 0 || request.Header("Content-Length") is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
        }

        foreach (var (name, value) in request.Headers.Where(header => !IsOfTheConnection(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(message, CancellationToken.None);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !IsOfTheConnection(header.Key))
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)));
        return new ProxiedReply((int)response.StatusCode, [.. headers], await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => client.Dispose();

    /// <summary>The path exactly as it came: the signature covers it.</summary>
    private Uri AddressOf(ProxiedRequest request)
    {
        var root = (request.Service == StorageService.Tables ? tables : queues).GetLeftPart(UriPartial.Authority);
        return new Uri(root + request.Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static bool IsOfTheConnection(string header) => OfTheConnection.Contains(header, StringComparer.OrdinalIgnoreCase);
}
