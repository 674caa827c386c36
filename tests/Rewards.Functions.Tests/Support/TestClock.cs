using NodaTime;
using NodaTime.Text;

namespace Rewards.Functions.Tests.Support;

/// <summary>The business clock of a test: it stands until it is set.</summary>
public sealed class TestClock(Instant now) : IClock
{
    private long ticks = now.ToUnixTimeTicks();

    public static TestClock At(string iso) => new(InstantPattern.ExtendedIso.Parse(iso).Value);

    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref ticks));

    public void Set(string iso) => Set(InstantPattern.ExtendedIso.Parse(iso).Value);

    public void Set(Instant instant) => Interlocked.Exchange(ref ticks, instant.ToUnixTimeTicks());

    public void Advance(Duration duration) => Set(GetCurrentInstant() + duration);
}
