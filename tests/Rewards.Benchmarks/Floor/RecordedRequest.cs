namespace Rewards.Benchmarks.Floor;

/// <summary>A request to storage as it went over the wire, its signature included.</summary>
internal sealed record RecordedRequest(string Method, string Uri, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body)
{
    public bool IsBatch => Uri.EndsWith("$batch", StringComparison.Ordinal);

    public bool IsOfQueue => Uri.Contains("/messages", StringComparison.Ordinal);
}
