using System.Text.Json;

namespace Rewards.LocalHost.Hosting;

/// <summary>Each timer's last tick (UTC), kept in a file so that a tick missed while the host was off is noticed.</summary>
internal sealed class TimerStatusStore(string? path)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTime> lastTicks = Load(path);

    public DateTime? LastTick(string functionName)
    {
        lock (gate)
        {
            return lastTicks.TryGetValue(functionName, out var tick) ? tick : null;
        }
    }

    public void Record(string functionName, DateTime tick)
    {
        lock (gate)
        {
            lastTicks[functionName] = tick;
            if (path is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, JsonSerializer.Serialize(lastTicks));
            }
        }
    }

    private static Dictionary<string, DateTime> Load(string? path)
    {
        try
        {
            return path is not null && File.Exists(path)
                ? JsonSerializer.Deserialize<Dictionary<string, DateTime>>(File.ReadAllText(path)) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Cut off by a crash: as if the timers had never run.
            return [];
        }
    }
}
