using System.Text;

namespace Rewards.Faults.Proxy;

public enum StorageService
{
    Tables,
    Queues,
}

/// <summary>A request on its way to the storage, as it came.</summary>
/// <param name="Target">Path and query as they stand in the request line; the path begins with the account.</param>
public sealed record ProxiedRequest(
    StorageService Service, string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>What stands behind the account, without the query, such as <c>Members(PartitionKey='a',RowKey='b')</c> or <c>looks/messages</c>.</summary>
    public string Resource { get; } = Target.Split('?')[0].TrimStart('/').Split('/', 2) is [_, var resource] ? resource : "";

    /// <summary>The table or queue, <c>$batch</c> or <c>Tables</c>.</summary>
    public string Name => Resource.Split('(', '/')[0];

    public bool IsBatch => Service == StorageService.Tables && Name == "$batch";

    public bool IsQuery => Service == StorageService.Tables && Method == "GET" && Resource.EndsWith("()", StringComparison.Ordinal);

    /// <summary>Asks for a row that is not there yet, alone or in a batch.</summary>
    public bool IsInsert => Service == StorageService.Tables && Method == "POST" && Name != "Tables";

    /// <summary>Asks for a row as it was read, alone or in a batch.</summary>
    public bool IsConditional => Service == StorageService.Tables
        && (IsBatch ? Text.Contains("If-Match: W/", StringComparison.OrdinalIgnoreCase) : Header("If-Match") is { } tag && tag != "*");

    /// <summary>Whether its reply has a body as a rule.</summary>
    public bool IsForReading => Method == "GET" || IsBatch || (Service == StorageService.Queues && Method == "POST");

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public override string ToString() => $"{Method} {Target}";
}

/// <summary>What the storage answered, or what is made up in its place.</summary>
public sealed record ProxiedReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
