using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Cards;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

public sealed class PurchaseFunctions(
    Api api,
    AwardCommand award,
    ClaimStore claims,
    CardDirectory cards,
    FollowUpRunner followUps,
    QueueSender queues,
    PartitionStore store,
    IClock clock)
{
    [Function("PostPurchase")]
    public Task<IResult> PostAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "purchases")] HttpRequest request) =>
        api.RunAsync(request, Roles.Pos, async () =>
        {
            var (body, sent) = await request.ReadBodyAsSentAsync(WireJson.Default.PurchaseRequestBody);
            var (purchase, card, errors) = PurchaseParsing.ToPurchase(body, clock.GetCurrentInstant());
            if (purchase is null)
            {
                return Problems.Invalid(errors);
            }

            if (!request.Principal().SpeaksFor(purchase.Basket.StoreId))
            {
                return Problems.OtherStore;
            }

            // Whether the card still was good when it was shown is for the award to decide: a retry may come after its loss.
            if (card is { } number)
            {
                if (await cards.FindAsync(number, request.HttpContext.RequestAborted) is not CardLookup.Found found)
                {
                    return CardBodies.Unknown;
                }

                purchase = purchase with { Member = found.Member, Card = found.Card };
            }

            // The claim lets a till ask from now on what came of the purchase; the queue decides. It comes second, so that there
            // is none without a message: the message sees to it when the member is erased meanwhile.
            var cancellationToken = request.HttpContext.RequestAborted;
            await queues.SendRawAsync(TableKeys.PurchaseQueue, sent, cancellationToken);
            await claims.TakeAsync(TableKeys.PurchaseClaim, purchase.Id.Value, AwardCommand.OperationOf(purchase, ""), cancellationToken);
            return Reply.Of(HttpStatusCode.Accepted, new PurchaseAcceptedBody(purchase.Id.Value), WireJson.Default.PurchaseAcceptedBody);
        });

    /// <summary>A body that is no purchase, or a card that is nobody's, is a fault: tried again, and kept in table Poison in the end.</summary>
    [Function("AwardPurchase")]
    public async Task AwardAsync(
        [QueueTrigger(TableKeys.PurchaseQueue, Connection = StorageSetup.Connection)] string message, CancellationToken cancellationToken)
    {
        var body = Requests.Parse(Encoding.UTF8.GetBytes(message), WireJson.Default.PurchaseRequestBody);
        var (purchase, card, errors) = PurchaseParsing.ToPurchase(body, clock.GetCurrentInstant());
        if (purchase is null)
        {
            throw new BodyException(errors[0].Field, errors[0].Message);
        }

        if (card is { } number)
        {
            switch (await cards.FindAsync(number, cancellationToken))
            {
                case CardLookup.Found found:
                    purchase = purchase with { Member = found.Member, Card = found.Card };
                    break;
                case CardLookup.Forgotten:
                    await award.ForgetAsync(purchase.Id, cancellationToken);
                    return;
                default:
                    throw new BodyException("cardNumber", "No member has a card with this number.");
            }
        }

        var fingerprint = Operations.Fingerprint(body, WireJson.Default.PurchaseRequestBody);
        if (await award.RunAsync(purchase, fingerprint, cancellationToken) is { } row)
        {
            await followUps.RunAsync(row, cancellationToken);
        }
    }

    [Function("GetPurchase")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "purchases/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            if (!PurchaseId.TryParse(id, out var purchase)
                || await claims.FindAsync(TableKeys.PurchaseClaim, purchase.Value, request.HttpContext.RequestAborted) is not { } claim)
            {
                return AwardedPurchases.Unknown;
            }

            return claim.Owner switch
            {
                null => await WithoutOutcomeAsync(purchase, claim, request.HttpContext.RequestAborted),
                { Outcome: OperationOutcome.Abandoned } => Body(purchase, "pending", null),
                var owner => new Reply(HttpStatusCode.OK, owner.Reply.Body),
            };
        });

    /// <summary>Still on the queue; or of an erased member, of whom no outcome is kept.</summary>
    private async Task<Reply> WithoutOutcomeAsync(PurchaseId purchase, Claim claim, CancellationToken cancellationToken)
    {
        if (claim.IsForgotten)
        {
            return Body(purchase, "refused", PurchaseRefusal.MemberErased);
        }

        var member = MemberId.Parse(claim.Partition);
        var row = await TableRows.ReadAsync(store.Table(TableKeys.Members), claim.Partition, TableKeys.ProfileRow(member), cancellationToken);
        return MemberRows.ToMember(row) is { IsErased: true }
            ? Body(purchase, "refused", PurchaseRefusal.MemberErased)
            : Body(purchase, "pending", null);
    }

    private static Reply Body(PurchaseId purchase, string state, PurchaseRefusal? reason) => Reply.Of(
        HttpStatusCode.OK,
        new PurchaseBody(purchase.Value, state, null, null, reason is { } known ? Problems.NameOf(known) : null),
        WireJson.Default.PurchaseBody);
}
