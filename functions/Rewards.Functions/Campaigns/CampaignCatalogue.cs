using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Campaigns;

/// <summary>Which campaign a shared or a foreign code belongs to.</summary>
/// <param name="Disabled">A shared code that was taken out; a foreign one says so in its coupon.</param>
/// <param name="Shard">Where the one coupon of a foreign code is; null: a shared code.</param>
public sealed record Alias(CampaignId Campaign, bool Disabled, int? Shard = null);

/// <summary>Whose codes begin with a tag.</summary>
/// <param name="Campaign">Null: no campaign's; imported codes begin so, and no campaign will.</param>
public sealed record TagOwner(CampaignId? Campaign)
{
    public bool IsForeign => Campaign is null;
}

/// <summary>
/// The definitions, read through a cache of 30 s; the instance that wrote sees its change at once. That a tag, alias or id is
/// not there is remembered too, so that guesses cost no reads.
/// </summary>
public sealed class CampaignCatalogue(PartitionStore store, RewardsOptions options) : IDisposable
{
    private const int MaxEntries = 20_000;

    private const string TimedKey = "timed";

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxEntries });

    private readonly Lock writing = new();

    private long writes;

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public ValueTask<CampaignDefinition?> NewestAsync(CampaignId id, CancellationToken cancellationToken) => CachedAsync(
        ("newest", id.Value),
        async () => await ReadAsync(TableKeys.CampaignRow(id), cancellationToken) is { } row ? ToDefinition(row) : null);

    /// <summary>The newest version, past the cache, with the ETag under which it may be succeeded.</summary>
    public async Task<(CampaignDefinition? Definition, TableEntity? Row)> FreshAsync(CampaignId id, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(TableKeys.CampaignRow(id), cancellationToken);
        return (row is null ? null : ToDefinition(row), row);
    }

    /// <summary>The newest version, past the cache and into it.</summary>
    public async Task<CampaignDefinition?> RefreshAsync(CampaignId id, CancellationToken cancellationToken)
    {
        var (newest, _) = await FreshAsync(id, cancellationToken);
        if (newest is not null)
        {
            Wrote(newest);
        }

        return newest;
    }

    /// <summary>One version, which never changes.</summary>
    /// <exception cref="InvalidOperationException">There is no such version: a fault, since a coupon names it.</exception>
    public async ValueTask<CampaignDefinition> VersionAsync(CampaignId id, int version, CancellationToken cancellationToken)
    {
        if (await NewestAsync(id, cancellationToken) is { } newest && newest.Version == version)
        {
            return newest;
        }

        return await CachedAsync(
            ("version", TableKeys.CampaignVersionRow(id, version)),
            async () => await ReadAsync(TableKeys.CampaignVersionRow(id, version), cancellationToken) is { } row ? ToDefinition(row) : null)
            ?? throw new InvalidOperationException($"Campaign {id} has no version {version}.");
    }

    /// <summary>All versions, past the cache, in their order.</summary>
    public async Task<IReadOnlyList<CampaignDefinition>> VersionsAsync(CampaignId id, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.CampaignVersionRows(id);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.CampaignPartition} and RowKey ge {from} and RowKey lt {to}");
        return await Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(ToDefinition).ToListAsync(cancellationToken);
    }

    /// <summary>The version that a unique coupon keeps, as it was offered to whoever it was issued to.</summary>
    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async ValueTask<CampaignDefinition> TermsAsync(Coupon coupon, CancellationToken cancellationToken) =>
        (await VersionAsync(coupon.Campaign, coupon.CampaignVersion!.Value, cancellationToken)).OfferedTo(coupon.Arm, coupon.Step);

    public ValueTask<TagOwner?> ByTagAsync(string tag, CancellationToken cancellationToken) => CachedAsync(
        ("tag", tag),
        async () => await TableRows.ReadAsync(Table, TableKeys.TagPartition(tag), TableKeys.TagRow(tag), cancellationToken) is { } row
            ? ToTagOwner(row)
            : null);

    public ValueTask<Alias?> ByAliasAsync(CouponCode code, CancellationToken cancellationToken) => CachedAsync(
        ("alias", code.Value),
        async () => await TableRows.ReadAsync(Table, TableKeys.AliasPartition(code), TableKeys.AliasRow(code), cancellationToken) is { } row
            ? ToAlias(row)
            : null);

    /// <summary>The newest versions of all campaigns that issue by themselves, disabled ones included.</summary>
    public async ValueTask<IReadOnlyList<CampaignDefinition>> TimedAsync(CancellationToken cancellationToken) => (await CachedAsync(
        (TimedKey, ""),
        async () =>
        {
            var (from, to) = TableKeys.CampaignRows;
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {TableKeys.CampaignPartition} and RowKey ge {from} and RowKey lt {to} and Timed eq true");
            List<CampaignDefinition> timed = [];
            await foreach (var row in Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                timed.Add(ToDefinition(row));
            }

            return timed;
        }))!;

    /// <summary>One page of the newest versions, by id.</summary>
    public async Task<(IReadOnlyList<CampaignDefinition> Campaigns, string? Next)> PageAsync(string? next, int size, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.CampaignRows;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.CampaignPartition} and RowKey ge {from} and RowKey lt {to}");
        var (rows, token) = await TablePages.ReadAsync(Table, filter, size, next, cancellationToken);
        return ([.. rows.Select(ToDefinition)], token);
    }

    /// <summary>What this instance has just written.</summary>
    public void Wrote(CampaignDefinition definition)
    {
        lock (writing)
        {
            writes++;
            var isOld = cache.Get(("newest", definition.Id.Value)) is CampaignDefinition known && known.Version > definition.Version;
            if (!isOld)
            {
                Put(("newest", definition.Id.Value), definition);
            }

            cache.Remove(("tag", definition.Tag));
            cache.Remove((TimedKey, ""));
            if (definition.Codes is CodePolicy.Shared shared)
            {
                cache.Remove(("alias", shared.Normalised.Value));
            }
        }
    }

    public void Wrote(CouponCode code, Alias alias)
    {
        lock (writing)
        {
            writes++;
            Put(("alias", code.Value), alias);
        }
    }

    /// <summary>This instance has just written it: what was remembered of it, such as that it is not there, holds no longer.</summary>
    public void ForgetAlias(CouponCode code) => Forget(("alias", code.Value));

    /// <inheritdoc cref="ForgetAlias"/>
    public void ForgetTag(string tag) => Forget(("tag", tag));

    /// <summary>What was remembered of the campaigns that issue by themselves; another instance may have changed one.</summary>
    public void ForgetTimed() => Forget((TimedKey, ""));

    /// <summary>Whose a tag is that is out of use.</summary>
    public const string NoCampaign = "";

    public static TagOwner ToTagOwner(TableEntity row) => new(CampaignId.TryParse(row.GetString("Campaign"), out var id) ? id : null);

    public static Alias ToAlias(TableEntity row) =>
        new(CampaignId.Parse(row.Text("Campaign")), row.GetBoolean("Disabled") ?? false, row.GetInt32("Shard"));

    public static TableEntity ToRow(CampaignDefinition definition, string rowKey) => new(TableKeys.CampaignPartition, rowKey)
    {
        ["Id"] = definition.Id.Value,
        ["Version"] = definition.Version,
        ["Tag"] = definition.Tag,
        ["Timed"] = definition.Trigger is not null,
        ["Json"] = CampaignJson.Store(definition),
    };

    public static CampaignDefinition ToDefinition(TableEntity row)
    {
        var body = JsonSerializer.Deserialize(row.GetBinary("Json"), CampaignJsonContext.Default.CampaignBody)!;
        var (definition, errors) = CampaignJson.ToDomain(
            body, CampaignId.Parse(row.Text("Id")), row.GetInt32("Version")!.Value, row.Text("Tag"));
        return definition ?? throw new InvalidOperationException($"Campaign {row.RowKey} is stored with {errors[0]}.");
    }

    private void Forget((string, string) key)
    {
        lock (writing)
        {
            writes++;
            cache.Remove(key);
        }
    }

    private Task<TableEntity?> ReadAsync(string rowKey, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.CampaignPartition, rowKey, cancellationToken);

    private async ValueTask<T?> CachedAsync<T>((string, string) key, Func<Task<T?>> read)
        where T : class
    {
        if (cache.TryGetValue(key, out var cached))
        {
            return (T?)cached;
        }

        var before = Interlocked.Read(ref writes);
        var value = await read();
        lock (writing)
        {
            // What was read while this instance wrote may be what was there before.
            if (writes == before)
            {
                Put(key, value);
            }
        }

        return value;
    }

    private void Put((string, string) key, object? value) =>
        cache.Set(key, value, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.DefinitionAge });

    public void Dispose() => cache.Dispose();
}
