using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Models;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>Keeps fits, and moves them on under their ETag.</summary>
public sealed class FitStore(PartitionStore store, ModelCatalogue models)
{
    private TableClient Table => store.Table(TableKeys.Campaigns);

    /// <summary>Null: none was started yet.</summary>
    public async Task<ModelFit?> LastAsync(CancellationToken cancellationToken) =>
        await ReadAsync(TableKeys.LastFitRow, cancellationToken) is { } last
            && await ReadAsync(TableKeys.FitRow(last.Text("Id")), cancellationToken) is { } row
            ? ModelRows.ToFit(row)
            : null;

    /// <summary>The fit as it stands; where there is none of this id, it begins, and is the last one.</summary>
    public async Task<ModelFit> OpenAsync(ModelFit begun, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadAsync(TableKeys.FitRow(begun.Id), cancellationToken) is { } row)
            {
                return ModelRows.ToFit(row);
            }

            var last = await ReadAsync(TableKeys.LastFitRow, cancellationToken);
            var pointer = new TableEntity(TableKeys.ModelPartition, TableKeys.LastFitRow) { ["Id"] = begun.Id };
            if (await TrySubmitAsync(
                [new(TableTransactionActionType.Add, ModelRows.ToRow(begun)), TableRows.Put(last, pointer)], cancellationToken))
            {
                return begun;
            }
        }
    }

    /// <param name="change">Of the fit as it stands; repeated where another writer was faster, so it must come to the same.</param>
    public async Task<ModelFit> ChangeAsync(string id, Func<ModelFit, ModelFit> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await ReadAsync(TableKeys.FitRow(id), cancellationToken) ?? throw new InvalidOperationException($"There is no fit {id}.");
            var next = change(ModelRows.ToFit(row));
            if (await TrySubmitAsync([TableRows.Put(row, ModelRows.ToRow(next))], cancellationToken))
            {
                return next;
            }
        }
    }

    /// <summary>Ends a fit and writes its model down as the next version, both or neither: a fit makes one version, however often it ends.</summary>
    public async Task<ModelFit> EndAsync(string id, CustomerModelFit outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await ReadAsync(TableKeys.FitRow(id), cancellationToken) ?? throw new InvalidOperationException($"There is no fit {id}.");
            if (ModelRows.ToFit(row) is { State: not FitState.Running } ended)
            {
                return ended;
            }

            var (standing, newest) = await models.FreshAsync(cancellationToken);
            var numbered = outcome is CustomerModelFit.Fitted found
                ? new CustomerModelFit.Fitted(found.Model with { Version = standing.Version + 1 })
                : outcome;
            var fit = ModelRows.ToFit(row).Ended(numbered, standing);
            List<TableTransactionAction> batch = [TableRows.Put(row, ModelRows.ToRow(fit))];
            if (numbered is CustomerModelFit.Fitted { Model: var model })
            {
                batch.Add(TableRows.Put(newest, ModelRows.ToRow(model, TableKeys.ModelRow)));
                batch.Add(new(TableTransactionActionType.Add, ModelRows.ToRow(model, TableKeys.ModelVersionRow(model.Version))));
            }

            if (!await TrySubmitAsync(batch, cancellationToken))
            {
                continue;
            }

            if (numbered is CustomerModelFit.Fitted fitted)
            {
                models.Wrote(fitted.Model);
            }

            return fit;
        }
    }

    private Task<TableEntity?> ReadAsync(string row, CancellationToken cancellationToken) =>
        TableRows.ReadAsync(Table, TableKeys.ModelPartition, row, cancellationToken);

    /// <returns>False: someone else was faster, or it was this very write whose reply was lost.</returns>
    private async Task<bool> TrySubmitAsync(List<TableTransactionAction> batch, CancellationToken cancellationToken)
    {
        BatchGuard.Check(batch);
        try
        {
            await Table.SubmitTransactionAsync(batch, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
