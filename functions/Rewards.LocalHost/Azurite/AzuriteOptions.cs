namespace Rewards.LocalHost.Azurite;

/// <summary>How to start Azurite. A port of 0 takes any free one.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Where data is kept from run to run; null keeps it in memory.</summary>
    public string? DataDirectory { get; init; }

    public int BlobPort { get; init; }

    public int QueuePort { get; init; }

    public int TablePort { get; init; }

    /// <summary>Storage accounts beside the usual one, each with tables and queues of its own.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Told what takes long, such as the installation of the packages.</summary>
    public Action<string>? Log { get; init; }
}
