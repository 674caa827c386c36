using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Agenda;

/// <summary>
/// Drains each local day that has begun since the watermark, so that missed ticks heal themselves, and looks again at the last
/// three drained days. One query and one message a due member: the cost grows with what is due, not with the members.
/// </summary>
public sealed class DrainFunction(
    PartitionStore store, AgendaFiling filing, ProgrammeCatalogue programmes, QueueSender queues, RewardsMetrics metrics, IClock clock)
{
    private const int DaysLookedAtAgain = 3;

    private const int ParallelSends = 16;

    /// <summary>Before the first tick there may be rows of days long past.</summary>
    private static readonly LocalDate FirstDay = new(1, 1, 1);

    [Function("DrainAgenda")]
    public async Task RunAsync([TimerTrigger("%AgendaSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = programme.DayOf(now);
        var watermark = await filing.WatermarkAsync(cancellationToken);
        metrics.AgendaLookedAt(watermark is { } drained ? now - programme.StartOf(drained.PlusDays(1)) : Duration.Zero);
        var first = watermark?.PlusDays(1 - DaysLookedAtAgain) ?? FirstDay;
        var (from, to) = TableKeys.DayPartitions(first, today);
        var due = store.Table(TableKeys.Agenda).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), cancellationToken: cancellationToken);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = ParallelSends, CancellationToken = cancellationToken }, SendAsync);
        await filing.AdvanceAsync(today, cancellationToken);
    }

    private async ValueTask SendAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var day = RowValues.Write(TableKeys.DayOfPartition(row.PartitionKey));
        var message = new LookMessage(TableKeys.MemberOfAgendaRow(row.RowKey), day, row.PartitionKey, row.RowKey, row.ETag.ToString());
        await queues.SendAsync(TableKeys.LookQueue, message, AgendaJson.Default.LookMessage, TimeSpan.Zero, cancellationToken);
    }
}
