using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>Sends what an ordinary client would refuse to send.</summary>
internal sealed class HostileClient(Uri api, Random random) : IDisposable
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient client = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task<HostileAnswer> SendAsync(HostileCall call, CancellationToken cancellationToken)
    {
        string salt;
        lock (random)
        {
            salt = random.NextInt64().ToString("x");
        }

        using var request = new HttpRequestMessage(new HttpMethod(call.Verb), new Uri(api + call.Path.Replace(HostileCall.Salt, salt, StringComparison.Ordinal), AsItIs));
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(Salted(body, salt));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
            request.Headers.TransferEncodingChunked = call.IsChunked;
        }

        foreach (var key in call.Key.OfType<string>())
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key.Replace(HostileCall.Salt, salt, StringComparison.Ordinal));
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new HostileAnswer(call, new Answer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType), Stopwatch.GetElapsedTime(started));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new HostileAnswer(call, new Answer(0, $"{failure.GetType().Name}: {failure.Message}", null), Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Several at a time, answers in the order of the calls.</summary>
    public async Task<IReadOnlyList<HostileAnswer>> SendAsync(IReadOnlyList<HostileCall> calls, int clients, CancellationToken cancellationToken)
    {
        var answers = new HostileAnswer[calls.Count];
        await Parallel.ForAsync(0, calls.Count, new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellationToken }, async (i, token) =>
            answers[i] = await SendAsync(calls[i], token));
        return answers;
    }

    public void Dispose() => client.Dispose();

    private static byte[] Salted(byte[] body, string salt)
    {
        // Latin-1 keeps every byte as it is, whatever the body's own encoding.
        var text = Encoding.Latin1.GetString(body);
        return text.Contains(HostileCall.Salt, StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(text.Replace(HostileCall.Salt, salt, StringComparison.Ordinal)) : body;
    }
}
