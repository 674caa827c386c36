using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

public sealed class SpendFunctions(Api api, SpendCommand spends)
{
    [Function("SpendPoints")]
    public Task<IResult> SpendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/spends")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.SpendRequestBody);
            var price = PointsParsing.ToPrice(body.Points, body.Amount, body.Currency);
            PointsParsing.CheckReference(body.Reference);
            var call = PointsParsing.CallOf(request, "spend", member, null, key, Operations.Fingerprint(body, WireJson.Default.SpendRequestBody));
            return await spends.RunAsync(call, price, body.Reference, request.HttpContext.RequestAborted);
        });

    [Function("GetSpend")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/points/spends/{spendId}")] HttpRequest request, string id, string spendId) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var member = Requests.ParseMemberId(id);
            return PointsParsing.IsId(spendId, 'S')
                ? await spends.ReadAsync(member, spendId, request.HttpContext.RequestAborted)
                : PointsReplies.UnknownSpend;
        });

    [Function("RollBackSpend")]
    public Task<IResult> RollBackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/spends/{spendId}/rollback")] HttpRequest request,
        string id,
        string spendId) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.RollbackRequestBody) ?? new RollbackRequestBody(null);
            Requests.CheckReason(body.Reason);
            if (!PointsParsing.IsId(spendId, 'S'))
            {
                return PointsReplies.UnknownSpend;
            }

            var fingerprint = Operations.Fingerprint(body, WireJson.Default.RollbackRequestBody);
            var call = PointsParsing.CallOf(request, "spend-rollback", member, spendId, key, fingerprint);
            return await spends.RollBackAsync(call, spendId, body.Reason, request.HttpContext.RequestAborted);
        });
}
