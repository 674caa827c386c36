using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>Takes a file on: first its lines, then the row that tells of it. They are worked off in the background.</summary>
public sealed class ImportCommand(PartitionStore store, ImportStore imports, IClock clock)
{
    public const string Kind = "import";

    public async Task<Reply> RunAsync(string kind, ImportFile file, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Imports, id.Value, Kind, fingerprint);
        var result = await store.RunAsync(operation, id.Value, (_, token) => AttemptAsync(kind, file, id, token), cancellationToken);
        return result.Reply;
    }

    private async Task<Decision> AttemptAsync(string kind, ImportFile file, OperationId id, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(TableKeys.Imports, id.Value, id, cancellationToken) is not null)
        {
            // It has its outcome, and its lines may be worked off and gone: they are not kept again.
            return new Decision.Refuse(Problems.Busy, Stored: false);
        }

        if (!await imports.TryKeepAsync(id.Value, file.Slices, cancellationToken))
        {
            return new Decision.Refuse(Problems.KeyReused, Stored: false);
        }

        var import = new Import(id.Value, kind, file.Columns, file.Rows, file.Slices.Count, clock.GetCurrentInstant());
        return new Decision.Accept(
            Reply.Of(HttpStatusCode.Accepted, new ImportAcceptedBody(import.Id), ImportJson.Default.ImportAcceptedBody),
            [new TableTransactionAction(TableTransactionActionType.Add, ImportRows.ToRow(import))],
            import.Slices.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>Starts the work: a message a slice. Done twice, slices that are worked off are passed over.</summary>
public sealed class ImportFollowUp(ImportStore imports, QueueSender queues) : IFollowUp
{
    public string Kind => ImportCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var slices = int.Parse(operation.Effects!, CultureInfo.InvariantCulture);
        for (var slice = 0; slice < slices; slice++)
        {
            var message = new ImportMessage(operation.Partition, slice);
            await queues.SendAsync(TableKeys.ImportQueue, message, ImportJson.Default.ImportMessage, TimeSpan.Zero, cancellationToken);
        }
    }

    public Task UndoAsync(OperationRow operation, CancellationToken cancellationToken) =>
        imports.DropSlicesAsync(operation.Partition, cancellationToken);
}
