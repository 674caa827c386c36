using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Internal;

/// <summary>Fetches one page: from a token (null: the first), at most so many items.</summary>
internal delegate Task<Page<T>> FetchPage<T>(string? continuationToken, int? pageSize, CancellationToken cancellationToken);

internal sealed class PagesOf<T>(FetchPage<T> fetch, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        Pages(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken);

    private async IAsyncEnumerable<Page<T>> Pages(
        string? token, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await fetch(token, pageSize, cancellationToken).ConfigureAwait(false);
            token = page.ContinuationToken;
            yield return page;
        }
        while (!string.IsNullOrEmpty(token));
    }
}
