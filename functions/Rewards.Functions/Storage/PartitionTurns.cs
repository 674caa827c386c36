namespace Rewards.Functions.Storage;

/// <summary>
/// Commands of one partition queue up inside an instance, so that conflicts come only from other instances. A fixed number of
/// queues; partitions that share one wait for each other, which costs time and nothing else.
/// </summary>
public sealed class PartitionTurns : IDisposable
{
    private readonly SemaphoreSlim[] queues = [.. Enumerable.Range(0, 4096).Select(_ => new SemaphoreSlim(1, 1))];

    /// <returns>Null if the turn did not come in time.</returns>
    public async ValueTask<Turn?> EnterAsync(string key, TimeSpan patience, CancellationToken cancellationToken)
    {
        var queue = queues[(uint)string.GetHashCode(key, StringComparison.Ordinal) % (uint)queues.Length];
        return await queue.WaitAsync(patience, cancellationToken) ? new Turn(queue) : null;
    }

    public void Dispose()
    {
        foreach (var queue in queues)
        {
            queue.Dispose();
        }
    }

    /// <summary>Given back by disposing, once.</summary>
    public sealed class Turn(SemaphoreSlim queue) : IDisposable
    {
        private bool isMine = true;

        /// <summary>Waits for the next turn, after this one has been given back.</summary>
        /// <returns>False if it did not come in time.</returns>
        public async Task<bool> EnterAgainAsync(TimeSpan patience, CancellationToken cancellationToken) =>
            isMine = await queue.WaitAsync(patience, cancellationToken);

        public void Dispose()
        {
            if (isMine)
            {
                isMine = false;
                queue.Release();
            }
        }
    }
}
