namespace Rewards.Faults.GiveBacks;

/// <summary>What a round did.</summary>
/// <param name="Redemptions">Accepted: before the race, in it and after it.</param>
/// <param name="Longest">From the common start of the race to its last answer.</param>
/// <param name="Failures">A sentence each.</param>
internal sealed record GiveBackRound(int Redemptions, int Rollbacks, int Refusals, TimeSpan Longest, IReadOnlyList<string> Failures);
