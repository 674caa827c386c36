using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>The rewards, read through a cache of 30 s; the instance that wrote sees its change at once.</summary>
public sealed class RewardCatalogue(PartitionStore store, RewardsOptions options) : IDisposable
{
    private const int MaxEntries = 10_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxEntries });

    private readonly Lock writing = new();

    private long writes;

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public async ValueTask<Reward?> NewestAsync(RewardId id, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(id, out var cached))
        {
            return (Reward?)cached;
        }

        var before = Interlocked.Read(ref writes);
        var (reward, _) = await FreshAsync(id, cancellationToken);
        lock (writing)
        {
            // What was read while this instance wrote may be what was there before.
            if (writes == before)
            {
                Put(id, reward);
            }
        }

        return reward;
    }

    /// <summary>The newest version, past the cache, with the row that may be succeeded.</summary>
    public async Task<(Reward? Reward, TableEntity? Row)> FreshAsync(RewardId id, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, TableKeys.RewardPartition, TableKeys.RewardRow(id), cancellationToken);
        return (row is null ? null : ToReward(row), row);
    }

    /// <summary>One page of the newest versions, by id.</summary>
    public async Task<(IReadOnlyList<Reward> Rewards, string? Next)> PageAsync(string? next, int size, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.RewardRows;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.RewardPartition} and RowKey ge {from} and RowKey lt {to}");
        var (rows, token) = await TablePages.ReadAsync(Table, filter, size, next, cancellationToken);
        return ([.. rows.Select(ToReward)], token);
    }

    /// <summary>What this instance has just written.</summary>
    public void Wrote(Reward reward)
    {
        lock (writing)
        {
            writes++;
            if (cache.Get(reward.Id) is not Reward known || known.Version < reward.Version)
            {
                Put(reward.Id, reward);
            }
        }
    }

    public static TableEntity ToRow(Reward reward, string rowKey) => new(TableKeys.RewardPartition, rowKey)
    {
        ["Id"] = reward.Id.Value,
        ["Version"] = reward.Version,
        ["Json"] = RewardJson.Store(reward),
    };

    public void Dispose() => cache.Dispose();

    private static Reward ToReward(TableEntity row)
    {
        var body = JsonSerializer.Deserialize(row.GetBinary("Json"), RewardJsonContext.Default.RewardBody)!;
        var (reward, errors) = RewardJson.ToDomain(body, RewardId.Parse(row.Text("Id")), row.GetInt32("Version")!.Value);
        return reward ?? throw new InvalidOperationException($"Reward {row.RowKey} is stored with {errors[0]}.");
    }

    private void Put(RewardId id, Reward? reward) =>
        cache.Set(id, reward, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.DefinitionAge });
}
