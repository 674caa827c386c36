namespace Rewards.LocalHost.Azurite;

/// <summary>Where the queues and the tables of a storage connection string are.</summary>
public sealed record StorageEndpoints(Uri Queue, Uri Table)
{
    /// <summary>Both are on this machine, so Azurite may be started for them.</summary>
    public bool AreLoopback => Queue.IsLoopback && Table.IsLoopback;

    /// <exception cref="LocalHostException">The connection string names no storage.</exception>
    public static StorageEndpoints Parse(string connectionString)
    {
        var parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var isDevelopment) && isDevelopment)
        {
            return new(new("http://127.0.0.1:10001/devstoreaccount1"), new("http://127.0.0.1:10002/devstoreaccount1"));
        }

        return new(Endpoint(parts, "Queue"), Endpoint(parts, "Table"));
    }

    private static Uri Endpoint(Dictionary<string, string> parts, string service)
    {
        if (parts.TryGetValue($"{service}Endpoint", out var endpoint) && Uri.TryCreate(endpoint, UriKind.Absolute, out var uri))
        {
            return uri;
        }

        if (!parts.TryGetValue("AccountName", out var account))
        {
            throw new LocalHostException("The storage connection string has neither endpoints nor an account name.");
        }

        var scheme = parts.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = parts.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return new Uri($"{scheme}://{account}.{service.ToLowerInvariant()}.{suffix}");
    }
}
