using System.Diagnostics;
using System.Net;

namespace Rewards.Functions.Tests.Support;

/// <summary>Many clients at once.</summary>
/// <param name="Answers">By client.</param>
/// <param name="Longest">From the common start to the last answer.</param>
public sealed record Race(IReadOnlyList<Answer> Answers, TimeSpan Longest)
{
    public static async Task<Race> RunAsync(int clients, Func<int, Task<Answer>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ask(client))));
        return new Race(answers, Stopwatch.GetElapsedTime(started));
    }

    public int Count(HttpStatusCode status) => Answers.Count(answer => answer.Status == status);

    /// <summary>Exactly so many succeeded, and every other one was refused for that reason.</summary>
    public Race Expect(int successes, string reason, HttpStatusCode success = HttpStatusCode.Created)
    {
        var counts = Answers.CountBy(answer => answer.Status == success ? $"{success}" : $"{answer.Status} {answer.Reason}").OrderBy(count => count.Key);
        var expected = new Dictionary<string, int> { [$"{success}"] = successes, [$"{HttpStatusCode.Conflict} {reason}"] = Answers.Count - successes };
        Assert.Equal(expected.Where(count => count.Value > 0).OrderBy(count => count.Key), counts);
        return this;
    }
}
