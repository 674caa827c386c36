using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

public sealed class CouponFunctions(
    Api api, GuessGuard guard, CampaignCatalogue catalogue, IssueToMemberCommand toMember, IssueToNobodyCommand toNobody, DisableCommand disable)
{
    /// <summary>The occurrence of a coupon that is issued once a campaign.</summary>
    private const string OnceACampaign = "once";

    [Function("IssueCoupons")]
    public Task<IResult> IssueAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/coupons")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.IssueRequestBody);
            Check(body);
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await catalogue.NewestAsync(Requests.ParseCampaignId(id), cancellationToken) is not { } campaign)
            {
                return IssueReplies.UnknownCampaign;
            }

            var fingerprint = Operations.Fingerprint(body, WireJson.Default.IssueRequestBody);
            if (body.Count is { } count)
            {
                var many = Operations.IdOf(request, IssueToNobodyCommand.Kind, id, null, key);
                return await toNobody.RunAsync(campaign, count, many, fingerprint, cancellationToken);
            }

            var member = MemberId.Parse(body.MemberId!);
            var one = Operations.IdOf(request, IssueToMemberCommand.Kind, id, member, key);
            return await toMember.RunAsync(campaign, member, body.Occurrence ?? OnceACampaign, one, fingerprint, cancellationToken);
        });

    [Function("GetCoupon")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "coupons/{code}")] HttpRequest request, string code) =>
        api.RunAsync(() => guard.TryAsync(request, code, parsed => disable.ReadAsync(parsed, request.HttpContext.RequestAborted)));

    [Function("DisableCoupon")]
    public Task<IResult> DisableAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "coupons/{code}/disable")] HttpRequest request, string code) =>
        api.RunAsync(async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.DisableRequestBody) ?? new DisableRequestBody(null);
            Requests.CheckReason(body.Reason);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.DisableRequestBody);
            return await guard.TryAsync(request, code, parsed => disable.RunAsync(
                parsed, Operations.IdOf(request, DisableCommand.Kind, parsed.Value, null, key), fingerprint, request.HttpContext.RequestAborted));
        });

    private static void Check(IssueRequestBody body)
    {
        List<FieldError> errors = [];
        if (body.Count is null == body.MemberId is null)
        {
            errors.Add(new FieldError("count", "Either a count or a memberId is needed."));
        }

        if (body.Count is < 1 or > IssueToNobodyCommand.MaxCount)
        {
            errors.Add(new FieldError("count", $"1 to {IssueToNobodyCommand.MaxCount}; more are issued as a batch."));
        }

        if (body.MemberId is { } member && !MemberId.TryParse(member, out _))
        {
            errors.Add(new FieldError("memberId", "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id."));
        }

        if (body.Occurrence is { } occurrence && (body.MemberId is null || !IdText.IsText(occurrence, 64)))
        {
            errors.Add(new FieldError("occurrence", "1 to 64 printable characters, and only with a memberId."));
        }

        if (errors.Count > 0)
        {
            throw new BadRequestException(Problems.Invalid(errors));
        }
    }
}
