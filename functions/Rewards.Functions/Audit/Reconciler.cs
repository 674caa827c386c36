using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Audit;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Events;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions.Audit;

/// <summary>
/// Replays the ledgers of members that changed, the day after, and keeps what does not add up until it does again. A command on
/// a member's points files the check in the Agenda.
/// </summary>
public sealed class Reconciler(
    PartitionStore store,
    MemberLoader members,
    LedgerReader reader,
    MemberPages pages,
    FactWriter facts,
    Happenings happenings,
    RewardsMetrics metrics,
    IClock clock)
{
    private const char Separator = '\n';

    private const int MostTold = 20;

    private const int PageSize = 1_000;

    private TableClient Reports => store.Table(TableKeys.Reports);

    /// <returns>What is wrong; empty: nothing. An unknown or erased member has no books.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(MemberId id, CancellationToken cancellationToken)
    {
        if (await members.LoadAsync(id, cancellationToken) is not { State: { Member: { IsErased: false } member, Account: var account } })
        {
            return [];
        }

        var entries = await reader.ReadAsync(id, account.Sequence, cancellationToken);
        return new MemberBooks(member, account, entries, await PromisesAsync(id, cancellationToken)).Findings();
    }

    /// <param name="filing">Names the check, so that it is counted once.</param>
    public async Task RunAsync(MemberId member, string filing, CancellationToken cancellationToken)
    {
        var findings = await CheckAsync(member, cancellationToken);
        var now = RowValues.Write(clock.GetCurrentInstant());
        var id = TableKeys.Hash("check", filing);
        await facts.WriteAsync(new RewardsEvent(id, RewardsEvent.LedgerChecked, "members", now, new EventData { Count = findings.Count }), cancellationToken);
        if (findings.Count == 0)
        {
            await ForgetAsync(member, cancellationToken);
            return;
        }

        var row = new TableEntity(TableKeys.ReconciliationPartition, TableKeys.FindingRow(member))
        {
            ["Member"] = member.Value,
            ["At"] = now,
            ["Findings"] = Join(findings),
        };
        await Reports.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if ((await members.LoadAsync(member, cancellationToken)).State is not { Member.IsErased: false })
        {
            // Erased since the books were read: they were gone, and the eraser may have looked before this was written.
            await ForgetAsync(member, cancellationToken);
            return;
        }

        var data = new EventData { MemberId = member.Value, Count = findings.Count };
        await happenings.TellAsync([new RewardsEvent($"{id}-finding", RewardsEvent.LedgerMismatch, $"members/{member}", now, data)], cancellationToken);
        metrics.MemberFindings(findings.Count);
    }

    public async Task ForgetAsync(MemberId member, CancellationToken cancellationToken) =>
        await Reports.DeleteEntityAsync(TableKeys.ReconciliationPartition, TableKeys.FindingRow(member), ETag.All, cancellationToken);

    public static string Join(IEnumerable<string> findings) => string.Join(Separator, findings.Take(MostTold));

    public static IReadOnlyList<string> FindingsOf(TableEntity row) => row.Text("Findings").Split(Separator);

    private async Task<IReadOnlyList<Promise>> PromisesAsync(MemberId member, CancellationToken cancellationToken)
    {
        List<Promise> promises = [];
        string? next = null;
        do
        {
            (var rows, next) = await pages.ReadAsync(member, TableKeys.OperationRows, next, cancellationToken, PageSize);
            promises.AddRange(rows.Select(Promises.OfMember).OfType<Promise>());
        }
        while (next is not null);

        return promises;
    }
}
