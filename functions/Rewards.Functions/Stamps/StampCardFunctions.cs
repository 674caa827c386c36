using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Stamps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Stamps;

public sealed class StampCardFunctions(Api api, MemberLoader members, ProgrammeCatalogue programmes, IClock clock)
{
    /// <summary>As they count today, whether or not anything has written an expiry down.</summary>
    [Function("ListStampCards")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/stamp-cards")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State: { Member: { IsErased: false } member } state })
            {
                return MemberCommand.Unknown;
            }

            var programme = await programmes.NewestAsync(cancellationToken);
            var cards = Stamping.AsOf(state.Standing.Stamps, programme.StampCards, programme.DayOf(clock.GetCurrentInstant()));
            return Reply.Of(
                HttpStatusCode.OK, new StampCardsBody(member.Id.Value, [.. cards.Select(pair => Of(pair.Programme, pair.Card))]), WireJson.Default.StampCardsBody);
        });

    private static StampCardBody Of(StampProgramme programme, StampCard card) => new(
        programme.Id,
        programme.Name,
        card.Number,
        card.Stamps,
        programme.StampsPerCard,
        programme.Campaign.Value,
        RowValues.Write(card.StartedOn),
        RowValues.Write(card.ExpiresOn));
}
