using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

public sealed class ImportFunctions(Api api, ImportCommand command, ImportStore imports, RewardsOptions options)
{
    private static readonly Reply Unknown = Problems.NotFound("unknown-import", "There is no import with this id.");

    [Function("ImportMembers")]
    public Task<IResult> MembersAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/members")] HttpRequest request) =>
        TakeOnAsync(request, Roles.Admin, Import.MembersKind, MemberLine.Columns, required: 1);

    [Function("ImportCodes")]
    public Task<IResult> CodesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/codes")] HttpRequest request) =>
        TakeOnAsync(request, Roles.Marketing | Roles.Admin, Import.CodesKind, CodeLine.Columns, required: 2);

    [Function("GetImport")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{import}")] HttpRequest request, string import) =>
        api.RunAsync(request, Roles.Marketing | Roles.Admin, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            if (!IdText.IsId(import) || await imports.FindAsync(import, cancellationToken) is not { } found)
            {
                return Unknown;
            }

            var (result, isCompleted) = await imports.ProgressAsync(found, cancellationToken);
            var body = new ImportBody(
                found.Id,
                isCompleted ? "completed" : "running",
                found.Rows,
                result.Imported,
                result.Unchanged,
                result.Rejected,
                result.Errors);
            return Reply.Of(HttpStatusCode.OK, body, ImportJson.Default.ImportBody);
        });

    private Task<IResult> TakeOnAsync(HttpRequest request, Roles allowed, string kind, IReadOnlyList<string> columns, int required) =>
        api.RunAsync(request, allowed, async () =>
        {
            var key = request.IdempotencyKey();
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "text/csv")
            {
                throw Requests.Invalid("Content-Type", "text/csv is needed.");
            }

            if (request.ContentLength > ImportFile.MaxBytes)
            {
                throw new BadRequestException(Problems.TooLarge(ImportFile.MaxBytes));
            }

            var body = await Requests.ReadAsync(request, ImportFile.MaxBytes);
            var file = ImportFile.Read(body, columns, required, options.ImportSliceSize);
            var operation = Operations.IdOf(request, ImportCommand.Kind, kind, null, key);
            return await command.RunAsync(kind, file, operation, Operations.Fingerprint(body.Span), request.HttpContext.RequestAborted);
        });
}
