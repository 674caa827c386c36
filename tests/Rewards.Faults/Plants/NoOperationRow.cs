using Azure.Core;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Plants;

/// <summary>In the operation row's place the batch has one under a key that nobody reads, so that the storage answers as many parts as were sent.</summary>
internal sealed class NoOperationRow : RewritingPolicy
{
    private const string Key = "\"RowKey\":\"op:";

    protected override string RewriteBody(Request request, string body) =>
        StorageFaults.IsBatch(request) ? body.Replace(Key, Key.Replace("op:", "no:", StringComparison.Ordinal), StringComparison.Ordinal) : body;
}
