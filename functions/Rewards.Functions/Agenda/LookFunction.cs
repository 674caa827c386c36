using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Audit;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>
/// Does everything that is due for one member up to a day, or checks the books of a member or of a campaign's shard; the row is
/// deleted when it is dealt with.
/// </summary>
public sealed class LookFunction(LookCommand command, Reconciler reconciler, ShardReconciler shards, FollowUpRunner followUps, AgendaFiling filing)
{
    [Function("LookAtMember")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.LookQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, AgendaJson.Default.LookMessage)!;
        var day = LocalDatePattern.Iso.Parse(message.Day).Value;
        if (TableKeys.CouponPartitionOfAgendaRow(message.Row) is { } shard)
        {
            if (await shards.RunAsync(message, shard, cancellationToken))
            {
                await filing.RemoveAsync(message.Partition, message.Row, new ETag(message.ETag), cancellationToken);
            }

            return;
        }

        if (TableKeys.KindOfAgendaRow(message.Row) == AgendaFiling.ReconcileKind)
        {
            await reconciler.RunAsync(MemberId.Parse(message.Member), $"{message.Partition} {message.Row} {message.ETag}", cancellationToken);
            await filing.RemoveAsync(message.Partition, message.Row, new ETag(message.ETag), cancellationToken);
            return;
        }

        for (var step = 0; await LookAsync(message, day, step, cancellationToken) is { } then; step++)
        {
            day = then;
        }

        await filing.RemoveAsync(message.Partition, message.Row, new ETag(message.ETag), cancellationToken);
    }

    /// <summary>
    /// One step: a day, or a part of one on which very much is due. With which day to go on stands in the operation's row, so
    /// that a message that comes again goes the same way.
    /// </summary>
    private async Task<LocalDate?> LookAsync(LookMessage message, LocalDate day, int step, CancellationToken cancellationToken)
    {
        // Of the row, not of the message: a row that is sent twice is one operation.
        var id = new OperationId(TableKeys.Hash(LookCommand.Kind, message.Partition, message.Row, message.ETag, step.ToString()));
        if (await command.RunAsync(MemberId.Parse(message.Member), day, id, cancellationToken) is not { } row)
        {
            return null;
        }

        await followUps.RunAsync(row, cancellationToken);
        return LookCommand.Then(row);
    }
}
