using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>Two rows that are read at once are read one after the other, once, and something happens in between.</summary>
public sealed class ReadInOrder(string first, string second) : StoragePolicy
{
    private readonly TaskCompletionSource firstIsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Task>? between;

    public Func<Task> Between
    {
        set => between = value;
    }

    public bool HasHappened => firstIsRead.Task.IsCompleted && between is null;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Reads(message, second) && Interlocked.Exchange(ref between, null) is { } doing)
        {
            await firstIsRead.Task;
            await doing();
        }

        await ProcessNextAsync(message, pipeline);
        if (Reads(message, first))
        {
            firstIsRead.TrySetResult();
        }
    }

    private static bool Reads(HttpMessage message, string row) =>
        message.Request.Method == RequestMethod.Get && Uri.UnescapeDataString(message.Request.Uri.ToUri().AbsolutePath).Contains($"'{row}'", StringComparison.Ordinal);
}
