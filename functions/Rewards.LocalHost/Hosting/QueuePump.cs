using Azure;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Rewards.LocalHost.Hosting;

/// <summary>Brings one queue's messages to its function, in batches, looking less often while there are none.</summary>
internal sealed class QueuePump(QueueFunction function, QueueSettings settings, InFlight inFlight, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);

    public string QueueName => function.Queue.Name;

    public void Dispose() => wake.Dispose();

    /// <summary>Looks at the queue now instead of after the current pause.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Messages in the queue, those hidden included; 0 when there is no queue.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await function.Queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return 0;
        }
    }

    /// <param name="stopping">Ends the receiving; the call returns when the running functions have ended.</param>
    /// <param name="cancelFunctions">Handed to the functions.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancelFunctions)
    {
        var running = new List<Task>();
        var pause = settings.MinPollInterval;
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveAll(task => task.IsCompleted);
            if (running.Count > settings.NewBatchThreshold)
            {
                await Task.WhenAny(running);
                continue;
            }

            var messages = await ReceiveAsync();
            running.AddRange(messages.Select(message => Task.Run(() => HandleAsync(message, cancelFunctions), CancellationToken.None)));
            pause = messages.Length > 0 ? settings.MinPollInterval : await PauseAsync(pause, stopping);
        }

        await Task.WhenAll(running);
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken cancelFunctions)
    {
        using var run = inFlight.Begin();
        await new QueueDelivery(function, settings, message, logger).RunAsync(cancelFunctions);
    }

    // Not cancelled by a stop: a reply thrown away would leave its messages hidden for the whole lease.
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return (await function.Queue.ReceiveMessagesAsync(settings.BatchSize, settings.Lease, CancellationToken.None)).Value;
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return [];
        }
        catch (Exception failure) when (failure.IsStorageFailure())
        {
            logger.LogWarning("Queue {Queue} cannot be read: {Failure}", QueueName, failure.Message);
            return [];
        }
    }

    /// <returns>The pause to take next.</returns>
    private async Task<TimeSpan> PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            var isWoken = await wake.WaitAsync(pause, stopping);
            return isWoken ? settings.MinPollInterval : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, settings.MaxPollInterval.Ticks));
        }
        catch (OperationCanceledException)
        {
            return pause;
        }
    }
}
