using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Cards;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

public sealed class CouponFunctions(
    Api api,
    GuessGuard guard,
    CampaignCatalogue catalogue,
    CardDirectory cards,
    IssueToMemberCommand toMember,
    IssueToNobodyCommand toNobody,
    DisableCommand disable)
{
    /// <summary>The occurrence of a coupon that is issued once a campaign.</summary>
    private const string OnceACampaign = "once";

    [Function("IssueCoupons")]
    public Task<IResult> IssueAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "campaigns/{id}/coupons")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.IssueRequestBody);
            var named = Check(body);
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

            var found = named.Card is { } number ? await cards.FindAsync(number, cancellationToken) as CardLookup.Found : null;
            if ((found?.Member ?? named.Member) is not { } member)
            {
                return CardBodies.Unknown;
            }

            var one = Operations.IdOf(request, IssueToMemberCommand.Kind, id, named, key);
            return await toMember.RunAsync(
                campaign, member, found?.Card.State, body.Occurrence ?? OnceACampaign, one, fingerprint, cancellationToken);
        });

    [Function("GetCoupon")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "coupons/{code}")] HttpRequest request, string code) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, () => guard.TryAsync(request, code, parsed => disable.ReadAsync(parsed, request.HttpContext.RequestAborted)));

    [Function("DisableCoupon")]
    public Task<IResult> DisableAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "coupons/{code}/disable")] HttpRequest request, string code) =>
        api.RunAsync(request, Roles.Marketing | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.DisableRequestBody) ?? new DisableRequestBody(null);
            Requests.CheckReason(body.Reason);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.DisableRequestBody);
            return await guard.TryAsync(request, code, parsed => disable.RunAsync(
                parsed, Operations.IdOf(request, DisableCommand.Kind, parsed.Value, null, key), fingerprint, request.HttpContext.RequestAborted));
        });

    private static MemberName Check(IssueRequestBody body)
    {
        List<FieldError> errors = [];
        var namesMember = body.MemberId is not null || body.CardNumber is not null;
        if (body.Count is null == !namesMember)
        {
            errors.Add(new FieldError("count", "Either a count, or a memberId or cardNumber, is needed."));
        }

        if (body.Count is < 1 or > IssueToNobodyCommand.MaxCount)
        {
            errors.Add(new FieldError("count", $"1 to {IssueToNobodyCommand.MaxCount}; more are issued as a batch."));
        }

        var named = MemberName.Read(body.MemberId, body.CardNumber, errors);
        if (body.Occurrence is { } occurrence && (!namesMember || !IdText.IsText(occurrence, 64)))
        {
            errors.Add(new FieldError("occurrence", "1 to 64 printable characters, and only for a member."));
        }

        return errors.Count == 0 ? named : throw new BadRequestException(Problems.Invalid(errors));
    }
}
