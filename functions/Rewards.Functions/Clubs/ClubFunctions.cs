using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Clubs;

public sealed class ClubFunctions(
    Api api, RenewalCommand command, MemberLoader members, ProgrammeCatalogue programmes, FollowUpRunner followUps, IClock clock)
{
    private const int MaxRenewalIdLength = 128;

    [Function("ListMemberClubs")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/clubs")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State: { Member: { IsErased: false } member } state })
            {
                return MemberCommand.Unknown;
            }

            var programme = await programmes.NewestAsync(cancellationToken);
            return ClubReplies.Of(member.Id, state.Standing, programme, programme.DayOf(clock.GetCurrentInstant()));
        });

    [Function("RenewMembership")]
    public Task<IResult> RenewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/clubs/{club}/renewals")] HttpRequest request, string id, string club) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var member = Requests.ParseMemberId(id);
            var body = await request.ReadBodyAsync(WireJson.Default.RenewalRequestBody);
            var (renewal, errors) = RenewalParsing.ToRenewal(club, body);
            if (renewal is null)
            {
                return Problems.Invalid(errors);
            }

            var operation = Operations.IdOf(request, RenewalCommand.Kind, club, member, key);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.RenewalRequestBody);
            return await command.RunAsync(member, renewal, operation, fingerprint, request.HttpContext.RequestAborted);
        });

    /// <summary>A body that is no renewal, or one that is refused, is a fault: tried again, and kept in table Poison in the end.</summary>
    [Function("TakeRenewal")]
    public async Task TakeAsync(
        [QueueTrigger(TableKeys.RenewalQueue, Connection = StorageSetup.Connection)] string message, CancellationToken cancellationToken)
    {
        var body = Requests.Parse(Encoding.UTF8.GetBytes(message), WireJson.Default.RenewalMessageBody);
        var (renewal, errors) = RenewalParsing.ToRenewal(body.Club, new RenewalRequestBody(body.From, body.Until, body.Cancel));
        if (renewal is null)
        {
            throw new BodyException(errors[0].Field, errors[0].Message);
        }

        if (!IdText.IsText(body.RenewalId, MaxRenewalIdLength))
        {
            throw new BodyException("renewalId", $"1 to {MaxRenewalIdLength} printable characters are needed.");
        }

        if (!MemberId.TryParse(body.MemberId, out var member))
        {
            throw new BodyException("memberId", "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id.");
        }

        var fingerprint = Operations.Fingerprint(body, WireJson.Default.RenewalMessageBody);
        if (await command.RunMessageAsync(member, renewal, body.RenewalId, fingerprint, cancellationToken) is { } row)
        {
            await followUps.RunAsync(row, cancellationToken);
        }
    }
}
