using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Storage;

/// <summary>A command to one partition. Its id is derived from what the caller names it by, so that a retry has the same.</summary>
/// <param name="Kind">Which follow-up its operation row gets.</param>
/// <param name="Fingerprint">Of the request: the same id with another one is refused.</param>
/// <param name="SetAside">From what something is set aside elsewhere before it is decided; its follow-up puts it back unless it is accepted. Null: from nothing.</param>
public sealed record Operation(OperationId Id, string Table, string Partition, string Kind, string Fingerprint, string? SetAside = null);

/// <summary>What a caller is answered: kept in the operation row, byte for byte.</summary>
public sealed record Reply(HttpStatusCode Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>Of a refusal that was just decided, as its body has it; null where the reply was read.</summary>
    public string? Reason { get; init; }

    public static Reply Of<T>(HttpStatusCode status, T body, JsonTypeInfo<T> type) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(body, type));
}

public enum OperationOutcome
{
    Accepted,
    Refused,
    Abandoned,
}

/// <summary>The fence: written once, never changed, one outcome for ever.</summary>
/// <param name="Effects">JSON for the follow-up of this kind; null: nothing follows.</param>
public sealed record OperationRow(
    OperationId Id,
    string Table,
    string Partition,
    string Kind,
    string Fingerprint,
    OperationOutcome Outcome,
    Reply Reply,
    string? Effects,
    Instant At)
{
    private static readonly string[] OutcomeNames = ["accepted", "refused", "abandoned"];

    public static OperationRow Of(Operation operation, OperationOutcome outcome, Reply reply, string? effects, Instant at) =>
        new(operation.Id, operation.Table, operation.Partition, operation.Kind, operation.Fingerprint, outcome, reply, effects, at);

    public static bool IsAbandoned(TableEntity entity) => entity.Text("Outcome") == OutcomeNames[(int)OperationOutcome.Abandoned];

    public TableEntity ToEntity() => new(Partition, TableKeys.OperationRow(Id))
    {
        ["Kind"] = Kind,
        ["Fingerprint"] = Fingerprint,
        ["Outcome"] = OutcomeNames[(int)Outcome],
        ["Status"] = (int)Reply.Status,
        ["Reply"] = Reply.Body.ToArray(),
        ["Effects"] = Effects,
        ["At"] = RowValues.Write(At),
    };

    public static OperationRow From(TableEntity entity, string table, OperationId id) => new(
        id,
        table,
        entity.PartitionKey,
        entity.Text("Kind"),
        entity.Text("Fingerprint"),
        (OperationOutcome)Array.IndexOf(OutcomeNames, entity.Text("Outcome")),
        new Reply((HttpStatusCode)entity.GetInt32("Status")!.Value, entity.GetBinary("Reply")),
        entity.GetString("Effects"),
        RowValues.ReadInstant(entity, "At")!.Value);
}
