namespace Rewards.Faults.Histories;

/// <summary>What rounds on one kind of object came to.</summary>
/// <param name="Unknown">Not answered at the first try.</param>
/// <param name="Abandoned">Given up by the platform, without effect.</param>
/// <param name="Open">Never answered.</param>
/// <param name="Failures">Histories that no order explains, and answers that nobody should see.</param>
public sealed record RoundResult(int Calls, int Unknown, int Refused, int Abandoned, int Open, int Configurations, IReadOnlyList<string> Failures)
{
    public static readonly RoundResult None = new(0, 0, 0, 0, 0, 0, []);

    /// <param name="verdicts">One for each object, which were looked at one by one.</param>
    public static RoundResult Of<TCall>(HistoryRecorder<TCall> recorder, IReadOnlyList<Verdict<TCall>> verdicts, int seed) => new(
        recorder.Calls.Count,
        recorder.Unknown,
        recorder.Refused,
        recorder.Abandoned,
        recorder.Calls.Count(call => call.Returned is null),
        verdicts.Sum(verdict => verdict.Configurations),
        [.. recorder.Faults, .. verdicts.Where(verdict => verdict.Finding != Finding.Explained).Select(verdict => verdict.Describe(seed))]);

    public RoundResult Plus(RoundResult other) => new(
        Calls + other.Calls,
        Unknown + other.Unknown,
        Refused + other.Refused,
        Abandoned + other.Abandoned,
        Open + other.Open,
        Configurations + other.Configurations,
        [.. Failures, .. other.Failures]);
}
