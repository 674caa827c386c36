using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Poison;

public sealed record PoisonMessageBody(string Id, string At, string Message);

public sealed record PoisonPageBody(IReadOnlyList<PoisonMessageBody> Messages, string? Next);

public sealed record ReplayRequestBody(IReadOnlyList<string>? Ids);

public sealed record ReplayBody(string Queue, int Replayed);

/// <summary>
/// Moves messages from the poison queues to table Poison, and back on request. By a timer, since a queue trigger
/// could not hand over a message that is not Base64.
/// </summary>
public sealed class PoisonFunctions(Api api, PoisonStore poison, RewardsMetrics metrics)
{
    [Function("KeepPoison")]
    public async Task KeepAsync([TimerTrigger("%PoisonSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var queue in TableKeys.Queues)
        {
            await poison.CollectAsync(queue, cancellationToken);
            if (metrics.CountsPoison)
            {
                metrics.PoisonCounted(queue, await poison.CountAsync(queue, cancellationToken));
            }
        }
    }

    [Function("ListPoison")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poison/{queue}")] HttpRequest request, string queue) =>
        api.RunAsync(request, Roles.Admin, async () =>
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
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "poison/{queue}/replays")] HttpRequest request, string queue) =>
        api.RunAsync(request, Roles.Admin, async () =>
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
}
