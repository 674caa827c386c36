using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;
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
    CampaignCatalogue catalogue,
    AgendaFiling filing,
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
        var timed = await catalogue.TimedAsync(cancellationToken);
        var programme = message.Tiers ? await programmes.NewestAsync(cancellationToken) : null;
        var drained = await filing.WatermarkAsync(cancellationToken);
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var (rows, next) = await TablePages.ReadAsync(Table, filter, options.WalkPageSize, message.Next, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelFilings, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows, parallel, async (row, token) => await FileAsync(row, timed, programme, drained, token));
        if (next is not null)
        {
            await queues.SendAsync(TableKeys.WalkQueue, message with { Next = next }, AgendaJson.Default.WalkMessage, TimeSpan.Zero, cancellationToken);
        }
    }

    /// <summary>
    /// The row first, then the profile that names it: a crash between the two leaves a row that is looked at in vain. No
    /// operation row is needed, since what was done is told by the profile itself.
    /// </summary>
    /// <param name="programme">Null: its tiers have not changed.</param>
    private async Task FileAsync(
        TableEntity row, IReadOnlyList<CampaignDefinition> timed, Programme? programme, LocalDate? drained, CancellationToken cancellationToken)
    {
        LocalDate? filed = null;
        while (true)
        {
            var member = MemberRows.ToMember(row)!;
            if (member.IsErased)
            {
                // Erased since it was filed: the eraser may have looked before.
                await filing.RemoveAsync(member.Id, RowValues.Write(filed), cancellationToken);
                return;
            }

            var next = Looks.Earliest(
                Dormancy.NextLook(member.LastPurchaseOn, timed, after: null), await TierLookAsync(member, programme, cancellationToken));
            // A row of a drained day is dealt with, stands under the next day or was lost: there it may be filed once too often.
            var stands = member.LookOn <= next && !(member.LookOn <= drained);
            if (next is null || stands)
            {
                return;
            }

            await filing.FileAsync(member.Id, next.Value, cancellationToken);
            filed = next;
            try
            {
                await Table.UpdateEntityAsync(MemberRows.ToRow(member with { LookOn = next }), row.ETag, TableUpdateMode.Replace, cancellationToken);
                if (member.LookOn is { } replaced)
                {
                    await filing.RemoveReplacedAsync(member.Id, replaced, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                row = await Table.GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            }
        }
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
