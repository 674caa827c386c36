using System.Globalization;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults;

/// <summary>How much of a study is run: what fits in a <c>dotnet test</c>, or all of it.</summary>
public enum Extent
{
    Small,
    Full,
}

/// <summary>What a study gets to work with.</summary>
/// <param name="Seed">Of every random choice that the study makes; printed, so that a run can be repeated.</param>
/// <param name="Say">Takes a line for whoever watches.</param>
public sealed record StudyContext(TestStorage Storage, Extent Extent, int Seed, Action<string> Say)
{
    /// <summary>Names the seed of a run that is to be repeated.</summary>
    public const string SeedVariable = "REWARDS_FAULTS_SEED";

    public bool IsFull => Extent == Extent.Full;

    /// <summary>A seed of its own for each run, unless the environment names one; said at once.</summary>
    public static StudyContext New(TestStorage storage, Extent extent, Action<string> say)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        say($"Seed {seed} ({SeedVariable}={seed} repeats it)");
        return new StudyContext(storage, extent, seed, say);
    }
}

/// <summary>What a study found out: a table of what it did, and what was wrong.</summary>
/// <param name="Failures">A sentence each; empty: all is well.</param>
public sealed record StudyResult(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Failures);

/// <summary>A question put to the running platform under faults.</summary>
public interface IStudy
{
    /// <summary>One word, by which it is run alone.</summary>
    string Name { get; }

    /// <summary>What it shows, in a line.</summary>
    string Title { get; }

    Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken);
}
