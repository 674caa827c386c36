namespace Rewards.Functions.Storage;

/// <summary>The newest version of a definition of which there is one, remembered for <see cref="RewardsOptions.DefinitionAge"/>.</summary>
/// <typeparam name="T">The definition.</typeparam>
public sealed class NewestCache<T>(TimeProvider time, RewardsOptions options, Func<T, int> versionOf)
    where T : class
{
    private readonly Lock writing = new();

    private Entry? cached;

    /// <summary>Null: nothing is remembered, or for too long.</summary>
    public T? Newest => cached is { } entry && time.GetElapsedTime(entry.ReadAt) < options.DefinitionAge ? entry.Definition : null;

    /// <summary>What was read or written. A version that was read before a later one was written does not take its place.</summary>
    public void Put(T definition)
    {
        lock (writing)
        {
            if (cached is null || versionOf(cached.Definition) <= versionOf(definition))
            {
                cached = new Entry(definition, time.GetTimestamp());
            }
        }
    }

    private sealed record Entry(T Definition, long ReadAt);
}
