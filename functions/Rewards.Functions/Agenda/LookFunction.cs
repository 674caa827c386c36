using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>Does everything that is due for one member up to a day; the row is deleted when it is dealt with.</summary>
public sealed class LookFunction(LookCommand command, FollowUpRunner followUps, AgendaFiling filing)
{
    [Function("LookAtMember")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.LookQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, AgendaJson.Default.LookMessage)!;
        var day = LocalDatePattern.Iso.Parse(message.Day).Value;
        var trueDay = LocalDatePattern.Iso.Parse(message.TrueDay).Value;
        // Of the row, not of the message: a row that is sent twice is one operation.
        var id = new OperationId(TableKeys.Hash(LookCommand.Kind, message.Partition, message.Row, message.ETag));
        if (await command.RunAsync(MemberId.Parse(message.Member), day, trueDay, id, cancellationToken) is { } row)
        {
            await followUps.RunAsync(row, cancellationToken);
        }

        await filing.RemoveAsync(message.Partition, message.Row, new ETag(message.ETag), cancellationToken);
    }
}
