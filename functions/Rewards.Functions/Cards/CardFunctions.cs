using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Cards;

public sealed class CardFunctions(Api api, CardCommand command, CardDirectory directory, MemberCommand members)
{
    [Function("AssignCard")]
    public Task<IResult> AssignAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/cards")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var member = Requests.ParseMemberId(id);
            var (number, fingerprint) = await ReadAsync(request);
            var operation = Operations.IdOf(request, "card", "", member, key);
            return await command.AssignAsync(member, number, operation, fingerprint, request.HttpContext.RequestAborted);
        });

    [Function("ListCards")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/cards")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var member = Requests.ParseMemberId(id);
            if (await members.ReadAsync(member, request.HttpContext.RequestAborted) is null)
            {
                return MemberCommand.Unknown;
            }

            var cards = CardDirectory.ToCards(await directory.RowsOfAsync(member, request.HttpContext.RequestAborted));
            var listed = cards.OrderBy(card => card.State).ThenByDescending(card => card.Since).Select(card => CardBodies.Of(card, member));
            return Reply.Of(HttpStatusCode.OK, new CardsBody([.. listed]), WireJson.Default.CardsBody);
        });

    [Function("GetCard")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cards/{number}")] HttpRequest request, string number) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () => await directory.FindAsync(Parse(number), request.HttpContext.RequestAborted) is CardLookup.Found found
            ? CardBodies.ToReply(found.Card, found.Member, HttpStatusCode.OK)
            : CardBodies.Unknown);

    [Function("ReportCardLoss")]
    public Task<IResult> LoseAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cards/{number}/loss")] HttpRequest request, string number) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var card = Parse(number);
            var operation = Operations.IdOf(request, "card-loss", card.Value, null, key);
            return await directory.FindAsync(card, request.HttpContext.RequestAborted) is CardLookup.Found found
                ? await command.LoseAsync(found.Member, card, operation, "", request.HttpContext.RequestAborted)
                : CardBodies.Unknown;
        });

    [Function("ReplaceCard")]
    public Task<IResult> ReplaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cards/{number}/replacements")] HttpRequest request, string number) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var key = request.IdempotencyKey();
            var card = Parse(number);
            var (next, fingerprint) = await ReadAsync(request);
            var operation = Operations.IdOf(request, "card-replacement", card.Value, null, key);
            return await directory.FindAsync(card, request.HttpContext.RequestAborted) is CardLookup.Found found
                ? await command.ReplaceAsync(found.Member, card, next, operation, fingerprint, request.HttpContext.RequestAborted)
                : CardBodies.Unknown;
        });

    private static async Task<(CardNumber Number, string Fingerprint)> ReadAsync(HttpRequest request)
    {
        var body = await request.ReadBodyAsync(WireJson.Default.CardRequestBody);
        return CardNumber.TryParse(body.Number, out var number)
            ? (number, Operations.Fingerprint(body, WireJson.Default.CardRequestBody))
            : throw Requests.Invalid("number", CardNumber.FaultOf(body.Number)!);
    }

    /// <summary>A server leaves an escaped slash in a path as it is, and unescapes all else; no number contains %2F.</summary>
    private static CardNumber Parse(string path)
    {
        var text = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return CardNumber.TryParse(text, out var number) ? number : throw Requests.Invalid("number", CardNumber.FaultOf(text)!);
    }
}
