using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;

namespace Rewards.Functions.Storage;

/// <summary>
/// The definitions of one kind: the newest of each and every version there was, in one partition. Read through a cache of
/// 30 s; the instance that wrote sees its change at once.
/// </summary>
public abstract class DefinitionCatalogue<TId, T>(PartitionStore store, RewardsOptions options, DefinitionKeys<TId> keys) : IDisposable
    where TId : struct
    where T : class
{
    private const int MaxEntries = 10_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxEntries });

    private readonly Lock writing = new();

    private long writes;

    private TableClient Table => store.Table(TableKeys.Campaigns);

    /// <summary>The newest version. That there is none is remembered too.</summary>
    public async ValueTask<T?> NewestAsync(TId id, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(id, out var cached))
        {
            return (T?)cached;
        }

        var before = Interlocked.Read(ref writes);
        var (newest, _) = await FreshAsync(id, cancellationToken);
        lock (writing)
        {
            // What was read while this instance wrote may be what was there before.
            if (writes == before)
            {
                Put(id, newest);
            }
        }

        return newest;
    }

    /// <summary>The newest version, past the cache, with the row that may be succeeded.</summary>
    public async Task<(T? Newest, TableEntity? Row)> FreshAsync(TId id, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, keys.Partition, keys.Row(id), cancellationToken);
        return (row is null ? null : Read(row), row);
    }

    /// <summary>One page of the newest versions, by id.</summary>
    public async Task<(IReadOnlyList<T> Newest, string? Next)> PageAsync(string? next, int size, CancellationToken cancellationToken)
    {
        var (from, to) = keys.Rows;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {keys.Partition} and RowKey ge {from} and RowKey lt {to}");
        var (rows, token) = await TablePages.ReadAsync(Table, filter, size, next, cancellationToken);
        return ([.. rows.Select(Read)], token);
    }

    /// <summary>Writes a new version.</summary>
    /// <param name="row">That of the version before; null: there is none.</param>
    /// <returns>False where another instance was faster.</returns>
    public async Task<bool> TryWriteAsync(T next, TableEntity? row, CancellationToken cancellationToken)
    {
        var (id, version) = NameOf(next);
        try
        {
            await Table.SubmitTransactionAsync(
                [
                    TableRows.Put(row, ToRow(next, keys.Row(id))),
                    new(TableTransactionActionType.Add, ToRow(next, keys.VersionRow(id, version))),
                ],
                cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>What this instance has just written, or found to be written.</summary>
    public void Wrote(T definition)
    {
        var (id, version) = NameOf(definition);
        lock (writing)
        {
            writes++;
            if (cache.Get(id) is not T known || NameOf(known).Version < version)
            {
                Put(id, definition);
            }
        }
    }

    /// <summary>What was remembered; another instance may have changed some.</summary>
    public void Forget()
    {
        lock (writing)
        {
            writes++;
            cache.Clear();
        }
    }

    public void Dispose()
    {
        cache.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract (TId Id, int Version) NameOf(T definition);

    /// <summary>As it is stored: the same bytes of the same definition, whatever its version.</summary>
    protected abstract byte[] Store(T definition);

    protected abstract T Read(string id, int version, byte[] json);

    private T Read(TableEntity row) => Read(row.Text("Id"), row.GetInt32("Version")!.Value, row.GetBinary("Json")!);

    private TableEntity ToRow(T definition, string rowKey)
    {
        var (id, version) = NameOf(definition);
        return new(keys.Partition, rowKey) { ["Id"] = id.ToString(), ["Version"] = version, ["Json"] = Store(definition) };
    }

    private void Put(TId id, T? definition) =>
        cache.Set(id, definition, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.DefinitionAge });
}
