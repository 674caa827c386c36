using System.Buffers.Text;
using System.Text;
using Azure.Data.Tables;

namespace Rewards.Functions.Storage;

/// <summary>Reads one page of rows; the token that leads to the next one is opaque to the caller.</summary>
public static class TablePages
{
    public static async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> ReadAsync(
        TableClient table, string filter, int size, string? next, CancellationToken cancellationToken)
    {
        var token = next is null ? null : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next));
        List<TableEntity> rows = [];
        do
        {
            // A page may be empty and yet have a token.
            await foreach (var page in table.QueryAsync<TableEntity>(filter, size - rows.Count, cancellationToken: cancellationToken).AsPages(token))
            {
                rows.AddRange(page.Values);
                token = page.ContinuationToken;
                break;
            }
        }
        while (token is not null && rows.Count < size);

        return (rows, token is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token)));
    }

    /// <summary>Whether a text may be a token at all; what it leads to, the storage says.</summary>
    public static bool IsToken(string? next) => next is null || (next.Length <= 2_000 && Base64Url.IsValid(next));
}
