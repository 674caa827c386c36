using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>Starts a walk a minute after the change is committed, when no instance files by an older definition any more.</summary>
public sealed class WalkStarter(PartitionStore store, QueueSender queues, TimeProvider time, RewardsOptions options)
{
    /// <summary>For what is committed.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => SendAsync(new WalkMessage(null), options.WalkDelay, cancellationToken);

    /// <summary>
    /// For a version that is about to be committed: called before, since a retry finds no change any more. However late the
    /// commit is, the walk comes after it; without one there is none.
    /// </summary>
    /// <param name="tiers">The tiers have changed: whoever has been counted for them is looked at.</param>
    public Task StartAfterAsync(string partition, string versionRow, CancellationToken cancellationToken, bool tiers = false)
    {
        var awaited = new AwaitedVersion(partition, versionRow, time.GetUtcNow().ToUnixTimeMilliseconds());
        return SendAsync(new WalkMessage(null, tiers, awaited), options.FollowUpDelay, cancellationToken);
    }

    /// <summary>Starts the walk that a version was waited for, or waits on, or gives it up.</summary>
    public async Task AwaitAsync(WalkMessage message, AwaitedVersion awaited, CancellationToken cancellationToken)
    {
        if (await TableRows.ReadAsync(store.Table(TableKeys.Campaigns), awaited.Partition, awaited.Row, cancellationToken) is not null)
        {
            await SendAsync(message with { Awaits = null }, options.WalkDelay, cancellationToken);
            return;
        }

        if (time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(awaited.Since) < options.AbandonAfter)
        {
            await SendAsync(message, options.FollowUpDelay, cancellationToken);
        }
    }

    /// <summary>From where a page ended, at once.</summary>
    public Task GoOnAsync(WalkMessage message, CancellationToken cancellationToken) => SendAsync(message, TimeSpan.Zero, cancellationToken);

    private Task<SendReceipt> SendAsync(WalkMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queues.SendAsync(TableKeys.WalkQueue, message, AgendaJson.Default.WalkMessage, delay, cancellationToken);
}

/// <summary>
/// Walks over the members, page by page, and files those whom a new or changed campaign or tier has to look at: the only scan
/// there is. It takes up again where it was.
/// </summary>
public sealed class WalkFunction(
    PartitionStore store,
    ProgrammeCatalogue programmes,
    TimedCatalogue catalogue,
    LookFiler filer,
    WalkStarter walks,
    RewardsOptions options,
    IClock clock)
{
    private const int ParallelFilings = 8;

    private TableClient Table => store.Table(TableKeys.Members);

    [Function("WalkMembers")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.WalkQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, AgendaJson.Default.WalkMessage)!;
        if (message.Awaits is { } awaited)
        {
            await walks.AwaitAsync(message, awaited, cancellationToken);
            return;
        }

        var timed = await catalogue.RefreshAsync(cancellationToken);
        var programme = message.Tiers ? await programmes.RefreshAsync(cancellationToken) : null;
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var (rows, next) = await TablePages.ReadAsync(Table, filter, options.WalkPageSize, message.Next, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelFilings, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows, parallel, async (row, token) => await FileAsync(row, timed, programme, token));
        if (next is not null)
        {
            await walks.GoOnAsync(message with { Next = next }, cancellationToken);
        }
    }

    /// <param name="programme">Null: its tiers have not changed.</param>
    private async Task FileAsync(TableEntity row, TimedCampaigns timed, Programme? programme, CancellationToken cancellationToken)
    {
        var besides = await TierLookAsync(MemberRows.ToMember(row)!, programme, cancellationToken);
        await filer.FileAsync(row, timed, after: null, besides, cancellationToken);
    }

    /// <summary>The next midnight, for who was last judged by other tiers.</summary>
    private async Task<LocalDate?> TierLookAsync(Member member, Programme? programme, CancellationToken cancellationToken)
    {
        if (programme?.Tiers is not { } rules)
        {
            return null;
        }

        var row = await TableRows.ReadAsync(Table, TableKeys.MemberPartition(member.Id), TableKeys.StandingRow(member.Id), cancellationToken);
        return StandingJson.ToStanding(row).Tier.Rules is { } judgedBy && judgedBy != rules.Fingerprint
            ? programme.DayOf(clock.GetCurrentInstant()).PlusDays(1)
            : null;
    }
}
