using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Rewards.Functions.Tests.Support;

/// <summary>A till's key, and signing with it as the README tells it: written anew here, so that it is not the app's own code that agrees with itself.</summary>
public sealed record TillSigner(string Till, string Key, string Secret)
{
    /// <summary>How far the till's clock is off.</summary>
    public TimeSpan ClockError { get; init; }

    public async Task SignAsync(HttpRequestMessage request, Uri address)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync();
        var time = DateTime.UtcNow.Add(ClockError).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : "";
        var text = $"{request.Method}\n{address.PathAndQuery}\n{Convert.ToHexStringLower(SHA256.HashData(body))}\n{time}\n{key}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));
        request.Headers.Authorization = new AuthenticationHeaderValue("Rewards-HMAC", $"till=\"{Till}\", key=\"{Key}\", signature=\"{signature}\"");
        request.Headers.Remove("x-rewards-time");
        request.Headers.Add("x-rewards-time", time);
    }

    /// <summary>A client all of whose calls are signed.</summary>
    /// <param name="tamper">Done to each call when it has been signed.</param>
    public HttpClient Client(Uri api, Action<HttpRequestMessage>? tamper = null) => new(new Handler(this, tamper)) { BaseAddress = api };

    private sealed class Handler(TillSigner signer, Action<HttpRequestMessage>? tamper) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await signer.SignAsync(request, request.RequestUri!);
            tamper?.Invoke(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
