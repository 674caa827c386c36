using System.Globalization;
using Azure.Core;
using Azure.Data.Tables.Internal;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

public class TableClient
{
    private const string NextPartitionKey = "x-ms-continuation-NextPartitionKey";

    private const string NextRowKey = "x-ms-continuation-NextRowKey";

    private readonly TableRequests requests;

    private readonly string tableUri;

    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableRequests.From(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableRequests.From(endpoint, credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableRequests.From(endpoint, tokenCredential, options), tableName)
    {
    }

    internal TableClient(TableRequests requests, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        this.requests = requests;
        Name = tableName;
        tableUri = $"{requests.Root}/{Uri.EscapeDataString(tableName)}";
    }

    public string Name { get; }

    public string AccountName => requests.AccountName;

    public Uri Uri => new(tableUri);

    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Create(filter);

    public Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        requests.CreateTableAsync(Name, cancellationToken);

    public Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        requests.DeleteTableAsync(Name, cancellationToken);

    public async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        ArgumentNullException.ThrowIfNull(entity);
        var response = await requests.SendAsync(RequestMethod.Post, tableUri, EntityWriter.ToBytes(entity), cancellationToken).ConfigureAwait(false);
        return response.Status is 201 or 204 ? response : throw new RequestFailedException(response);
    }

    public async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await GetAsync(partitionKey, rowKey, select, cancellationToken).ConfigureAwait(false);
        return response.Status == 200 ? Entity<T>(response) : throw new RequestFailedException(response);
    }

    public async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await GetAsync(partitionKey, rowKey, select, cancellationToken).ConfigureAwait(false);
        return response.Status switch
        {
            200 => Entity<T>(response),
            404 => new NoValueResponse<T>(response),
            _ => throw new RequestFailedException(response),
        };
    }

    public Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => PutAsync(entity, default, mode, cancellationToken);

    public Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => ifMatch == default
            ? throw new ArgumentException("Value cannot be empty.", nameof(ifMatch))
            : PutAsync(entity, ifMatch, mode, cancellationToken);

    public async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        var response = await requests.SendAsync(
            RequestMethod.Delete,
            tableUri + TableRequests.KeyPath(partitionKey, rowKey),
            null,
            cancellationToken,
            ifMatch == default ? ETag.All : ifMatch).ConfigureAwait(false);
        return response.Status is 204 or 404 ? response : throw new RequestFailedException(response);
    }

    public Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    public AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var columns = Columns(select);
        return new PagesOf<T>(
            (token, size, cancel) => QueryPageAsync<T>(filter, size, columns, token, cancel), maxPerPage, cancellationToken);
    }

    /// <exception cref="TableTransactionFailedException">One of the actions was refused, and with it all of them.</exception>
    public async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var response = await requests.SendAsync(
            RequestMethod.Post,
            $"{requests.Root}/$batch",
            BatchWriter.Write(transactionActions, tableUri),
            cancellationToken,
            contentType: BatchWriter.ContentType).ConfigureAwait(false);
        if (response.Status != 202)
        {
            throw new RequestFailedException(response);
        }

        var parts = BatchReader.Read(response.Content);
        return parts is [{ IsError: true } refusal]
            ? throw new TableTransactionFailedException(new RequestFailedException(refusal, null, ErrorDetailsParser.Instance))
            : Response.FromValue<IReadOnlyList<Response>>(parts, response);
    }

    private static Response<T> Entity<T>(Response response)
        where T : class, ITableEntity =>
        Response.FromValue(EntityReader.ReadOne<T>(response.Content.ToMemory().Span), response);

    private static string? Columns(IEnumerable<string>? select) => select is null || !select.Any() ? null : string.Join(',', select);

    private Task<Response> GetAsync(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var query = TableRequests.Query(("$select", Columns(select)));
        return requests.SendAsync(RequestMethod.Get, $"{tableUri}{TableRequests.KeyPath(partitionKey, rowKey)}{query}", null, cancellationToken);
    }

    private async Task<Response> PutAsync(ITableEntity entity, ETag ifMatch, TableUpdateMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var response = await requests.SendAsync(
            mode == TableUpdateMode.Replace ? RequestMethod.Put : RequestMethod.Patch,
            tableUri + TableRequests.KeyPath(entity.PartitionKey, entity.RowKey),
            EntityWriter.ToBytes(entity),
            cancellationToken,
            ifMatch).ConfigureAwait(false);
        return response.Status == 204 ? response : throw new RequestFailedException(response);
    }

    private async Task<Page<T>> QueryPageAsync<T>(string? filter, int? size, string? columns, string? token, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var next = token?.Split(' ', 2) ?? [];
        var query = TableRequests.Query(
            ("$filter", filter),
            ("$top", size?.ToString(CultureInfo.InvariantCulture)),
            ("$select", columns),
            ("NextPartitionKey", next is [var partitionKey, ..] ? partitionKey : null),
            ("NextRowKey", next is [_, { Length: > 0 } rowKey] ? rowKey : null));
        var response = await requests.SendAsync(RequestMethod.Get, $"{tableUri}(){query}", null, cancellationToken).ConfigureAwait(false);
        return response.Status == 200
            ? Page<T>.FromValues(EntityReader.ReadMany<T>(response.Content.ToMemory().Span), ContinuationToken(response), response)
            : throw new RequestFailedException(response);
    }

    // The service encodes both keys so that they hold no blank.
    private static string? ContinuationToken(Response response) =>
        response.Headers.TryGetValue(NextPartitionKey, out var partitionKey)
            ? $"{partitionKey} {(response.Headers.TryGetValue(NextRowKey, out var rowKey) ? rowKey : "")}"
            : null;
}
