using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

public sealed class HoldFunctions(Api api, HoldCommand holds)
{
    private const long DefaultSeconds = 900;

    [Function("HoldPoints")]
    public Task<IResult> HoldAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/holds")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.HoldRequestBody);
            var price = PointsParsing.ToPrice(body.Points, body.Amount, body.Currency);
            var seconds = body.ExpiresInSeconds ?? DefaultSeconds;
            if (seconds is < PointsHold.MinSeconds or > PointsHold.MaxSeconds)
            {
                throw Requests.Invalid("expiresInSeconds", $"Must be from {PointsHold.MinSeconds} to {PointsHold.MaxSeconds}.");
            }

            PointsParsing.CheckReference(body.Reference);
            var call = PointsParsing.CallOf(request, "hold", member, null, key, Operations.Fingerprint(body, WireJson.Default.HoldRequestBody));
            return await holds.RunAsync(call, price, Duration.FromSeconds(seconds), body.Reference, request.HttpContext.RequestAborted);
        });

    [Function("GetHold")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/points/holds/{holdId}")] HttpRequest request, string id, string holdId) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var member = Requests.ParseMemberId(id);
            return PointsParsing.IsId(holdId, 'H')
                ? await holds.ReadAsync(member, holdId, request.HttpContext.RequestAborted)
                : PointsReplies.UnknownHold;
        });

    [Function("CaptureHold")]
    public Task<IResult> CaptureAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/holds/{holdId}/captures")] HttpRequest request,
        string id,
        string holdId) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.CaptureRequestBody) ?? new CaptureRequestBody(null, null);
            var points = body.Points is { } count ? PointsParsing.ToPoints(count) : (PointCount?)null;
            if (!PointsParsing.IsId(holdId, 'H'))
            {
                return PointsReplies.UnknownHold;
            }

            var fingerprint = Operations.Fingerprint(body, WireJson.Default.CaptureRequestBody);
            var call = PointsParsing.CallOf(request, "capture", member, holdId, key, fingerprint);
            return await holds.CaptureAsync(call, holdId, points, body.KeepOpen ?? false, request.HttpContext.RequestAborted);
        });

    [Function("ReleaseHold")]
    public Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/holds/{holdId}/release")] HttpRequest request,
        string id,
        string holdId) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.RollbackRequestBody) ?? new RollbackRequestBody(null);
            Requests.CheckReason(body.Reason);
            if (!PointsParsing.IsId(holdId, 'H'))
            {
                return PointsReplies.UnknownHold;
            }

            var fingerprint = Operations.Fingerprint(body, WireJson.Default.RollbackRequestBody);
            var call = PointsParsing.CallOf(request, "release", member, holdId, key, fingerprint);
            return await holds.ReleaseAsync(call, holdId, body.Reason, request.HttpContext.RequestAborted);
        });
}
