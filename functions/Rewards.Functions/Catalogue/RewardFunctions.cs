using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;

namespace Rewards.Functions.Catalogue;

public sealed class RewardFunctions(Api api, RewardDefinitions definitions)
{
    [Function("PutReward")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Function, "put", Route = "rewards/{id}")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var reward = ParseId(id);
            var body = await request.ReadBodyAsync(RewardJsonContext.Default.RewardBody);
            return await definitions.PutAsync(reward, body, request.HttpContext.RequestAborted);
        });

    [Function("GetReward")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "rewards/{id}")] HttpRequest request, string id) =>
        api.RunAsync(() => definitions.ReadAsync(ParseId(id), request.HttpContext.RequestAborted));

    [Function("ListRewards")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "rewards")] HttpRequest request) =>
        api.RunAsync(() => definitions.ListAsync(request.Next(), request.HttpContext.RequestAborted));

    internal static RewardId ParseId(string text) =>
        RewardId.TryParse(text, out var id) ? id : throw Requests.Invalid("rewardId", "1 to 64 of A-Z a-z 0-9 . _ ~ -");
}
