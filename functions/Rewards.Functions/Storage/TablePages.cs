using System.Buffers.Text;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Rewards.Functions.Http;

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
            var pages = table.QueryAsync<TableEntity>(filter, size - rows.Count, cancellationToken: cancellationToken).AsPages(token);
            await using var reader = pages.GetAsyncEnumerator(cancellationToken);
            if (!await MoveAsync(reader, next))
            {
                break;
            }

            rows.AddRange(reader.Current.Values);
            token = reader.Current.ContinuationToken;
        }
        while (token is not null && rows.Count < size);

        return (rows, token is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token)));
    }

    private static async Task<bool> MoveAsync(IAsyncEnumerator<Page<TableEntity>> pages, string? next)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException e) when (e.Status == 400 && next is not null)
        {
            throw Requests.Invalid("next", "This is no token of ours.");
        }
    }

    /// <summary>Whether a text may be a token at all; what it leads to, the storage says.</summary>
    public static bool IsToken(string? next) => next is null || (next.Length <= 2_000 && Base64Url.IsValid(next));
}
