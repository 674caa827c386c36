namespace Rewards.Faults.GiveBacks;

/// <summary>What a round did.</summary>
/// <param name="Redemptions">Accepted: before the race, in it and after it.</param>
/// <param name="Refusals">In the race.</param>
/// <param name="Longest">From the common start of the race to its last answer.</param>
/// <param name="Failures">A sentence each.</param>
internal sealed record GiveBackRound(int Redemptions, int Rollbacks, int Refusals, TimeSpan Longest, IReadOnlyList<string> Failures);

/// <summary>A call that can be made again with its key.</summary>
/// <param name="Instance">Of the app; half of the clients are at each.</param>
internal sealed record GiveBackCall(int Instance, string Path, object Body, string Key);
