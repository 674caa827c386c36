using System.Buffers;
using System.Text;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes an entity group transaction as one multipart body.</summary>
internal static class BatchWriter
{
    // JSON escapes line breaks and a key in a URI cannot hold them, so no part can contain a boundary line.
    public const string ContentType = "multipart/mixed; boundary=batch_6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10";

    private const string Start =
        "--batch_6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10\r\n"
        + "Content-Type: multipart/mixed; boundary=changeset_b3f7a2d4-1c68-4f0e-a5d9-7e2b9c0f6813\r\n\r\n";

    private const string PartStart =
        "--changeset_b3f7a2d4-1c68-4f0e-a5d9-7e2b9c0f6813\r\n"
        + "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";

    private const string End =
        "--changeset_b3f7a2d4-1c68-4f0e-a5d9-7e2b9c0f6813--\r\n"
        + "--batch_6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10--\r\n";

    private const string CommonHeaders =
        " HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n";

    private const string BodyHeaders = "Content-Type: application/json\r\n";

    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public static byte[] Write(IEnumerable<TableTransactionAction> actions, string tableUri)
    {
        // Enumerated first: what produces the actions may itself use this thread's writer.
        TableTransactionAction[] all = [.. actions];
        if (all.Length == 0)
        {
            throw new InvalidOperationException("The transaction cannot be empty.");
        }

        var writer = EntityWriter.Rent();
        Append(writer.Buffer, Start);
        foreach (var action in all)
        {
            WritePart(writer, action, tableUri);
        }

        Append(writer.Buffer, End);
        return writer.Buffer.WrittenSpan.ToArray();
    }

    private static void WritePart(EntityWriter writer, TableTransactionAction action, string tableUri)
    {
        var buffer = writer.Buffer;
        var adds = action.ActionType == TableTransactionActionType.Add;
        Append(buffer, PartStart);
        Append(buffer, Verb(action.ActionType));
        Append(buffer, tableUri);
        if (!adds)
        {
            Append(buffer, TableRequests.KeyPath(action.Entity.PartitionKey, action.Entity.RowKey));
        }

        Append(buffer, CommonHeaders);
        if (IfMatch(action) is { } tag)
        {
            Append(buffer, "If-Match: ");
            Append(buffer, tag);
            Append(buffer, "\r\n");
        }

        if (adds)
        {
            Append(buffer, "Prefer: return-no-content\r\n");
        }

        if (action.ActionType == TableTransactionActionType.Delete)
        {
            Append(buffer, "\r\n");
            return;
        }

        Append(buffer, BodyHeaders);
        Append(buffer, "\r\n");
        writer.Write(action.Entity);
        Append(buffer, "\r\n");
    }

    private static string Verb(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST ",
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH ",
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT ",
        TableTransactionActionType.Delete => "DELETE ",
        _ => throw new InvalidOperationException("Unknown request type."),
    };

    // An update without an ETag is sent without a condition, which makes it an upsert; so it is in the real one.
    private static string? IfMatch(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace =>
            action.ETag == default ? null : action.ETag.ToString("H"),
        TableTransactionActionType.Delete => (action.ETag == default ? ETag.All : action.ETag).ToString("H"),
        _ => null,
    };

    private static void Append(ArrayBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}
