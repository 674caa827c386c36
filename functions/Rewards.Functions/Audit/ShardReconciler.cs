using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Audit;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Agenda;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Events;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Audit;

/// <summary>How far the check of a shard has come.</summary>
/// <param name="Tries">Earlier ones, in which the books did not add up or would not stand still.</param>
/// <param name="Before">The local day before which everything counts; null: this try begins.</param>
/// <param name="Redemptions">What the shard counted as consumed before that day, when this try began.</param>
/// <param name="Money">The same in minor units.</param>
public sealed record ShardProgress(int Tries, string? Before, long Redemptions, long Money, string? Next, ShardSums Sums);

/// <summary>
/// Sums up the shards of campaigns that were redeemed in, the day after, and keeps what does not add up until it does again. A shard
/// of any size is read some pages a message. What does not add up is looked at again before it is told: a row may have changed
/// between two pages.
/// </summary>
public sealed class ShardReconciler(
    PartitionStore store,
    ShardReader reader,
    CampaignCatalogue catalogue,
    ProgrammeCatalogue programmes,
    AgendaFiling filing,
    QueueSender queues,
    FactWriter facts,
    Happenings happenings,
    RewardsMetrics metrics,
    RewardsOptions options,
    IClock clock)
{
    private const int MaxTries = 3;

    /// <summary>By partition: under which day this instance has filed the check, so that one redemption in a day costs it.</summary>
    private readonly ConcurrentDictionary<string, LocalDate> filed = new();

    private TableClient Reports => store.Table(TableKeys.Reports);

    /// <summary>Files the check for the first day of the programme that begins when the redemption's day is over in the campaign's zone.</summary>
    public async Task FileAsync(string partition, Redemption redemption, Instant now, CancellationToken cancellationToken)
    {
        if (await catalogue.NewestAsync(redemption.Campaign, cancellationToken) is not { } campaign)
        {
            return;
        }

        var last = LocalDate.Max(redemption.Day, now.InZone(campaign.TimeZone).Date);
        var over = last.PlusDays(1).AtStartOfDayInZone(campaign.TimeZone).ToInstant();
        var day = (await programmes.NewestAsync(cancellationToken)).DayOf(over - Duration.Epsilon).PlusDays(1);
        if (filed.TryGetValue(partition, out var known) && known == day)
        {
            return;
        }

        await filing.FileShardAsync(partition, day, cancellationToken);
        filed[partition] = day;
    }

    /// <returns>False: another message goes on with it.</returns>
    public async Task<bool> RunAsync(LookMessage message, string partition, CancellationToken cancellationToken)
    {
        if (await reader.LimitsAsync(CampaignId.Parse(message.Member), cancellationToken) is not { } limits)
        {
            return true;
        }

        var progress = message.Shard ?? new ShardProgress(0, null, 0, 0, null, ShardSums.Nothing);
        var (audit, usage) = progress.Before is { } day
            ? (new ShardAudit(limits, LocalDatePattern.Iso.Parse(day).Value), null)
            : await BeginAsync(limits, partition, cancellationToken);
        progress = usage is null ? progress : progress with
        {
            Before = RowValues.Write(audit.Before),
            Redemptions = audit.Past(usage.Redemptions),
            Money = audit.Past(usage.Money),
        };
        for (var page = 0; page < options.AuditPages; page++)
        {
            var (sums, next) = await reader.AddPageAsync(audit, progress.Sums, partition, options.AuditPageSize, progress.Next, cancellationToken);
            progress = progress with { Sums = sums, Next = next };
            if (next is null)
            {
                return await EndAsync(message, partition, audit, progress, cancellationToken);
            }
        }

        await SendAsync(message, progress, TimeSpan.Zero, cancellationToken);
        return false;
    }

    /// <summary>A day that is not over in the shard: what is consumed on it is told apart.</summary>
    private async Task<(ShardAudit Audit, CampaignUsage Usage)> BeginAsync(CampaignLimits limits, string partition, CancellationToken cancellationToken)
    {
        var usage = await reader.UsageAsync(partition, cancellationToken);
        var today = clock.GetCurrentInstant().InZone(limits.Newest.TimeZone).Date;
        return (new ShardAudit(limits, LocalDate.Max(today, LatestOf(usage))), usage);
    }

    private async Task<bool> EndAsync(
        LookMessage message, string partition, ShardAudit audit, ShardProgress progress, CancellationToken cancellationToken)
    {
        var usage = await reader.UsageAsync(partition, cancellationToken);
        var books = await reader.BooksAsync(audit.Limits, cancellationToken);
        var isStill = books is not null
            && LatestOf(usage) <= audit.Before
            && (audit.Past(usage.Redemptions), audit.Past(usage.Money)) == (progress.Redemptions, progress.Money);
        List<string> findings = isStill ? [.. audit.Findings(progress.Sums, usage), .. books!.Findings()] : [];
        var tries = progress.Tries + 1;
        if ((!isStill || findings.Count > 0) && tries < MaxTries)
        {
            await SendAsync(message, new ShardProgress(tries, null, 0, 0, null, ShardSums.Nothing), options.FollowUpDelay * tries, cancellationToken);
            return false;
        }

        if (isStill)
        {
            await TellAsync(message, partition, findings, cancellationToken);
        }
        else
        {
            var today = (await programmes.NewestAsync(cancellationToken)).DayOf(clock.GetCurrentInstant());
            await filing.FileShardAsync(partition, today.PlusDays(1), cancellationToken);
        }

        return true;
    }

    private async Task TellAsync(LookMessage message, string partition, List<string> findings, CancellationToken cancellationToken)
    {
        var now = RowValues.Write(clock.GetCurrentInstant());
        var id = TableKeys.Hash("check", $"{message.Partition} {message.Row} {message.ETag}");
        var subject = $"campaigns/{message.Member}";
        var data = new EventData { CampaignId = message.Member, Count = findings.Count };
        await facts.WriteAsync(new RewardsEvent(id, RewardsEvent.CampaignChecked, subject, now, data), cancellationToken);
        if (findings.Count == 0)
        {
            await Reports.DeleteEntityAsync(TableKeys.ReconciliationPartition, TableKeys.FindingRow(partition), ETag.All, cancellationToken);
            return;
        }

        var row = new TableEntity(TableKeys.ReconciliationPartition, TableKeys.FindingRow(partition))
        {
            ["Campaign"] = message.Member,
            ["Shard"] = TableKeys.ShardOfPartition(partition),
            ["At"] = now,
            ["Findings"] = Reconciler.Join(findings),
        };
        await Reports.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        await happenings.TellAsync([new RewardsEvent($"{id}-finding", RewardsEvent.CampaignMismatch, subject, now, data)], cancellationToken);
        metrics.CampaignFindings(findings.Count);
    }

    private async Task SendAsync(LookMessage message, ShardProgress progress, TimeSpan delay, CancellationToken cancellationToken) =>
        await queues.SendAsync(TableKeys.LookQueue, message with { Shard = progress }, AgendaJson.Default.LookMessage, delay, cancellationToken);

    private static LocalDate LatestOf(CampaignUsage usage) => LocalDate.Max(usage.Redemptions.Day, usage.Money.Day);
}
