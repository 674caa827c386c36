using NodaTime;

namespace Rewards.LocalHost.Demo;

/// <summary>The business clock, which the demo turns. It only goes forward.</summary>
public sealed class DemoClock(Instant start) : IClock
{
    private long ticks = start.ToUnixTimeTicks();

    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref ticks));

    /// <summary>An instant that has passed leaves the clock where it is.</summary>
    public void ForwardTo(Instant instant) =>
        Interlocked.Exchange(ref ticks, Math.Max(Interlocked.Read(ref ticks), instant.ToUnixTimeTicks()));
}
