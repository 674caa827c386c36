using Azure.Data.Tables;
using Rewards.Domain.Models;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>How the customers buy, read through a cache of 30 s; the instance that fitted sees its model at once.</summary>
public sealed class ModelCatalogue(PartitionStore store, TimeProvider time, RewardsOptions options)
{
    private readonly NewestCache<CustomerModel> cache = new(time, options, model => model.Version);

    private TableClient Table => store.Table(TableKeys.Campaigns);

    public async ValueTask<CustomerModel> NewestAsync(CancellationToken cancellationToken) => cache.Newest ?? await RefreshAsync(cancellationToken);

    /// <summary>Past the cache and into it.</summary>
    public async Task<CustomerModel> RefreshAsync(CancellationToken cancellationToken)
    {
        var (model, _) = await FreshAsync(cancellationToken);
        Wrote(model);
        return model;
    }

    /// <summary>Past the cache, with the row that may be succeeded.</summary>
    public async Task<(CustomerModel Model, TableEntity? Row)> FreshAsync(CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Table, TableKeys.ModelPartition, TableKeys.ModelRow, cancellationToken);
        return (row is null ? CustomerModel.Default : ModelRows.ToModel(row), row);
    }

    /// <summary>One version, which never changes.</summary>
    /// <exception cref="InvalidOperationException">There is no such version: a fault, since a fit names it.</exception>
    public async Task<CustomerModel> VersionAsync(int version, CancellationToken cancellationToken)
    {
        if (version == CustomerModel.Default.Version)
        {
            return CustomerModel.Default;
        }

        return await TableRows.ReadAsync(Table, TableKeys.ModelPartition, TableKeys.ModelVersionRow(version), cancellationToken) is { } row
            ? ModelRows.ToModel(row)
            : throw new InvalidOperationException($"The customer model has no version {version}.");
    }

    /// <summary>What is written down.</summary>
    public void Wrote(CustomerModel model) => cache.Put(model);
}
