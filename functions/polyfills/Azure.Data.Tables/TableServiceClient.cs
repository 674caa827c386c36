using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Internal;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

public class TableServiceClient
{
    private const string NextTableHeader = "x-ms-continuation-NextTableName";

    private readonly TableRequests requests;

    public TableServiceClient(string connectionString, TableClientOptions? options = null) =>
        requests = TableRequests.From(connectionString, options);

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options = null) =>
        requests = TableRequests.From(endpoint, credential, options);

    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null) =>
        requests = TableRequests.From(endpoint, credential, options);

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null) =>
        requests = TableRequests.From(endpoint, tokenCredential, options);

    public Uri Uri => requests.Endpoint;

    public string AccountName => requests.AccountName;

    public TableClient GetTableClient(string tableName) => new(requests, tableName);

    public Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        requests.CreateTableAsync(tableName, cancellationToken);

    public Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        requests.DeleteTableAsync(tableName, cancellationToken);

    public AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new PagesOf<TableItem>(
            async (token, size, cancel) =>
            {
                var query = TableRequests.Query(
                    ("$filter", filter), ("$top", size?.ToString(CultureInfo.InvariantCulture)), ("NextTableName", token));
                var response = await requests.SendAsync(RequestMethod.Get, $"{requests.Root}/Tables{query}", null, cancel).ConfigureAwait(false);
                if (response.Status != 200)
                {
                    throw new RequestFailedException(response);
                }

                response.Headers.TryGetValue(NextTableHeader, out var next);
                return Page<TableItem>.FromValues(ReadNames(response), next, response);
            },
            maxPerPage,
            cancellationToken);

    private static List<TableItem> ReadNames(Response response)
    {
        using var body = JsonDocument.Parse(response.Content.ToMemory());
        return [.. body.RootElement.GetProperty("value").EnumerateArray().Select(t => new TableItem(t.GetProperty("TableName").GetString()!))];
    }
}
