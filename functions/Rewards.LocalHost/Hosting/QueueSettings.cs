namespace Rewards.LocalHost.Hosting;

/// <summary>How a queue is pumped: host.json's part and the local host's own.</summary>
internal sealed record QueueSettings(
    int BatchSize,
    int NewBatchThreshold,
    int MaxDequeueCount,
    TimeSpan VisibilityTimeout,
    TimeSpan Lease,
    TimeSpan MinPollInterval,
    TimeSpan MaxPollInterval)
{
    public static QueueSettings From(HostJson hostJson, FunctionsHostOptions options) => new(
        hostJson.BatchSize,
        hostJson.NewBatchThreshold,
        hostJson.MaxDequeueCount,
        hostJson.VisibilityTimeout,
        options.QueueLease,
        options.MinPollInterval,
        options.MaxPollInterval);
}
