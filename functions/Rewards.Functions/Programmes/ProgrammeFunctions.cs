using System.Net;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Points;
using Rewards.Functions.Agenda;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Programmes;

public sealed class ProgrammeFunctions(Api api, PartitionStore store, ProgrammeCatalogue catalogue, WalkStarter walks)
{
    private static readonly Reply Immutable =
        Problems.Conflict("immutable", "The programme's currency and time zone never change once there is a member.");

    [Function("GetProgramme")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "programme")] HttpRequest request) =>
        api.RunAsync(request, Roles.Any, async () => ReplyOf((await catalogue.FreshAsync(request.HttpContext.RequestAborted)).Programme));

    [Function("PutProgramme")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "programme")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var body = await request.ReadBodyAsync(ProgrammeJsonContext.Default.ProgrammeBody);
            return await PutAsync(body, request.HttpContext.RequestAborted);
        });

    private async Task<Reply> PutAsync(ProgrammeBody body, CancellationToken cancellationToken)
    {
        var (current, row) = await catalogue.FreshAsync(cancellationToken);
        var (next, errors) = ProgrammeJson.ToDomain(body, current.Version + 1);
        if (next is null)
        {
            return Problems.Invalid(errors);
        }

        if (ProgrammeJson.Store(next).Length > BatchGuard.MaxPropertyBytes)
        {
            return Problems.Invalid("earn.multipliers", "Written down, the programme has more than 64 KiB: name fewer or shorter ones.");
        }

        if (current.IsFixedPointChangedBy(next) && await AnyMemberAsync(cancellationToken))
        {
            return Immutable;
        }

        if (next.Tiers is { } tiers && tiers.Fingerprint != current.Tiers?.Fingerprint)
        {
            var version = TableKeys.ProgrammeVersionRow(next.Version);
            await walks.StartAfterAsync(TableKeys.ProgrammePartition, version, cancellationToken, tiers: true);
        }

        try
        {
            await store.Table(TableKeys.Campaigns).SubmitTransactionAsync(
                [
                    TableRows.Put(row, ProgrammeCatalogue.ToRow(next, TableKeys.ProgrammeRow)),
                    new(TableTransactionActionType.Add, ProgrammeCatalogue.ToRow(next, TableKeys.ProgrammeVersionRow(next.Version))),
                ],
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            throw new StorageBusyException();
        }

        catalogue.Wrote(next);
        return ReplyOf(next);
    }

    /// <summary>One row is enough to know; only a change of currency or zone asks.</summary>
    private async Task<bool> AnyMemberAsync(CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        await foreach (var _ in store.Table(TableKeys.Members).QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancellationToken))
        {
            return true;
        }

        return false;
    }

    private static Reply ReplyOf(Programme programme) =>
        Reply.Of(HttpStatusCode.OK, ProgrammeJson.ReplyOf(programme), ProgrammeJsonContext.Default.ProgrammeReply);
}
