using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>A row of the Agenda that was just filed.</summary>
/// <param name="Day">The true one, on which the member has to be looked at.</param>
public sealed record FiledLook(MemberId Member, LocalDate Day, string Partition, string Row, ETag ETag);

/// <summary>
/// Files what has to be looked at on a day. What falls on a day that was drained already is filed under the next one, with its
/// true day kept.
/// </summary>
public sealed class AgendaFiling(PartitionStore store, QueueSender queues)
{
    /// <summary>What time does to a member is due.</summary>
    public const string LookKind = "look";

    /// <summary>A member's books have changed and are replayed.</summary>
    public const string ReconcileKind = "reconcile";

    /// <summary>A timer that has not run for longer finds what is left, and nothing to check.</summary>
    private const int DaysWithChecks = 10;

    private TableClient Table => store.Table(TableKeys.Agenda);

    /// <summary>The last day that was drained whole; null: none yet.</summary>
    public async Task<LocalDate?> WatermarkAsync(CancellationToken cancellationToken) =>
        await TableRows.ReadAsync(Table, TableKeys.WatermarkPartition, TableKeys.WatermarkRow, cancellationToken) is { } row
            ? RowValues.ReadDay(row, "Day")
            : null;

    public async Task AdvanceAsync(LocalDate day, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await TableRows.ReadAsync(Table, TableKeys.WatermarkPartition, TableKeys.WatermarkRow, cancellationToken);
            if (row is not null && RowValues.ReadDay(row, "Day") >= day)
            {
                return;
            }

            try
            {
                var next = new TableEntity(TableKeys.WatermarkPartition, TableKeys.WatermarkRow) { ["Day"] = RowValues.Write(day) };
                await Table.SubmitTransactionAsync([TableRows.Put(row, next)], cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Another tick: look how far it came.
            }
        }
    }

    /// <summary>Files a look at a member; filed twice it is one row.</summary>
    public async Task<FiledLook> FileAsync(MemberId member, LocalDate day, CancellationToken cancellationToken, string kind = LookKind)
    {
        var watermark = await WatermarkAsync(cancellationToken);
        var under = watermark is { } drained && day <= drained ? drained.PlusDays(1) : day;
        var row = new TableEntity(TableKeys.AgendaPartition(under, member), TableKeys.AgendaRow(member, kind)) { ["Day"] = RowValues.Write(day) };
        var written = await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return new FiledLook(member, day, row.PartitionKey, row.RowKey, written.Headers.ETag!.Value);
    }

    /// <summary>Files the check of a campaign's shard, by its partition in table Coupons; filed twice it is one row.</summary>
    public async Task FileShardAsync(string couponPartition, LocalDate day, CancellationToken cancellationToken)
    {
        var watermark = await WatermarkAsync(cancellationToken);
        var under = watermark is { } drained && day <= drained ? drained.PlusDays(1) : day;
        var row = new TableEntity(TableKeys.AgendaPartition(under, couponPartition), TableKeys.AgendaShardRow(couponPartition)) { ["Day"] = RowValues.Write(day) };
        await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>
    /// Looks at a member without waiting for the timer, for whose row is due today already. Where the timer is faster, or the message
    /// is lost, its own message is the same operation.
    /// </summary>
    public async Task LookNowAsync(FiledLook filed, LocalDate today, CancellationToken cancellationToken)
    {
        var message = new LookMessage(filed.Member.Value, RowValues.Write(today), filed.Partition, filed.Row, filed.ETag.ToString());
        await queues.SendAsync(TableKeys.LookQueue, message, AgendaJson.Default.LookMessage, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>The same for a row that stands already; none if it was dealt with meanwhile.</summary>
    public async Task LookAgainNowAsync(MemberId member, LocalDate today, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(
            Table, TableKeys.AgendaPartition(today, member), TableKeys.AgendaRow(member, LookKind), cancellationToken);
        if (row is not null)
        {
            await LookNowAsync(new FiledLook(member, RowValues.ReadDay(row, "Day")!.Value, row.PartitionKey, row.RowKey, row.ETag), today, cancellationToken);
        }
    }

    /// <summary>Takes a row away that was dealt with, unless it was filed again meanwhile: then it is looked at once more.</summary>
    public async Task RemoveAsync(string partition, string row, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            await Table.DeleteEntityAsync(partition, row, etag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Filed again.
        }
    }

    /// <summary>
    /// Takes a row away that stood until an earlier one was filed, so that a member has one. Read before the profile and
    /// deleted under its ETag: if it stands again meanwhile, it has been filed anew and stays.
    /// </summary>
    public async Task RemoveReplacedAsync(MemberId member, LocalDate day, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(
            Table, TableKeys.AgendaPartition(day, member), TableKeys.AgendaRow(member, LookKind), cancellationToken);
        var profile = await TableRows.ReadAsync(
            store.Table(TableKeys.Members), TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        if (row is not null && profile is not null && RowValues.ReadDay(profile, "LookOn") != day)
        {
            await RemoveAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>Takes an erased member's standing row away, under its day or the one that was undrained then.</summary>
    public async Task RemoveAsync(MemberId member, string? lookOn, CancellationToken cancellationToken)
    {
        if (!LocalDatePattern.Iso.Parse(lookOn ?? "").TryGetValue(default, out var day))
        {
            return;
        }

        var row = TableKeys.AgendaRow(member, LookKind);
        await RemoveAsync(TableKeys.AgendaPartition(day, member), row, ETag.All, cancellationToken);
        if (await WatermarkAsync(cancellationToken) is { } drained)
        {
            await RemoveAsync(TableKeys.AgendaPartition(drained.PlusDays(1), member), row, ETag.All, cancellationToken);
        }
    }

    /// <summary>Takes away the checks of an erased member's books: they stand under the days that are not drained yet.</summary>
    public async Task RemoveChecksAsync(MemberId member, LocalDate today, CancellationToken cancellationToken)
    {
        var first = LocalDate.Max((await WatermarkAsync(cancellationToken) ?? today).PlusDays(1), today.PlusDays(-DaysWithChecks));
        for (var day = LocalDate.Min(first, today); day <= LocalDate.Max(first, today.PlusDays(1)); day = day.PlusDays(1))
        {
            await RemoveAsync(TableKeys.AgendaPartition(day, member), TableKeys.AgendaRow(member, ReconcileKind), ETag.All, cancellationToken);
        }
    }

    /// <summary>
    /// Takes what was just filed away again where the member has been erased meanwhile: the eraser may have looked before. One of
    /// the two comes last, and finds it.
    /// </summary>
    public async Task RemoveOfErasedAsync(MemberId member, string? lookOn, LocalDate today, CancellationToken cancellationToken)
    {
        var profile = await TableRows.ReadAsync(
            store.Table(TableKeys.Members), TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        if (profile?.GetString("ErasedAt") is not null)
        {
            await RemoveAsync(member, lookOn, cancellationToken);
            await RemoveChecksAsync(member, today, cancellationToken);
        }
    }
}
