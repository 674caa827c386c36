using System.Text;
using Rewards.Faults.Hosts;

namespace Rewards.Faults.Hostile;

/// <summary>What is no HTTP, or HTTP that two servers might understand in two ways: answered as a bad request, or hung up on.</summary>
internal sealed class HttpGarbage(HostProcess host, StudyContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly (string Name, string Text)[] Known =
    [
        ("no HTTP", "hello\r\n\r\n"), ("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"), ("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("HTTP/9.9", "GET /v1/health HTTP/9.9\r\nHost: a\r\n\r\n"), ("no host", "GET /v1/health HTTP/1.1\r\n\r\n"), ("two hosts", "GET /v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("two lengths", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        ("a length below zero", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}"),
        ("a length beyond numbers", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n{}"),
        ("a length and chunks", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
        ("an unknown encoding", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\nConnection: close\r\n\r\n{}"),
        ("a folded header", "GET /v1/health HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n"), ("a blank before the colon", "GET /v1/health HTTP/1.1\r\nHost : a\r\n\r\n"),
        ("a zero byte in a header", "GET /v1/health HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"), ("a zero byte in the path", "GET /v1/hea\0lth HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a full address", "GET http://elsewhere/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), ("CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n"),
        ("a long line", $"GET /{new string('a', 1_000_000)} HTTP/1.1\r\nHost: a\r\n\r\n"), ("a long header", $"GET /v1/health HTTP/1.1\r\nHost: a\r\nX: {new string('a', 100_000)}\r\n\r\n"),
        ("1,000 headers", $"GET /v1/health HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 1_000).Select(i => $"X-{i}: a\r\n"))}\r\n"),
        ("an upgrade", "GET /v1/health HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"),
        ("Expect", "POST /v1/purchases HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: the moon\r\nConnection: close\r\n\r\n{}"),
    ];

    private readonly List<string> failures = [];

    public IReadOnlyList<string> Failures => failures;

    public SortedDictionary<string, int> Ends { get; } = [];

    /// <param name="random">How many more of random bytes.</param>
    public async Task RunAsync(int random, CancellationToken cancellationToken)
    {
        var bytes = new Random(context.Seed);
        var messages = Known.Concat(Enumerable.Range(0, random).Select(i => ($"random bytes {i}", Noise(bytes)))).ToList();
        await Parallel.ForEachAsync(messages, cancellationToken, async (message, token) =>
        {
            using var connection = (await RawConnection.TryOpenAsync(host.Client.BaseAddress!, token))!;
            await connection.TrySendAsync(message.Item2, token);
            var (text, closedAfter) = await connection.ReadToEndAsync(Patience, token);
            Judge(message.Item1, text, closedAfter);
        });
    }

    private void Judge(string name, string text, TimeSpan? closedAfter)
    {
        var end = text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? text[9..12] : "closed";
        lock (failures)
        {
            Ends[end] = Ends.GetValueOrDefault(end) + 1;
            if (closedAfter is null || (end[0] == '5' && end != "505"))
            {
                failures.Add($"{name}: closed after {closedAfter}: {text}");
            }
        }
    }

    /// <summary>A line of anything, so that the server need not wait for its end.</summary>
    private static string Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 2_000)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes) + "\r\n\r\n";
    }
}
