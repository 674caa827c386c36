using System.Diagnostics;
using System.Threading.Channels;

namespace Rewards.Benchmarks.Load;

/// <summary>What a run of requests took.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="P95">Milliseconds, as the others.</param>
internal sealed record LoadResult(int Count, double Seconds, double P50, double P95, double Longest)
{
    public double PerSecond => Count / Seconds;
}

/// <summary>Sends requests, each named by its number from 0, and times them.</summary>
internal static class LoadRun
{
    /// <summary>So many clients, each of which sends its next request when the one before is answered.</summary>
    /// <param name="send">Gets the client's number and the request's.</param>
    public static async Task<LoadResult> ClosedAsync(int clients, int count, Func<int, int, Task> send)
    {
        var took = new double[count];
        var taken = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref taken) is var n && n < count)
            {
                var begun = Stopwatch.GetTimestamp();
                await send(client, n);
                took[n] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return Sum(took, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Requests that arrive at even intervals whatever becomes of those before; the time of waiting for a client that is free counts.</summary>
    /// <param name="clients">At most so many are on their way at once.</param>
    public static async Task<LoadResult> OpenAsync(int clients, int count, double perSecond, Func<int, int, Task> send)
    {
        var took = new double[count];
        var arrivals = Channel.CreateUnbounded<(int Number, long At)>();
        var started = Stopwatch.GetTimestamp();
        var serving = Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await foreach (var (n, at) in arrivals.Reader.ReadAllAsync())
            {
                await send(client, n);
                took[n] = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            }
        })));
        for (var n = 0; n < count; n++)
        {
            var wait = TimeSpan.FromSeconds(n / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            arrivals.Writer.TryWrite((n, Stopwatch.GetTimestamp()));
        }

        arrivals.Writer.Complete();
        await serving;
        return Sum(took, Stopwatch.GetElapsedTime(started));
    }

    private static LoadResult Sum(double[] took, TimeSpan whole)
    {
        Array.Sort(took);
        return new LoadResult(took.Length, whole.TotalSeconds, took[took.Length / 2], took[took.Length * 95 / 100], took[^1]);
    }
}

/// <summary>The middle of several runs.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
