namespace Rewards.Faults.Histories;

/// <summary>How a round is played.</summary>
/// <param name="Id">Of what is made for it; nothing else has it.</param>
/// <param name="Seed">Of every choice of its clients.</param>
/// <param name="Steps">How often each client does something.</param>
public sealed record HistoryRound(TwoInstances Instances, string Id, int Seed, int Steps)
{
    public const int Clients = 64;

    /// <summary>All clients at once, each with a chance of its own.</summary>
    public Task PlayAsync(Func<int, Random, Task> step) => Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
    {
        var random = new Random(unchecked((Seed * 31) + client));
        for (var n = 0; n < Steps; n++)
        {
            await step(client, random);
        }
    })));
}

/// <summary>A kind of object that 64 clients fight for.</summary>
public interface IHistoryScenario
{
    string Name { get; }

    int Shards { get; }

    /// <summary>Makes the object; nothing is disturbed meanwhile.</summary>
    Task PrepareAsync(HistoryRound round);

    Task PlayAsync(HistoryRound round);

    /// <summary>Settles what is unknown and looks for an order; nothing is disturbed meanwhile.</summary>
    Task<RoundResult> JudgeAsync(HistoryRound round);
}
