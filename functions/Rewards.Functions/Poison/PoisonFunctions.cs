using System.Net;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Poison;

public sealed record PoisonMessageBody(string Id, string At, string Message);

public sealed record PoisonPageBody(IReadOnlyList<PoisonMessageBody> Messages, string? Next);

public sealed record ReplayRequestBody(IReadOnlyList<string>? Ids);

public sealed record ReplayBody(string Queue, int Replayed);

/// <summary>
/// Moves messages from the poison queues to table Poison, and back on request. A timer reads the queues as they are, since a
/// queue trigger could not hand over a message that is not Base64.
/// </summary>
public sealed class PoisonFunctions(Api api, PoisonStore poison, RawQueues queues)
{
    private const int MaxMessages = 32;

    [Function("KeepPoison")]
    public async Task KeepAsync([TimerTrigger("%PoisonSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var queue in TableKeys.Queues)
        {
            await KeepAsync(queue, cancellationToken);
        }
    }

    [Function("ListPoison")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "poison/{queue}")] HttpRequest request, string queue) =>
        api.RunAsync(async () =>
        {
            if (!TableKeys.Queues.Contains(queue))
            {
                return UnknownQueue;
            }

            var (rows, next) = await poison.PageAsync(queue, request.Next(), request.HttpContext.RequestAborted);
            var messages = rows.Select(row => new PoisonMessageBody(
                row.RowKey, row.Text("At"), BinaryData.FromBytes(row.GetBinary("Body")!).ToString()));
            return Reply.Of(HttpStatusCode.OK, new PoisonPageBody([.. messages], next), WireJson.Default.PoisonPageBody);
        });

    [Function("ReplayPoison")]
    public Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "poison/{queue}/replays")] HttpRequest request, string queue) =>
        api.RunAsync(async () =>
        {
            if (!TableKeys.Queues.Contains(queue))
            {
                return UnknownQueue;
            }

            var body = await request.ReadOptionalBodyAsync(WireJson.Default.ReplayRequestBody);
            var replayed = await poison.ReplayAsync(queue, body?.Ids?.ToHashSet(), request.HttpContext.RequestAborted);
            return Reply.Of(HttpStatusCode.OK, new ReplayBody(queue, replayed), WireJson.Default.ReplayBody);
        });

    private static readonly Reply UnknownQueue = Problems.NotFound("unknown-queue", "There is no queue of this name.");

    private async Task KeepAsync(string queue, CancellationToken cancellationToken)
    {
        var client = queues.Service.GetQueueClient(queue + TableKeys.PoisonSuffix);
        while (true)
        {
            QueueMessage[] messages = await client.ReceiveMessagesAsync(MaxMessages, TimeSpan.FromMinutes(1), cancellationToken);
            foreach (var message in messages)
            {
                await poison.KeepAsync(queue, message.MessageId, Decode(message.MessageText), cancellationToken);
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            }

            if (messages.Length < MaxMessages)
            {
                return;
            }
        }
    }

    private static BinaryData Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? BinaryData.FromBytes(bytes.AsMemory(0, length))
            : BinaryData.FromString(text);
    }
}
