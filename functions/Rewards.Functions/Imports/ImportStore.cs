using System.Text;
using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>
/// Files on their way: a row that tells of the file, one a slice with its lines until they are worked off, and one a slice with
/// what came of them.
/// </summary>
public sealed class ImportStore(PartitionStore store)
{
    private const int MaxParallel = 8;

    private TableClient Table => store.Table(TableKeys.Imports);

    public async Task<Import?> FindAsync(string id, CancellationToken cancellationToken) =>
        ImportRows.ToImport(await TableRows.ReadAsync(Table, id, TableKeys.ImportRow(id), cancellationToken));

    /// <returns>What came of the file so far, and whether that is all of it.</returns>
    public async Task<(ImportResult Result, bool IsCompleted)> ProgressAsync(Import import, CancellationToken cancellationToken)
    {
        var (result, slices) = (ImportResult.None, 0);
        await foreach (var row in QueryAsync(import.Id, TableKeys.ImportResultRows, cancellationToken))
        {
            result += ImportRows.ToResult(row);
            slices++;
        }

        return (result, slices == import.Slices);
    }

    /// <summary>Keeps a file's slices; repeatable.</summary>
    /// <returns>False: others are kept under this id.</returns>
    public async Task<bool> TryKeepAsync(string import, IReadOnlyList<ImportSlice> slices, CancellationToken cancellationToken)
    {
        var same = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, slices.Count),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                if (await TryAddAsync(ImportRows.ToRow(slices[number], import, number), token)
                    || await SliceAsync(import, number, token) is { } kept && kept.Text.AsSpan().SequenceEqual(slices[number].Text))
                {
                    Interlocked.Increment(ref same);
                }
            });
        return same == slices.Count;
    }

    public async Task<ImportSlice?> SliceAsync(string import, int number, CancellationToken cancellationToken) =>
        ImportRows.ToSlice(await TableRows.ReadAsync(Table, import, TableKeys.ImportSliceRow(import, number), cancellationToken));

    public async Task<bool> IsDoneAsync(string import, int number, CancellationToken cancellationToken) =>
        await TableRows.ReadAsync(Table, import, TableKeys.ImportResultRow(import, number), cancellationToken) is not null;

    /// <summary>Written once: whoever works the slice off again comes to the same.</summary>
    public Task KeepAsync(ImportResult result, string import, int number, CancellationToken cancellationToken) =>
        TryAddAsync(ImportRows.ToRow(result, import, number), cancellationToken);

    public Task DropSliceAsync(string import, int number, CancellationToken cancellationToken) =>
        Table.DeleteEntityAsync(import, TableKeys.ImportSliceRow(import, number), ETag.All, cancellationToken);

    /// <summary>Drops the lines of a file that was never taken on.</summary>
    public async Task DropSlicesAsync(string import, CancellationToken cancellationToken)
    {
        await foreach (var row in QueryAsync(import, TableKeys.ImportSliceRows, cancellationToken))
        {
            await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    /// <summary>
    /// Blanks an erased member's lines in what is still to be worked off, or was given up on and waits in Poison. Other lines keep
    /// their numbers.
    /// </summary>
    public async Task ForgetAsync(MemberId member, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.ImportSliceRows;
        var waiting = Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}"), cancellationToken: cancellationToken);
        await foreach (var row in waiting)
        {
            var text = Encoding.UTF8.GetString(row.GetBinary("Text")!);
            var lines = text.Split('\n').Select(line => Mentions(line, member) ? "" : line);
            var without = string.Join('\n', lines);
            if (without != text)
            {
                row["Text"] = Encoding.UTF8.GetBytes(without);
                await TryReplaceAsync(row, cancellationToken);
            }
        }
    }

    private static bool Mentions(string line, MemberId member) => line.Split(',').Any(field => field.Trim().Trim('"').Trim() == member.Value);

    private async Task TryReplaceAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Worked off meanwhile.
        }
    }

    private AsyncPageable<TableEntity> QueryAsync(string import, (string From, string To) range, CancellationToken cancellationToken) =>
        Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {import} and RowKey ge {range.From} and RowKey lt {range.To}"),
            cancellationToken: cancellationToken);

    private async Task<bool> TryAddAsync(TableEntity row, CancellationToken cancellationToken) =>
        await TableRows.InsertAsync(Table, row, cancellationToken) is null;
}
