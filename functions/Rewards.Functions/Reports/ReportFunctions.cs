using System.Net;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Access;
using Rewards.Functions.Agenda;
using Rewards.Functions.Audit;
using Rewards.Functions.Events;
using Rewards.Functions.Http;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

public sealed class ReportFunctions(
    Api api, PartitionStore store, AgendaFiling agenda, FactSums sums, LiabilityReport liability, ProgrammeCatalogue programmes, IClock clock)
{
    private const int PageSize = 100;

    /// <summary>Whose books do not add up, and how many were looked at on a day.</summary>
    [Function("GetReconciliation")]
    public Task<IResult> ReconciliationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/reconciliation")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing | Roles.Admin, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.ReconciliationPartition}");
            var (rows, next) = await TablePages.ReadAsync(store.Table(TableKeys.Reports), filter, PageSize, request.Next(), cancellationToken);
            var day = await TodayAsync(cancellationToken);
            var body = new ReconciliationBody(
                RowValues.Write(await agenda.WatermarkAsync(cancellationToken)),
                RowValues.Write(day),
                await CheckedOnAsync(day, RewardsEvent.LedgerChecked, cancellationToken),
                await CheckedOnAsync(day, RewardsEvent.CampaignChecked, cancellationToken),
                [.. rows.Select(row => new FindingBody(
                    row.GetString("Member"), row.GetString("Campaign"), row.GetInt32("Shard"), row.Text("At"), Reconciler.FindingsOf(row)))],
                next);
            return Reply.Of(HttpStatusCode.OK, body, WireJson.Default.ReconciliationBody);
        });

    [Function("GetLiability")]
    public Task<IResult> LiabilityAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/liability")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing | Roles.Admin, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var text = request.Text("month");
            var current = (await TodayAsync(cancellationToken)).ToYearMonth();
            var month = current;
            if (text is not null && (!YearMonthPattern.Iso.Parse(text).TryGetValue(default, out month) || month.Year is < 1 or > 9998))
            {
                throw Requests.Invalid("month", "A month is needed, such as 2026-11.");
            }

            if (month > current)
            {
                throw Requests.Invalid("month", "This month has not begun.");
            }

            return await request.AnswerAsync(
                () => liability.ReportAsync(month, cancellationToken), WireJson.Default.LiabilityBody, body => body.ToTable());
        });

    /// <summary>Sums the days that are over; ticks that were missed heal themselves.</summary>
    [Function("SumFacts")]
    public async Task SumAsync([TimerTrigger("%AgendaSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        await sums.RunAsync(await TodayAsync(cancellationToken), cancellationToken);

    private async Task<LocalDate> TodayAsync(CancellationToken cancellationToken) =>
        (await programmes.NewestAsync(cancellationToken)).DayOf(clock.GetCurrentInstant());

    private async Task<int> CheckedOnAsync(LocalDate day, string type, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.DayPartitions(day, day);
        var count = 0;
        await foreach (var _ in store.Table(TableKeys.Facts).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and Type eq {type}"),
            select: ["RowKey"],
            cancellationToken: cancellationToken))
        {
            count++;
        }

        return count;
    }
}

/// <param name="DrainedThrough">Members that changed before this day have been checked, or their checks are on the queue.</param>
/// <param name="Day">Today, a local day of the programme's zone.</param>
/// <param name="Checked">How many members were checked on it.</param>
/// <param name="CheckedShards">How many shards of campaigns.</param>
public sealed record ReconciliationBody(
    string? DrainedThrough, string Day, int Checked, int CheckedShards, IReadOnlyList<FindingBody> Findings, string? Next);

/// <summary>Of a member, or of a shard of a campaign.</summary>
public sealed record FindingBody(string? MemberId, string? CampaignId, int? Shard, string At, IReadOnlyList<string> Findings);

/// <param name="Through">The last day that is summed; null: none yet.</param>
public sealed record LiabilityBody(string Month, string? Through, IReadOnlyList<LiabilityLineBody> Lots, LiabilityLineBody Total)
{
    public ReportTable ToTable() => new(
        "liability",
        ["month", "lotMonth", "opening", "issued", "spent", "expired", "takenBack", "adjusted", "transferred", "outstanding"],
        Lines().Select(line => (IReadOnlyList<object?>)
        [
            Month, line.LotMonth, line.Opening, line.Issued, line.Spent, line.Expired, line.TakenBack, line.Adjusted, line.Transferred, line.Outstanding,
        ]));

    private IEnumerable<LiabilityLineBody> Lines() => [.. Lots, Total];
}

/// <summary>Points that lapse in one month: what was owed when the reported month began, what happened in it, and what is owed at its end.</summary>
/// <param name="LotMonth">Such as 2027-11, never, or total.</param>
public sealed record LiabilityLineBody(
    string LotMonth, long Opening, long Issued, long Spent, long Expired, long TakenBack, long Adjusted, long Transferred, long Outstanding);
