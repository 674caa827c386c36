namespace Rewards.Benchmarks;

/// <summary>One or more figures that are taken together.</summary>
internal interface IBenchmark
{
    /// <summary>One word, by which it is run alone.</summary>
    string Name { get; }

    /// <param name="say">Takes a line for whoever watches.</param>
    Task<IReadOnlyList<Figure>> RunAsync(Action<string> say);
}

/// <summary>What was measured, and what it should be.</summary>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">Such as ms; ratio: of the floor's.</param>
/// <param name="Target">Null: there is none, it is told to be known.</param>
/// <param name="Reached">Null where there is no target.</param>
/// <param name="Detail">How it came about, with the floor's own figures.</param>
internal sealed record Figure(string What, double Value, string Unit, string? Target = null, bool? Reached = null, string? Detail = null)
{
    public static Figure AtMost(string what, double value, double target, string unit, string? detail = null) =>
        new(what, value, unit, $"at most {target}", value <= target, detail);

    public static Figure AtLeast(string what, double value, double target, string unit, string? detail = null) =>
        new(what, value, unit, $"at least {target}", value >= target, detail);

    public static Figure Exactly(string what, double value, double target, string unit, string? detail = null) =>
        new(what, value, unit, $"{target}", value == target, detail);
}
