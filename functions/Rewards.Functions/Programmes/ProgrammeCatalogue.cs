using System.Text.Json;
using Azure.Data.Tables;
using Rewards.Domain.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Programmes;

/// <summary>The programme's rules, read through a cache of 30 s; the instance that wrote sees its change at once.</summary>
public sealed class ProgrammeCatalogue(PartitionStore store, TimeProvider time, RewardsOptions options)
{
    private readonly NewestCache<Programme> cache = new(time, options, programme => programme.Version);

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public async ValueTask<Programme> NewestAsync(CancellationToken cancellationToken) => cache.Newest ?? await RefreshAsync(cancellationToken);

    /// <summary>Past the cache and into it.</summary>
    public async Task<Programme> RefreshAsync(CancellationToken cancellationToken)
    {
        var (programme, _) = await FreshAsync(cancellationToken);
        Wrote(programme);
        return programme;
    }

    /// <summary>Past the cache, with the row that may be succeeded.</summary>
    public async Task<(Programme Programme, TableEntity? Row)> FreshAsync(CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, TableKeys.ProgrammePartition, TableKeys.ProgrammeRow, cancellationToken);
        return (row is null ? Programme.Default : ToProgramme(row), row);
    }

    /// <summary>One version, which never changes.</summary>
    /// <exception cref="InvalidOperationException">There is no such version: a fault, since a purchase names it.</exception>
    public async ValueTask<Programme> VersionAsync(int version, CancellationToken cancellationToken)
    {
        if (version == Programme.Default.Version)
        {
            return Programme.Default;
        }

        if (await NewestAsync(cancellationToken) is var newest && newest.Version == version)
        {
            return newest;
        }

        return await TableRows.ReadAsync(Table, TableKeys.ProgrammePartition, TableKeys.ProgrammeVersionRow(version), cancellationToken) is { } row
            ? ToProgramme(row)
            : throw new InvalidOperationException($"The programme has no version {version}.");
    }

    /// <summary>What is written down.</summary>
    public void Wrote(Programme programme) => cache.Put(programme);

    public static TableEntity ToRow(Programme programme, string rowKey) => new(TableKeys.ProgrammePartition, rowKey)
    {
        ["Version"] = programme.Version,
        ["Json"] = ProgrammeJson.Store(programme),
    };

    private static Programme ToProgramme(TableEntity row)
    {
        var body = JsonSerializer.Deserialize(row.GetBinary("Json"), ProgrammeJsonContext.Default.ProgrammeBody)!;
        var (programme, errors) = ProgrammeJson.ToDomain(body, row.GetInt32("Version")!.Value);
        return programme ?? throw new InvalidOperationException($"The programme is stored with {errors[0]}.");
    }
}
