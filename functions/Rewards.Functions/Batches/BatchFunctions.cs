using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

public sealed class BatchFunctions(Api api, CampaignCatalogue catalogue, BatchCommand command, BatchStore batches)
{
    private static readonly Reply Unknown = Problems.NotFound("unknown-batch", "The campaign has no batch with this id.");

    private static readonly Reply NotFinished = Problems.Conflict("batch-not-finished", "The codes can be read once the batch is completed.");

    [Function("StartBatch")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "campaigns/{id}/batches")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.BatchRequestBody);
            if (body.Count is not (>= 1 and <= BatchCommand.MaxCount))
            {
                throw Requests.Invalid("count", $"1 to {BatchCommand.MaxCount}.");
            }

            var cancellationToken = request.HttpContext.RequestAborted;
            if (await catalogue.NewestAsync(Requests.ParseCampaignId(id), cancellationToken) is not { } campaign)
            {
                return IssueReplies.UnknownCampaign;
            }

            var operation = Operations.IdOf(request, BatchCommand.Kind, id, null, key);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.BatchRequestBody);
            return await command.RunAsync(campaign, body.Count.Value, operation, fingerprint, cancellationToken);
        });

    [Function("GetBatch")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "campaigns/{id}/batches/{batch}")] HttpRequest request, string id, string batch) =>
        api.RunAsync(request, Roles.Marketing, async () => await FindAsync(request, id, batch) is { } found ? BatchBodies.ToReply(found, HttpStatusCode.OK) : Unknown);

    [Function("GetBatchCodes")]
    public Task<IResult> GetCodesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "campaigns/{id}/batches/{batch}/codes")] HttpRequest request, string id, string batch) =>
        api.RunAsync(request, Roles.Marketing, async Task<IResult> () => await FindAsync(request, id, batch) switch
        {
            null => new ReplyResult(Unknown),
            { IsCompleted: false } => new ReplyResult(NotFinished),
            var found => new BatchCsv(
                found, await catalogue.VersionAsync(found.Campaign, found.Version, request.HttpContext.RequestAborted)),
        });

    private async Task<Batch?> FindAsync(HttpRequest request, string id, string batch)
    {
        var campaign = Requests.ParseCampaignId(id);
        return IdText.IsId(batch) ? await batches.FindAsync(campaign, batch, request.HttpContext.RequestAborted) : null;
    }
}
