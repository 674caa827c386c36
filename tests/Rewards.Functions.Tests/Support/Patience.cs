namespace Rewards.Functions.Tests.Support;

/// <summary>For what comes about by itself, soon.</summary>
internal static class Patience
{
    /// <returns>False: it has not come about within ten seconds.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }
}
