using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Access;

public sealed class TillFunctions(Api api, TillDefinitions definitions)
{
    [Function("PutTill")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "tills/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Admin, async () =>
        {
            var till = ParseId(id);
            var body = await request.ReadBodyAsync(TillJson.Default.TillBody);
            return TillJson.Check(body) is { } error
                ? Problems.Invalid(error)
                : await definitions.PutAsync(till, body, request.HttpContext.RequestAborted);
        });

    [Function("GetTill")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tills/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Admin, () => definitions.ReadAsync(ParseId(id), request.HttpContext.RequestAborted));

    [Function("ListTills")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tills")] HttpRequest request) =>
        api.RunAsync(request, Roles.Admin, () => definitions.ListAsync(request.Next(), request.HttpContext.RequestAborted));

    [Function("AddTillKey")]
    public Task<IResult> AddKeyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tills/{id}/keys")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Admin, () =>
        {
            var till = ParseId(id);
            var keyId = TableKeys.Hash("till-key", Caller.Of(request), till.Value, request.IdempotencyKey());
            return definitions.AddKeyAsync(till, keyId, request.HttpContext.RequestAborted);
        });

    [Function("RevokeTillKey")]
    public Task<IResult> RevokeKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "tills/{id}/keys/{keyId}")] HttpRequest request, string id, string keyId) =>
        api.RunAsync(request, Roles.Admin, () => definitions.RevokeKeyAsync(ParseId(id), keyId, request.HttpContext.RequestAborted));

    private static TillId ParseId(string text) =>
        TillId.TryParse(text, out var id) ? id : throw Requests.Invalid("tillId", "1 to 64 of A-Z a-z 0-9 . _ ~ -");
}
