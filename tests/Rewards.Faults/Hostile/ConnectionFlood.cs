using System.Diagnostics;
using System.Text;
using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>What one kind of connection was and how it ended.</summary>
internal sealed record ConnectionTally(string What, int Opened, string Ended);

/// <summary>
/// Connections that say nothing, half a header, or a body without end: the host ends each in bounded time, and while they are held a
/// till is answered.
/// </summary>
internal sealed class ConnectionFlood(HostProcess host, HostileShop shop, StudyContext context)
{
    /// <summary>For a request of a till beside all that.</summary>
    private static readonly TimeSpan TillPatience = TimeSpan.FromSeconds(10);

    /// <summary>Within which the host ends a request whose header or body does not come.</summary>
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(60);

    /// <summary>Within which it ends a connection on which nothing ever came.</summary>
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(180);

    private readonly List<string> failures = [];
    private readonly List<ConnectionTally> tallies = [];

    public IReadOnlyList<ConnectionTally> Tallies => tallies;

    public IReadOnlyList<string> Failures => failures;

    private Uri Address => host.Client.BaseAddress!;

    private string Header => $"POST /v1/coupons/{shop.Ids["code"]}/redemptions HTTP/1.1\r\nHost: shop\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n";

    /// <param name="each">Connections of each of the three kinds.</param>
    public async Task RunAsync(int each, CancellationToken cancellationToken)
    {
        var idle = await OpenAsync(each, "", cancellationToken);
        var halfHeaders = await OpenAsync(each, Header[..^20], cancellationToken);
        var slowBodies = await OpenAsync(each, $"{Header}Content-Length: 30000\r\n\r\n{{", cancellationToken);
        await TillAsync(context.IsFull ? 50 : 5, idle.Count + halfHeaders.Count + slowBodies.Count, cancellationToken);
        if (context.IsFull)
        {
            using var trickling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var trickle = TrickleAsync(slowBodies, trickling.Token);
            await Task.WhenAll(
                EndAsync("half a header", halfHeaders, RequestPatience, cancellationToken),
                EndAsync("a body of a byte a second", slowBodies, RequestPatience, cancellationToken),
                EndAsync("nothing at all", idle, IdlePatience, cancellationToken));
            await trickling.CancelAsync();
            await trickle;
            await EndlessAsync("a body without end, 1 KB/s", 100, TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        await EndlessAsync("a body without end, as fast as it goes", 16_384, TimeSpan.Zero, cancellationToken);
        await BrokenOffAsync(each, cancellationToken);
        foreach (var connection in idle.Concat(halfHeaders).Concat(slowBodies))
        {
            connection.Dispose();
        }
    }

    private async Task<List<RawConnection>> OpenAsync(int count, string beginning, CancellationToken cancellationToken)
    {
        List<RawConnection> opened = [];
        for (var i = 0; i < count; i++)
        {
            if (await RawConnection.TryOpenAsync(Address, cancellationToken) is { } connection && await connection.TrySendAsync(beginning, cancellationToken))
            {
                opened.Add(connection);
            }
        }

        return opened;
    }

    /// <summary>A customer waits at the till: an answer, if need be that it is busy.</summary>
    private async Task TillAsync(int requests, int held, CancellationToken cancellationToken)
    {
        var (longest, answers) = (TimeSpan.Zero, new SortedDictionary<int, int>());
        for (var i = 0; i < requests; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"coupons/{shop.Ids["code"]}/redemptions");
            request.Headers.Add("Idempotency-Key", $"till-{i}");
            request.Content = new StringContent(Shop.Redemption("m-1", Shop.Basket($"till-{i}")).ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await host.Client.SendAsync(request, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started);
            longest = took > longest ? took : longest;
            answers[(int)answer.StatusCode] = answers.GetValueOrDefault((int)answer.StatusCode) + 1;
        }

        tallies.Add(new ConnectionTally($"a till beside {held} held connections", requests, $"{string.Join(", ", answers.Select(answer => $"{answer.Value} x {answer.Key}"))}, the longest took {longest.TotalMilliseconds:F0} ms"));
        if (longest > TillPatience || answers.Keys.Any(status => status is not (201 or 503)))
        {
            failures.Add($"{tallies[^1].What}: {tallies[^1].Ended}");
        }
    }

    private static async Task TrickleAsync(IReadOnlyList<RawConnection> connections, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                foreach (var connection in connections)
                {
                    await connection.TrySendAsync(" ", cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All have ended.
        }
    }

    private async Task EndAsync(string what, IReadOnlyList<RawConnection> connections, TimeSpan patience, CancellationToken cancellationToken)
    {
        var ends = await Task.WhenAll(connections.Select(connection => connection.ReadToEndAsync(patience, cancellationToken)));
        var open = ends.Count(end => end.ClosedAfter is null);
        var answers = ends.CountBy(end => end.Text.Length == 0 ? "closed" : end.Text.Split(' ')[1]).OrderBy(answer => answer.Key);
        tallies.Add(new ConnectionTally(
            what, connections.Count, $"{string.Join(", ", answers.Select(answer => $"{answer.Value} x {answer.Key}"))} within {ends.Max(end => end.ClosedAfter)?.TotalSeconds:F0} s"));
        if (open > 0)
        {
            failures.Add($"{what}: {open} of {connections.Count} connections are open still after {patience}");
        }

        failures.AddRange(ends.Where(end => end.Text.StartsWith("HTTP/1.1 5", StringComparison.Ordinal)).Take(1).Select(end => $"{what}: {end.Text}"));
    }

    private async Task EndlessAsync(string what, int chunk, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var connection = (await RawConnection.TryOpenAsync(Address, cancellationToken))!;
        await connection.TrySendAsync($"{Header}Transfer-Encoding: chunked\r\n\r\n", cancellationToken);
        var piece = $"{chunk:X}\r\n{new string(' ', chunk)}\r\n";
        var end = connection.ReadToEndAsync(RequestPatience, cancellationToken);
        while (!end.IsCompleted && await connection.TrySendAsync(piece, cancellationToken))
        {
            await Task.Delay(pause, cancellationToken);
        }

        var (text, closedAfter) = await end;
        tallies.Add(new ConnectionTally(what, 1, $"{(text.Length == 0 ? "closed" : text.Split(' ')[1])} within {closedAfter?.TotalSeconds:F0} s"));
        if (closedAfter is null || (text.Length > 0 && !text.StartsWith("HTTP/1.1 413", StringComparison.Ordinal)))
        {
            failures.Add($"{what}: after {closedAfter}: {text}");
        }
    }

    /// <summary>Who hangs up in the middle of a body.</summary>
    private async Task BrokenOffAsync(int count, CancellationToken cancellationToken)
    {
        foreach (var connection in await OpenAsync(count, $"{Header}Content-Length: 3000\r\n\r\n{{\"memberId\":", cancellationToken))
        {
            connection.Dispose();
        }

        foreach (var bad in new[] { "Content-Length: 5\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx" })
        {
            using var connection = (await RawConnection.TryOpenAsync(Address, cancellationToken))!;
            await connection.TrySendAsync(Header + bad, cancellationToken);
            await connection.ReadToEndAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }

        using var health = await host.Client.GetAsync("health", cancellationToken);
        tallies.Add(new ConnectionTally("hung up in the middle of a body", count, $"health says {(int)health.StatusCode}"));
    }
}
