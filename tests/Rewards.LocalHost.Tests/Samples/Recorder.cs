using System.Collections.Concurrent;

namespace Rewards.LocalHost.Tests.Samples;

/// <summary>What the sample functions were called with, and what they are told to do then.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<string> calls = new();
    private int running;
    private int mostAtOnce;

    public IReadOnlyList<string> Calls => [.. calls];

    public int MostAtOnce => mostAtOnce;

    public Func<string, CancellationToken, Task> Then { get; set; } = (_, _) => Task.CompletedTask;

    public async Task CallAsync(string what, CancellationToken cancellationToken = default)
    {
        calls.Enqueue(what);
        var now = Interlocked.Increment(ref running);
        InterlockedMax(now);
        try
        {
            await Then(what, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>Waits, at most 30 s, until there were so many calls.</summary>
    public async Task WaitForCallsAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (calls.Count < count)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private void InterlockedMax(int now)
    {
        int most;
        while (now > (most = Volatile.Read(ref mostAtOnce)))
        {
            Interlocked.CompareExchange(ref mostAtOnce, now, most);
        }
    }
}
