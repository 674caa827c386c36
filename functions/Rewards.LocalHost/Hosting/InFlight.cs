namespace Rewards.LocalHost.Hosting;

/// <summary>Counts the queue and timer functions that run, so that one can tell when nothing is going on.</summary>
internal sealed class InFlight
{
    private int running;
    private long ended;

    public int Running => Volatile.Read(ref running);

    /// <summary>Grows with every function that ends; unchanged between two looks means that none ended between them.</summary>
    public long Ended => Interlocked.Read(ref ended);

    public IDisposable Begin()
    {
        Interlocked.Increment(ref running);
        return new Run(this);
    }

    private sealed class Run(InFlight owner) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Increment(ref owner.ended);
            Interlocked.Decrement(ref owner.running);
        }
    }
}
