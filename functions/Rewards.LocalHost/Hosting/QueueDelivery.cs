using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Rewards.LocalHost.Hosting;

/// <summary>
/// One message's way through its function, as in the Functions host: hidden while it is worked on, deleted when done,
/// shown again after a failure, and moved to the poison queue when the tries are used up.
/// </summary>
internal sealed class QueueDelivery(QueueFunction function, QueueSettings settings, QueueMessage message, ILogger logger)
{
    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    private string popReceipt = message.PopReceipt;

    private bool TriesAreUsedUp => message.DequeueCount >= settings.MaxDequeueCount;

    public async Task RunAsync(CancellationToken cancelFunction)
    {
        try
        {
            if (await TryFunctionAsync(cancelFunction))
            {
                await DeleteAsync();
            }
            else if (function.Poison is not null)
            {
                await (TriesAreUsedUp ? PoisonAsync() : HideAsync(settings.VisibilityTimeout));
            }

            // A poison queue's own message stays hidden until its lease ends, lest it spin.
        }
        catch (Exception failure) when (failure.IsStorageFailure())
        {
            // Storage is away or the lease was lost: the message shows again by itself and is tried again.
            logger.LogWarning("Message {Id} of {Queue} is left to its lease: {Failure}", message.MessageId, function.Queue.Name, failure.Message);
        }
    }

    private async Task<bool> TryFunctionAsync(CancellationToken cancelFunction)
    {
        // More tries than allowed: the process died in the last one.
        if (message.DequeueCount > settings.MaxDequeueCount && function.Poison is not null)
        {
            return false;
        }

        try
        {
            var running = function.InvokeAsync(message, cancelFunction);
            await KeepHiddenAsync(running);
            await running;
            return true;
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Function {Function} failed on message {Id}, try {Try}", function.Name, message.MessageId, message.DequeueCount);
            return false;
        }
    }

    private async Task KeepHiddenAsync(Task running)
    {
        while (true)
        {
            await running.WaitAsync(settings.Lease / 2).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (running.IsCompleted)
            {
                return;
            }

            try
            {
                await HideAsync(settings.Lease);
            }
            catch (Exception failure) when (failure.IsStorageFailure())
            {
                logger.LogWarning("The lease of message {Id} of {Queue} was not renewed: {Failure}", message.MessageId, function.Queue.Name, failure.Message);
            }
        }
    }

    private async Task HideAsync(TimeSpan visibilityTimeout)
    {
        var receipt = await function.Queue.UpdateMessageAsync(message.MessageId, popReceipt, (string?)null, visibilityTimeout);
        popReceipt = receipt.Value.PopReceipt;
    }

    private async Task PoisonAsync()
    {
        logger.LogError("Message {Id} of {Queue} goes to {Poison} after {Tries} tries", message.MessageId, function.Queue.Name, function.Poison!.Name, message.DequeueCount);
        await function.Poison.CreateIfNotExistsAsync();
        await function.Poison.SendMessageAsync(message.MessageText, visibilityTimeout: null, NoExpiry);
        await DeleteAsync();
    }

    private async Task DeleteAsync() => await function.Queue.DeleteMessageAsync(message.MessageId, popReceipt);
}
