using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Rewards.Functions.Storage;

namespace Rewards.Faults.Hostile;

/// <summary>What stands in all tables at one moment: each row by its table and keys, with a hash of its values.</summary>
internal sealed class TableFingerprint
{
    private static readonly string[] Stamps = ["Timestamp", "odata.etag"];

    private readonly Dictionary<(string Table, string Partition, string Row), string> rows = [];

    public static async Task<TableFingerprint> TakeAsync(string connectionString, CancellationToken cancellationToken)
    {
        var taken = new TableFingerprint();
        var parts = await Task.WhenAll(TableKeys.Tables.Select(async table =>
        {
            List<TableEntity> found = [];
            await foreach (var row in new TableClient(connectionString, table).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                found.Add(row);
            }

            return (table, found);
        }));
        foreach (var (table, found) in parts)
        {
            found.ForEach(row => taken.rows[(table, row.PartitionKey, row.RowKey)] = HashOf(row));
        }

        return taken;
    }

    /// <summary>The rows that are there now and were not, that are gone, and that are otherwise.</summary>
    public IEnumerable<RowChange> ChangesSince(TableFingerprint before) =>
        rows.Where(row => !before.rows.TryGetValue(row.Key, out var old) || old != row.Value)
            .Select(row => new RowChange(row.Key.Table, row.Key.Partition, row.Key.Row, before.rows.ContainsKey(row.Key) ? "changed" : "added"))
            .Concat(before.rows.Keys.Where(key => !rows.ContainsKey(key)).Select(key => new RowChange(key.Table, key.Partition, key.Row, "gone")));

    private static string HashOf(TableEntity row)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in row.Where(value => !Stamps.Contains(value.Key)).OrderBy(value => value.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('=').Append(value is byte[] bytes ? Convert.ToBase64String(bytes) : value).Append('\n');
        }

        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>One row that is not as it was.</summary>
internal sealed record RowChange(string Table, string Partition, string Row, string How)
{
    public override string ToString() => $"{How}: {Table} {Partition} {Row}";
}
