using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Activities;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Points;

namespace Rewards.Functions.Activities;

public sealed class ActivityFunctions(Api api, ActivityCommand activities, ReferralCodeCommand codes, ReferralCommand referrals)
{
    private const int MaxReferenceLength = 128;

    [Function("PostActivity")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/activities")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var key = request.IdempotencyKey();
            var member = Requests.ParseMemberId(id);
            var body = await request.ReadBodyAsync(WireJson.Default.ActivityRequestBody);
            var call = new PointsCall(
                member,
                Operations.IdOf(request, ActivityCommand.Call, id, null, key),
                Operations.Fingerprint(body, WireJson.Default.ActivityRequestBody));
            return await activities.RunAsync(call, ToActivity(body), request.HttpContext.RequestAborted);
        });

    [Function("GetReferralCode")]
    public Task<IResult> GetCodeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/referral-code")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, () => codes.RunAsync(Requests.ParseMemberId(id), request.HttpContext.RequestAborted));

    [Function("PostReferral")]
    public Task<IResult> PostReferralAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/referrals")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var key = request.IdempotencyKey();
            var member = Requests.ParseMemberId(id);
            var body = await request.ReadBodyAsync(WireJson.Default.ReferralRequestBody);
            if (!IdText.IsText(body.Code, 64))
            {
                throw Requests.Invalid("code", "1 to 64 printable characters are needed.");
            }

            return await referrals.RunAsync(
                member,
                body.Code,
                Operations.IdOf(request, ReferralCommand.Kind, id, null, key),
                Operations.Fingerprint(body, WireJson.Default.ReferralRequestBody),
                request.HttpContext.RequestAborted);
        });

    private static Activity ToActivity(ActivityRequestBody body)
    {
        List<FieldError> errors = [];
        if (!IdText.IsId(body.Kind))
        {
            errors.Add(new FieldError("kind", "1 to 64 of A-Z a-z 0-9 . _ ~ -"));
        }

        if (body.Quantity is < 1 or > ActivityDecision.MaxQuantity)
        {
            errors.Add(new FieldError("quantity", $"1 to {ActivityDecision.MaxQuantity}."));
        }

        if (body.Reference is not null && !IdText.IsText(body.Reference, MaxReferenceLength))
        {
            errors.Add(new FieldError("reference", $"1 to {MaxReferenceLength} printable characters."));
        }

        return errors.Count > 0
            ? throw new BadRequestException(Problems.Invalid(errors))
            : new Activity(body.Kind!, body.Quantity ?? 1, body.Reference);
    }
}
