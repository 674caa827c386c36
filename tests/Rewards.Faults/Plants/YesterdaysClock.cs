using NodaTime;

namespace Rewards.Faults.Plants;

/// <summary>For a command to which what ended yesterday has not ended.</summary>
internal sealed class YesterdaysClock(IClock clock) : IClock
{
    public Instant GetCurrentInstant() => clock.GetCurrentInstant() - Duration.FromDays(1);
}
