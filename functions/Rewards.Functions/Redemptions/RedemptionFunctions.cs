using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Coupons;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Cards;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Redemptions;

public sealed class RedemptionFunctions(Api api, GuessGuard guard, RedeemCommand redeem, RollbackCommand rollback, RewardsMetrics metrics)
{
    [Function("RedeemCoupon")]
    public Task<IResult> RedeemAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "coupons/{code}/redemptions")] HttpRequest request, string code) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var key = request.IdempotencyKey();
            var call = await ReadAsync(request, code, key);
            if (!request.Principal().SpeaksFor(call.Basket.StoreId))
            {
                return Problems.OtherStore;
            }

            OperationResult? result = null;
            var reply = await guard.TryAsync(request, code, async parsed =>
                (result = await redeem.RunAsync(parsed, call, request.HttpContext.RequestAborted)).Reply);
            return metrics.Redeemed(reply, result);
        });

    [Function("ValidateCoupon")]
    public Task<IResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "coupons/{code}/validations")] HttpRequest request, string code) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var call = await ReadAsync(request, code, "");
            if (!request.Principal().SpeaksFor(call.Basket.StoreId))
            {
                return Problems.OtherStore;
            }

            return await guard.TryAsync(request, code, async parsed =>
                Answer(await redeem.ValidateAsync(parsed, call, request.HttpContext.RequestAborted)));
        });

    [Function("GetRedemption")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "redemptions/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () => RedemptionId.TryParse(id, out var parsed)
            ? await rollback.ReadAsync(parsed, request.HttpContext.RequestAborted)
            : RollbackCommand.Unknown);

    [Function("RollBackRedemption")]
    public Task<IResult> RollBackAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "redemptions/{id}/rollback")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.RollbackRequestBody) ?? new RollbackRequestBody(null);
            Requests.CheckReason(body.Reason);
            if (!RedemptionId.TryParse(id, out var parsed))
            {
                return RollbackCommand.Unknown;
            }

            var operation = Operations.IdOf(request, "rollback", parsed.Value, null, key);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.RollbackRequestBody);
            return await rollback.RunAsync(parsed, request.Principal(), operation, fingerprint, request.HttpContext.RequestAborted);
        });

    private static async Task<RedemptionCall> ReadAsync(HttpRequest request, string code, string key)
    {
        var body = await request.ReadBodyAsync(WireJson.Default.RedemptionRequestBody);
        List<FieldError> errors = [];
        var named = MemberName.Read(body.MemberId, body.CardNumber, errors);
        var basket = BasketBodies.ToBasket(body.Basket, errors);
        if (basket is null || errors.Count > 0)
        {
            throw new BadRequestException(Problems.Invalid(errors));
        }

        var target = CouponCode.TryParse(code, out var parsed) ? parsed.Value : code;
        return new RedemptionCall(
            Operations.IdOf(request, RedeemCommand.Kind, target, named, key),
            Operations.Fingerprint(body, WireJson.Default.RedemptionRequestBody),
            named.Member,
            basket)
        {
            CardNumber = named.Card,
        };
    }

    private static Reply Answer(RedemptionDecision decision) => decision switch
    {
        RedemptionDecision.Accepted accepted => Reply.Of(
            HttpStatusCode.OK,
            new ValidationBody(true, RedemptionReplies.ToBody(accepted.Redemption.Discount), null, null),
            WireJson.Default.ValidationBody),
        RedemptionDecision.Refused { Reason: Refusal.UnknownCode or Refusal.UnknownCard } unknown => Problems.Refused(unknown.Reason, unknown.Detail),
        RedemptionDecision.Refused refused => Reply.Of(
            HttpStatusCode.OK, new ValidationBody(false, null, Problems.NameOf(refused.Reason), refused.Detail), WireJson.Default.ValidationBody),
        _ => throw new InvalidOperationException("Unknown decision."),
    };
}
