using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

public sealed class PointsFunctions(Api api, MemberLoader members, MemberPages pages, ProgrammeCatalogue programmes, IClock clock)
{
    /// <summary>As it is at this moment, whether or not anything has written it down.</summary>
    [Function("GetPoints")]
    public Task<IResult> PointsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/points")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var next = request.Next();
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State: { Member: { IsErased: false } member } state })
            {
                return MemberCommand.Unknown;
            }

            var programme = await programmes.NewestAsync(cancellationToken);
            var account = Ledger.Open(state.Account, programme, clock.GetCurrentInstant()).Account;
            var (rows, following) = await pages.ReadAsync(member.Id, TableKeys.EntryRows, next, cancellationToken);
            var statement = new StatementBody(
                member.Id.Value,
                account.Balance.Value,
                account.Pending.Value,
                account.Held.Value,
                account.Deficit.Value,
                [.. account.Lots.Select(lot => PointsBodies.Of(lot.Key, lot.Points))],
                [.. rows.Select(PointsRows.ToEntry).Select(PointsBodies.Of)],
                following);
            return Reply.Of(HttpStatusCode.OK, statement, WireJson.Default.StatementBody);
        });

    [Function("ListEntries")]
    public Task<IResult> EntriesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/points/entries")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Any, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var next = request.Next();
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State.Member: { IsErased: false } member })
            {
                return MemberCommand.Unknown;
            }

            var (rows, following) = await pages.ReadAsync(member.Id, TableKeys.EntryRows, next, cancellationToken);
            var body = new EntriesBody([.. rows.Select(PointsRows.ToEntry).Select(PointsBodies.Of)], following);
            return Reply.Of(HttpStatusCode.OK, body, WireJson.Default.EntriesBody);
        });
}

/// <summary>Points on the wire.</summary>
public static class PointsBodies
{
    public static LotBody Of(LotKey key, PointCount points) => new(
        points.Value, RowValues.Write(key.ExpiresOn), RowValues.Write(key.ActivatesOn), key.Awaits is null ? null : true);

    public static LedgerEntryBody Of(LedgerEntry entry) => new(
        entry.Sequence,
        RowValues.Write(entry.At),
        entry.Kind,
        entry.Points.Value,
        entry.Pending.Value,
        entry.Held.Value,
        entry.Balance.Value,
        entry.Source.Purchase?.Value,
        entry.Source.RedemptionIds.IsEmpty ? null : entry.Source.RedemptionIds,
        entry.Source.Amount.Value,
        entry.Source.Reference,
        entry.Source.Reason,
        entry.Source.By,
        [.. entry.Movements.Select(movement => Of(movement.Lot, movement.Points))]);
}
