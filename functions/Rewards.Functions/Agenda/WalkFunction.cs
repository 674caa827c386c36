using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>Starts a walk a minute later, when no instance files by an older definition any more.</summary>
public sealed class WalkStarter(QueueSender queues, RewardsOptions options)
{
    /// <param name="tiers">The tiers have changed: whoever has been counted for them is looked at.</param>
    public Task StartAsync(CancellationToken cancellationToken, bool tiers = false) => queues.SendAsync(
        TableKeys.WalkQueue, new WalkMessage(null, tiers), AgendaJson.Default.WalkMessage, options.WalkDelay, cancellationToken);
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
    QueueSender queues,
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
        var timed = await catalogue.ReadAsync(cancellationToken);
        var programme = message.Tiers ? await programmes.NewestAsync(cancellationToken) : null;
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var (rows, next) = await TablePages.ReadAsync(Table, filter, options.WalkPageSize, message.Next, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelFilings, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows, parallel, async (row, token) => await FileAsync(row, timed, programme, token));
        if (next is not null)
        {
            await queues.SendAsync(TableKeys.WalkQueue, message with { Next = next }, AgendaJson.Default.WalkMessage, TimeSpan.Zero, cancellationToken);
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
