using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Functions.Agenda;
using Rewards.Functions.Http;
using Rewards.Functions.Poison;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Health;

public sealed class HealthFunction(Api api, PoisonStore poison, AgendaFiling agenda)
{
    [Function("GetHealth")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        api.RunForAnyoneAsync(async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var counting = TableKeys.Queues.ToDictionary(queue => queue, queue => poison.CountAsync(queue, cancellationToken));
            var drained = await agenda.WatermarkAsync(cancellationToken);
            var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var (queue, count) in counting)
            {
                counts[queue] = await count;
            }

            return Reply.Of(HttpStatusCode.OK, new HealthBody("ok", counts, RowValues.Write(drained)), WireJson.Default.HealthBody);
        });
}
