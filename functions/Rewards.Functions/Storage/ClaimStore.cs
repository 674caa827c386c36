using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Storage;

/// <summary>Whose something is that exists once beyond a partition.</summary>
/// <param name="Mine">It was made for this very operation, now or in an earlier try.</param>
/// <param name="Owner">The other owner's operation row; null: it has no outcome yet.</param>
public sealed record Claim(bool Mine, string Table, string Partition, OperationId Operation, string Kind, OperationRow? Owner, TableEntity? Row)
{
    /// <summary>Whose it was has been erased; it stays claimed for ever.</summary>
    public bool IsForgotten => Partition.Length == 0;

    /// <summary>Held by an operation that was accepted, or by one that nobody knows any more.</summary>
    public bool IsOthers => IsForgotten || Owner is { Outcome: OperationOutcome.Accepted };
}

/// <summary>
/// Uniqueness beyond a partition: an insert-only row that names the operation it was made for. No step depends on a clock.
/// </summary>
public sealed class ClaimStore(PartitionStore store)
{
    private TableClient Table => store.Table(TableKeys.Claims);

    /// <summary>Claims something for an operation, or tells who has it.</summary>
    public async Task<Claim> TakeAsync(string kind, string what, Operation operation, CancellationToken cancellationToken)
    {
        var key = TableKeys.ClaimPartition(kind, what);
        try
        {
            await Table.AddEntityAsync(RowFor(key, operation), cancellationToken);
            return new Claim(true, operation.Table, operation.Partition, operation.Id, operation.Kind, null, null);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await FindAsync(kind, what, cancellationToken) is { } found
                ? found with { Mine = found.Operation == operation.Id && found.Partition == operation.Partition }
                : throw new StorageBusyException();
        }
    }

    /// <summary>Who has it; null: nobody.</summary>
    public async Task<Claim?> FindAsync(string kind, string what, CancellationToken cancellationToken)
    {
        var key = TableKeys.ClaimPartition(kind, what);
        if (await TableRows.ReadAsync(Table, key, key, cancellationToken) is not { } row)
        {
            return null;
        }

        var (table, partition, id) = (row.Text("OwnerTable"), row.Text("OwnerPartition"), new OperationId(row.Text("Operation")));
        var owner = partition.Length == 0 ? null : await store.ReadAsync(table, partition, id, cancellationToken);
        return new Claim(false, table, partition, id, row.Text("Kind"), owner, row);
    }

    /// <summary>The partition of who has it, without a look at the outcome; null: nobody, empty: whose it was has been erased.</summary>
    public async Task<string?> OwnerPartitionAsync(string kind, string what, CancellationToken cancellationToken)
    {
        var key = TableKeys.ClaimPartition(kind, what);
        return (await TableRows.ReadAsync(Table, key, key, cancellationToken))?.Text("OwnerPartition");
    }

    /// <summary>
    /// Takes a claim over whose owner was refused or given up. Called only by a command that has itself decided to accept: an
    /// owner without an outcome is given up first.
    /// </summary>
    /// <returns>False: the owner was faster; look again.</returns>
    public async Task<bool> TryTakeOverAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        if (claim.Owner is null && !await store.TryAbandonAsync(claim.Table, claim.Partition, claim.Operation, claim.Kind, cancellationToken))
        {
            return false;
        }

        try
        {
            await Table.UpdateEntityAsync(RowFor(claim.Row!.PartitionKey, operation), claim.Row.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Gives a claim back that its operation, refused, has no use for; best effort, since it could be taken over all the same.</summary>
    public async Task ReleaseAsync(string kind, string what, Claim claim, CancellationToken cancellationToken)
    {
        if (await FindAsync(kind, what, cancellationToken) is { Row: { } row } found && found.Operation == claim.Operation)
        {
            try
            {
                await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Taken over meanwhile.
            }
        }
    }

    /// <summary>The same as <see cref="ForgetOwnerAsync"/>, and where there is no claim makes one without an owner: one that is on its way comes too late.</summary>
    public async Task ForgetAsync(string kind, string what, string partition, CancellationToken cancellationToken)
    {
        var nobodys = new Operation(new OperationId(""), "", "", "", "");
        if (!(await TakeAsync(kind, what, nobodys, cancellationToken)).Mine)
        {
            await ForgetOwnerAsync(kind, what, partition, cancellationToken);
        }
    }

    /// <summary>Wipes whose a claim is, where it belongs to this partition: what is claimed stays claimed.</summary>
    public async Task ForgetOwnerAsync(string kind, string what, string partition, CancellationToken cancellationToken)
    {
        var key = TableKeys.ClaimPartition(kind, what);
        while (await TableRows.ReadAsync(Table, key, key, cancellationToken) is { } row && row.Text("OwnerPartition") == partition)
        {
            row["OwnerPartition"] = "";
            try
            {
                await Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // Taken over or released meanwhile: look again.
            }
        }
    }

    private static TableEntity RowFor(string key, Operation operation) => new(key, key)
    {
        ["OwnerTable"] = operation.Table,
        ["OwnerPartition"] = operation.Partition,
        ["Operation"] = operation.Id.Value,
        ["Kind"] = operation.Kind,
    };
}
