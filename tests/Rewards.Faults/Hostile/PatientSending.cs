using System.Net;

namespace Rewards.Faults.Hostile;

/// <summary>Whoever is told that the storage is busy tries again with the same key, as the API asks; on a busy machine more than once.</summary>
internal static class PatientSending
{
    private const int MaxTries = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task<HostileAnswer> SendPatientlyAsync(this HostileClient client, HostileCall call, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            var answer = await client.SendAsync(call, cancellationToken);
            if (answer.Status != (int)HttpStatusCode.ServiceUnavailable || tried == MaxTries)
            {
                return answer;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public static async Task<(HttpStatusCode Status, string Text)> SendPatientlyAsync(
        this HttpClient client, HttpMethod method, string path, byte[]? body, string type, string key, CancellationToken cancellationToken = default)
    {
        for (var tried = 1; ; tried++)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Idempotency-Key", key);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { { "Content-Type", type } } };
            }

            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tried == MaxTries)
            {
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
