using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

/// <summary>
/// Writes a batch slice by slice: the slice's coupons, then how far the batch is, then the message for the next slice; at the
/// end it tells of all at once. A process that dies at any moment leaves this message in the queue, and it comes again:
/// <list type="bullet">
/// <item>Amid the slice: a chunk is there whole or not at all. One that is there is known by its rows, which name the batch and
/// their number; the others are written.</item>
/// <item>Between the note of a taken code and its chunk: the chunk is derived with the note, as the CSV is.</item>
/// <item>Between the slice and the progress: every chunk is found there, and the progress is noted.</item>
/// <item>Between the progress and the next message: the work goes on where the row says, not where the message began.</item>
/// <item>Between the end and its event: a completed batch is told again, under the same id and time.</item>
/// </list>
/// The same holds for a message that is delivered twice or late, and for two at once: the progress only grows.
/// </summary>
public sealed class BatchSliceFunction(
    BatchStore batches, BatchWriter writer, CampaignCatalogue catalogue, QueueSender queues, Happenings happenings, RewardsOptions options)
{
    [Function("WriteBatch")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.BatchQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, BatchJson.Default.BatchMessage)!;
        var batch = await batches.FindAsync(CampaignId.Parse(message.Campaign), message.Batch, cancellationToken)
            ?? throw new InvalidOperationException($"There is no batch {message.Batch}.");
        if (!batch.IsCompleted)
        {
            batch = await WriteSliceAsync(batch, cancellationToken);
        }

        await (batch.IsCompleted
            ? TellAsync(batch, cancellationToken)
            : queues.SendAsync(TableKeys.BatchQueue, message, BatchJson.Default.BatchMessage, TimeSpan.Zero, cancellationToken));
    }

    private async Task<Batch> WriteSliceAsync(Batch batch, CancellationToken cancellationToken)
    {
        var terms = await catalogue.VersionAsync(batch.Campaign, batch.Version, cancellationToken);
        var first = BatchCodes.ChunksOf(batch.Issued);
        var last = Math.Min(first + BatchCodes.ChunksOf(options.BatchSliceSize), BatchCodes.ChunksOf(batch.Count));
        await writer.WriteAsync(batch, terms, first, last, cancellationToken);
        var issued = Math.Min(last * BatchCodes.ChunkSize, batch.Count);
        return await batches.ChangeAsync(
            batch.Campaign,
            batch.Id,
            stands => stands.Issued >= issued ? stands : stands with { Issued = issued },
            cancellationToken);
    }

    /// <summary>Under the time of the batch, so that its fact has one place for ever.</summary>
    private Task TellAsync(Batch batch, CancellationToken cancellationToken) => happenings.TellAsync(
        [
            new RewardsEvent(
                batch.Id,
                RewardsEvent.CouponIssued,
                $"campaigns/{batch.Campaign}",
                RowValues.Write(batch.CreatedAt),
                new EventData { CampaignId = batch.Campaign.Value, CampaignVersion = batch.Version, Count = batch.Count }),
        ],
        cancellationToken);
}
