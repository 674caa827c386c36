using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>How a call may be answered beside what the document lists for its operation.</summary>
internal enum Tolerance
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The server, or its routing, may refuse it before the app sees it, without a body.</summary>
    StoppedBefore,

    /// <summary>There is no such operation: the server says 404 without a body.</summary>
    NoOperation,
}

/// <summary>One request. The text <c>~salt~</c> in its path and body is another one each time it is sent.</summary>
/// <param name="Name">What is wrong with it; empty: nothing.</param>
/// <param name="Path">Relative to /v1, as it is to stand in the request line.</param>
/// <param name="Key">The Idempotency-Keys; as a rule one.</param>
internal sealed record HostileCall(OpenApiOperation Operation, string Name, string Verb, string Path, byte[]? Body, string?[] Key)
{
    public const string Salt = "~salt~";

    public string? ContentType { get; init; }

    public bool IsChunked { get; init; }

    public Tolerance Tolerance { get; init; }

    /// <summary>A key that leads to nothing: whoever reads by it and gets something got something else's.</summary>
    public bool LeadsNowhere { get; init; }

    public override string ToString() => $"{Verb} {(Path.Length > 120 ? Path[..120] + "…" : Path)} ({Name})";
}

/// <summary>What came back.</summary>
internal sealed record HostileAnswer(HostileCall Call, Answer Answer, TimeSpan Took)
{
    public int Status => (int)Answer.Status;

    public bool IsRefused => Status is >= 400 and < 500;
}
