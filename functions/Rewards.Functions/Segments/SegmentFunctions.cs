using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;

namespace Rewards.Functions.Segments;

public sealed class SegmentFunctions(Api api, SegmentDefinitions definitions)
{
    [Function("PutSegment")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "segments/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var segment = ParseId(id);
            var body = await request.ReadBodyAsync(SegmentJsonContext.Default.SegmentBody);
            return await definitions.PutAsync(segment, body, request.HttpContext.RequestAborted);
        });

    [Function("GetSegment")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "segments/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, () => definitions.ReadAsync(ParseId(id), request.HttpContext.RequestAborted));

    [Function("ListSegments")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "segments")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () => definitions.ListAsync(request.Next(), request.HttpContext.RequestAborted));

    private static SegmentId ParseId(string text) =>
        SegmentId.TryParse(text, out var id) ? id : throw Requests.Invalid("segmentId", "1 to 64 of A-Z a-z 0-9 . _ ~ -");
}
