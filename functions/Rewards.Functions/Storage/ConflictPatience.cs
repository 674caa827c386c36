namespace Rewards.Functions.Storage;

/// <summary>Tries again what is idempotent, as long as a command has patience with conflicts.</summary>
public sealed class ConflictPatience(RewardsOptions options, TimeProvider time)
{
    /// <param name="tryOnce">Null where another instance was faster.</param>
    /// <exception cref="StorageBusyException">Others were faster all the time.</exception>
    public async Task<Reply> RunAsync(Func<Task<Reply?>> tryOnce)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < options.ConflictPatience)
        {
            if (await tryOnce() is { } reply)
            {
                return reply;
            }
        }

        throw new StorageBusyException();
    }
}
