using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>What happens to a purchase after it was paid.</summary>
public sealed class ReturnFunctions(Api api, AwardedPurchases purchases, ReturnCommand returning, PurchaseEventCommand telling)
{
    [Function("ReturnPurchase")]
    public Task<IResult> ReturnAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "purchases/{id}/returns")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.ReturnRequestBody);
            var (returnId, lines) = ReturnBodies.Parse(body);
            var (purchase, member) = await purchases.FindAsync(id, request.HttpContext.RequestAborted);
            var operation = Operations.IdOf(request, "return", purchase.Value, null, key);
            return await returning.RunAsync(
                new ReturnCall(purchase, member, returnId, new ReturnRequest(returnId ?? operation.Value, lines)),
                operation,
                Operations.Fingerprint(body, WireJson.Default.ReturnRequestBody),
                request.HttpContext.RequestAborted);
        });

    [Function("TellPurchaseEvent")]
    public Task<IResult> TellAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "purchases/{id}/events")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var key = request.IdempotencyKey();
            var body = await request.ReadBodyAsync(WireJson.Default.PurchaseEventRequestBody);
            if (!IdText.IsId(body.Event))
            {
                throw Requests.Invalid("event", "1 to 64 of A-Z a-z 0-9 . _ ~ -, as the programme's pending rule names it.");
            }

            var (purchase, member) = await purchases.FindAsync(id, request.HttpContext.RequestAborted);
            return await telling.RunAsync(
                purchase,
                member,
                body.Event,
                Operations.IdOf(request, "purchase-event", purchase.Value, null, key),
                Operations.Fingerprint(body, WireJson.Default.PurchaseEventRequestBody),
                request.HttpContext.RequestAborted);
        });
}
