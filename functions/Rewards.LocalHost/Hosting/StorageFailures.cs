using Azure;

namespace Rewards.LocalHost.Hosting;

internal static class StorageFailures
{
    /// <summary>Storage refused, was away (the client's retries end in an AggregateException) or timed out.</summary>
    public static bool IsStorageFailure(this Exception failure) =>
        failure is RequestFailedException or AggregateException or OperationCanceledException;
}
