using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Points that staff give or take, and that members pass on.</summary>
public sealed class MovementFunctions(Api api, AdjustmentCommand adjustments, TransferCommand transfers)
{
    [Function("AdjustPoints")]
    public Task<IResult> AdjustAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/adjustments")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Admin, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.AdjustmentRequestBody);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.AdjustmentRequestBody);
            var call = PointsParsing.CallOf(request, "adjustment", member, null, key, fingerprint);
            return await adjustments.RunAsync(call, ToAdjustment(body, call.IdOf('A')), request.HttpContext.RequestAborted);
        });

    [Function("TransferPoints")]
    public Task<IResult> TransferAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/points/transfers")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.TransferRequestBody);
            var to = Requests.ParseMemberId(body.ToMemberId, "toMemberId");
            var points = PointsParsing.ToPoints(body.Points);
            Requests.CheckReason(body.Reason);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.TransferRequestBody);
            var call = PointsParsing.CallOf(request, "transfer", member, null, key, fingerprint);
            return await transfers.RunAsync(call, to, points, body.Reason, request.HttpContext.RequestAborted);
        });

    private static Adjustment ToAdjustment(AdjustmentRequestBody body, string id)
    {
        if (body.Points is not { } points || points is 0 or > Adjustment.MaxPoints or < -Adjustment.MaxPoints)
        {
            throw Requests.Invalid("points", $"A whole number other than 0 is needed, from -{Adjustment.MaxPoints} to {Adjustment.MaxPoints}.");
        }

        if (body.Reason is null)
        {
            throw Requests.Invalid("reason", "Why is needed.");
        }

        Requests.CheckReason(body.Reason);
        if (!IdText.IsId(body.By))
        {
            throw Requests.Invalid("by", "Who of the staff is needed: 1 to 64 of A-Z a-z 0-9 . _ ~ -, no e-mail address.");
        }

        return new Adjustment(id, new PointCount(points), body.Reason, body.By, ExpiresOn(body.ExpiresOn, points));
    }

    private static LocalDate? ExpiresOn(string? text, long points)
    {
        if (text is null)
        {
            return null;
        }

        if (points < 0)
        {
            throw Requests.Invalid("expiresOn", "Only points that are given have one.");
        }

        // The calendar's last day stands for never.
        return LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) && day.Year <= 9998 ? day : throw Requests.Invalid("expiresOn", "yyyy-MM-dd is needed.");
    }
}
