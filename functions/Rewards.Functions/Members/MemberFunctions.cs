using System.Collections.Immutable;
using System.Net;
using System.Net.Mail;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

public sealed class MemberFunctions(Api api, PartitionStore store, MemberCommand command, MemberCoupons coupons, ProgrammeCatalogue programmes)
{
    private const int PageSize = 100;

    private const int MaxCoupons = 1_000;

    [Function("PutMember")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Function, "put", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var member = Requests.ParseMemberId(id);
            var change = ToChange(await request.ReadBodyAsync(WireJson.Default.MemberRequestBody));
            return await command.PutAsync(member, change, request.HttpContext.RequestAborted);
        });

    [Function("GetMember")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await command.ReadAsync(Requests.ParseMemberId(id), cancellationToken) is not { } member)
            {
                return MemberCommand.Unknown;
            }

            var (rows, _) = await PageAsync(member.Id, TableKeys.MemberCouponRows, null, cancellationToken, MaxCoupons);
            List<CouponBody> listed = [];
            foreach (var row in rows)
            {
                listed.Add(await coupons.BodyOfAsync(row, member.Id, cancellationToken));
            }

            return MemberReplies.Of(member, await programmes.NewestAsync(cancellationToken), listed);
        });

    [Function("EraseMember")]
    public Task<IResult> EraseAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "members/{id}")] HttpRequest request, string id) =>
        api.RunAsync(() => command.EraseAsync(Requests.ParseMemberId(id), request.HttpContext.RequestAborted));

    [Function("ListMemberRedemptions")]
    public Task<IResult> RedemptionsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "members/{id}/redemptions")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await command.ReadAsync(Requests.ParseMemberId(id), cancellationToken) is not { } member)
            {
                return MemberCommand.Unknown;
            }

            var (rows, next) = await PageAsync(member.Id, TableKeys.MemberRedemptionRows, request.Next(), cancellationToken);
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

    [Function("GetPoints")]
    public Task<IResult> PointsAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "members/{id}/points")] HttpRequest request, string id) =>
        api.RunAsync(async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await command.ReadAsync(Requests.ParseMemberId(id), cancellationToken) is not { } member)
            {
                return MemberCommand.Unknown;
            }

            var (rows, next) = await PageAsync(member.Id, TableKeys.EntryRows, request.Next(), cancellationToken);
            var entries = rows.Select(row => new LedgerEntryBody(
                row.GetInt64("Sequence")!.Value,
                row.Text("At"),
                row.Text("Kind"),
                row.GetInt64("Points")!.Value,
                row.GetInt64("Balance")!.Value,
                row.GetString("Purchase"),
                MemberRows.ReadRedemptionIds(row),
                row.GetInt64("AmountMinor")!.Value));
            return Reply.Of(
                HttpStatusCode.OK, new StatementBody(member.Id.Value, member.Balance.Value, 0, 0, [.. entries], next), WireJson.Default.StatementBody);
        });

    private Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(
        MemberId member, (string From, string To) range, string? next, CancellationToken cancellationToken, int size = PageSize)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKeys.MemberPartition(member)} and RowKey ge {range.From} and RowKey lt {range.To}");
        return TablePages.ReadAsync(store.Table(TableKeys.Members), filter, size, next, cancellationToken);
    }

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
        Require(joinedOn is not { Success: false }, "joinedOn", "yyyy-MM-dd is needed.", errors);
        Require(
            body.Email is null or "" || (body.Email.Length <= 254 && MailAddress.TryCreate(body.Email, out _)), "email", "This is no e-mail address.", errors);
        var consents = body.Consents ?? ImmutableDictionary<string, bool>.Empty;
        foreach (var channel in consents.Keys)
        {
            Require(IdText.IsId(channel), "consents", $"A channel is named by 1 to 64 of A-Z a-z 0-9 . _ ~ -.", errors);
        }

        if (errors.Count > 0)
        {
            throw new BadRequestException(Problems.Invalid(errors));
        }

        return new MemberChange(birthday, joinedOn?.Value, body.Email, consents.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private static void Require(bool holds, string field, string message, List<FieldError> errors)
    {
        if (!holds)
        {
            errors.Add(new FieldError(field, message));
        }
    }
}
