using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Care;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Points;

namespace Rewards.Functions.Care;

public sealed class CareFunctions(Api api, CareCommand care, OutcomeCommand outcomes)
{
    /// <summary>Of a cancellation's id.</summary>
    public const char CancellationLetter = 'C';

    private const int MaxReferenceLength = 128;

    private const string IdMessage = "1 to 64 of A-Z a-z 0-9 . _ ~ - are needed.";

    [Function("PostCancellation")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/cancellations")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadOptionalBodyAsync(WireJson.Default.CancellationRequestBody) ?? new CancellationRequestBody(null);
            if (body.Reason is not null && !IdText.IsId(body.Reason))
            {
                throw Requests.Invalid("reason", IdMessage);
            }

            var call = new CareCall(
                member,
                new CareCase.Cancellation(body.Reason),
                Operations.IdOf(request, "cancellation", id, null, key),
                Operations.Fingerprint(body, WireJson.Default.CancellationRequestBody));
            return await care.RunAsync(call, request.HttpContext.RequestAborted);
        });

    [Function("GetCancellation")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/cancellations/{cancellationId}")] HttpRequest request,
        string id,
        string cancellationId) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var member = Requests.ParseMemberId(id);
            return PointsParsing.IsId(cancellationId, CancellationLetter)
                ? await outcomes.ReadAsync(member, cancellationId, request.HttpContext.RequestAborted)
                : CareReplies.Of(CareRefusal.UnknownCancellation);
        });

    [Function("PostCancellationOutcome")]
    public Task<IResult> EndAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/cancellations/{cancellationId}/outcome")] HttpRequest request,
        string id,
        string cancellationId) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.OutcomeRequestBody);
            CancellationOutcome? told = body.Outcome switch
            {
                "stayed" => CancellationOutcome.Stayed,
                "left" => CancellationOutcome.Left,
                _ => null,
            };
            if (told is not { } outcome)
            {
                throw Requests.Invalid("outcome", "stayed or left is needed.");
            }

            if (!PointsParsing.IsId(cancellationId, CancellationLetter))
            {
                return CareReplies.Of(CareRefusal.UnknownCancellation);
            }

            var operation = Operations.IdOf(request, OutcomeCommand.Kind, $"{member}/{cancellationId}", null, key);
            var fingerprint = Operations.Fingerprint(body, WireJson.Default.OutcomeRequestBody);
            return await outcomes.RunAsync(member, cancellationId, outcome, operation, fingerprint, request.HttpContext.RequestAborted);
        });

    [Function("PostComplaint")]
    public Task<IResult> ComplainAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "members/{id}/complaints")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var (key, member) = (request.IdempotencyKey(), Requests.ParseMemberId(id));
            var body = await request.ReadBodyAsync(WireJson.Default.ComplaintRequestBody);
            var call = new CareCall(
                member,
                ToComplaint(body),
                Operations.IdOf(request, "complaint", id, null, key),
                Operations.Fingerprint(body, WireJson.Default.ComplaintRequestBody));
            return await care.RunAsync(call, request.HttpContext.RequestAborted);
        });

    private static CareCase.Complaint ToComplaint(ComplaintRequestBody body)
    {
        List<FieldError> errors = [];
        if (!IdText.IsId(body.Category))
        {
            errors.Add(new FieldError("category", IdMessage));
        }

        if (!IdText.IsText(body.Reference, MaxReferenceLength) || body.Reference.Contains('@'))
        {
            errors.Add(new FieldError("reference", $"1 to {MaxReferenceLength} printable characters without an @ are needed."));
        }

        return errors.Count > 0
            ? throw new BadRequestException(Problems.Invalid(errors))
            : new CareCase.Complaint(body.Category!, body.Reference!);
    }
}
