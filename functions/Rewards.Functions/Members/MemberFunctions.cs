using System.Collections.Immutable;
using System.Net;
using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Models;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

public sealed class MemberFunctions(
    Api api,
    MemberLoader members,
    MemberPages pages,
    MemberCommand command,
    MemberCoupons coupons,
    ProgrammeCatalogue programmes,
    ModelCatalogue models,
    IClock clock)
{
    private const int MaxCoupons = 1_000;

    [Function("PutMember")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var member = Requests.ParseMemberId(id);
            var change = ToChange(await request.ReadBodyAsync(WireJson.Default.MemberRequestBody));
            return await command.PutAsync(member, change, request.HttpContext.RequestAborted);
        });

    [Function("GetMember")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State: { Member: { IsErased: false } member } state })
            {
                return MemberCommand.Unknown;
            }

            var (rows, _) = await pages.ReadAsync(member.Id, TableKeys.MemberCouponRows, null, cancellationToken, MaxCoupons);
            List<CouponBody> listed = [];
            foreach (var row in rows)
            {
                listed.Add(await coupons.BodyOfAsync(row, member.Id, cancellationToken));
            }

            var model = await models.NewestAsync(cancellationToken);
            return MemberReplies.Of(state, await programmes.NewestAsync(cancellationToken), clock.GetCurrentInstant(), listed, model);
        });

    [Function("EraseMember")]
    public Task<IResult> EraseAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Admin, () => command.EraseAsync(Requests.ParseMemberId(id), request.HttpContext.RequestAborted));

    [Function("ListMemberRedemptions")]
    public Task<IResult> RedemptionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/redemptions")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await command.ReadAsync(Requests.ParseMemberId(id), cancellationToken) is not { } member)
            {
                return MemberCommand.Unknown;
            }

            var (rows, next) = await pages.ReadAsync(member.Id, TableKeys.MemberRedemptionRows, request.Next(), cancellationToken);
            var redemptions = rows.Select(row => new MemberRedemptionBody(
                row.Text("Redemption"),
                CouponRows.ParseCode(row.Text("Code")).ToDisplay(),
                row.Text("Campaign"),
                row.Text("RedeemedAt"),
                row.Text("Currency"),
                row.GetInt64("AmountMinor")!.Value,
                row.GetString("RolledBackAt")));
            return Reply.Of(HttpStatusCode.OK, new MemberRedemptionsBody([.. redemptions], next), WireJson.Default.MemberRedemptionsBody);
        });

    private static MemberChange ToChange(MemberRequestBody body)
    {
        List<FieldError> errors = [];
        Birthday? birthday = null;
        if (body.Birthday is not null)
        {
            birthday = Birthday.TryParse(body.Birthday, out var day) ? day : null;
            Require(birthday is not null, "birthday", "--MM-dd or yyyy-MM-dd is needed.", errors);
        }

        var joinedOn = body.JoinedOn is null ? null : LocalDatePattern.Iso.Parse(body.JoinedOn);
        Require(joinedOn is null or { Success: true, Value.Year: >= 1900 and <= 9998 }, "joinedOn", "yyyy-MM-dd is needed, from 1900 on.", errors);
        Require(
            body.Email is null or "" || (body.Email.Length <= 254 && MailAddress.TryCreate(body.Email, out _)), "email", "This is no e-mail address.", errors);
        var consents = body.Consents ?? ImmutableDictionary<string, bool>.Empty;
        foreach (var channel in consents.Keys)
        {
            Require(IdText.IsId(channel), "consents", $"A channel is named by 1 to 64 of A-Z a-z 0-9 . _ ~ -.", errors);
        }

        if (body.ConsentSource is { } source)
        {
            Require(consents.Count > 0, "consentSource", "Tells where consents come from, and there are none in this call.", errors);
            Require(Consent.IsSource(source), "consentSource", $"Must be 1 to {Consent.MaxSourceLength} printable characters without an @.", errors);
        }

        Require(body.Tags is not { Count: > MemberDecision.MaxTags }, "tags", $"A member has at most {MemberDecision.MaxTags} tags.", errors);
        foreach (var (i, tag) in (body.Tags ?? []).Index())
        {
            Require(IdText.IsId(tag), $"tags[{i}]", "1 to 64 of A-Z a-z 0-9 . _ ~ - are needed.", errors);
        }

        Require(body.CostToServe is null or (>= 0 and <= CampaignRules.MaxAmount), "costToServe", "0 to 10^12 minor units are needed.", errors);
        if (errors.Count > 0)
        {
            throw new BadRequestException(Problems.Invalid(errors));
        }

        return new MemberChange(birthday, joinedOn?.Value, body.Email, consents.ToImmutableSortedDictionary(StringComparer.Ordinal), body.ConsentSource)
        {
            Tags = body.Tags is { } tags ? Member.NoTags.Union(tags.Select(tag => tag!)) : null,
            CostToServe = body.CostToServe is { } cost ? new MinorUnits(cost) : null,
        };
    }

    private static void Require(bool holds, string field, string message, List<FieldError> errors)
    {
        if (!holds)
        {
            errors.Add(new FieldError(field, message));
        }
    }
}
