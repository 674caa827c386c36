using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;

namespace Rewards.Functions.Catalogue;

public sealed class RewardFunctions(Api api, RewardDefinitions definitions, ClaimCommand claim)
{
    [Function("PutReward")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "rewards/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var reward = ParseId(id);
            var body = await request.ReadBodyAsync(RewardJsonContext.Default.RewardBody);
            return await definitions.PutAsync(reward, body, request.HttpContext.RequestAborted);
        });

    [Function("GetReward")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rewards/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, () => definitions.ReadAsync(ParseId(id), request.HttpContext.RequestAborted));

    [Function("ListRewards")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rewards")] HttpRequest request) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, () => definitions.ListAsync(request.Next(), request.HttpContext.RequestAborted));

    [Function("ClaimReward")]
    public Task<IResult> ClaimAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "rewards/{id}/claims")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.ClaimRequestBody);
            var (reward, member) = (ParseId(id), Requests.ParseMemberId(body.MemberId));
            var operation = Operations.IdOf(request, ClaimCommand.Kind, reward.Value, member, key);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.ClaimRequestBody);
            return await claim.RunAsync(reward, member, operation, fingerprint, request.HttpContext.RequestAborted);
        });

    private static RewardId ParseId(string text) =>
        RewardId.TryParse(text, out var id) ? id : throw Requests.Invalid("rewardId", "1 to 64 of A-Z a-z 0-9 . _ ~ -");
}
