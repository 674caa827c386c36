using System.Buffers;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Internal;

/// <summary>Sends requests to one account's table endpoint; shared by a service client and its table clients.</summary>
internal sealed class TableRequests
{
    private const string Json = "application/json";

    private const string MinimalMetadata = "application/json;odata=minimalmetadata";

    private readonly HttpPipeline pipeline;

    public TableRequests(Uri endpoint, string? accountName, HttpPipelinePolicy authentication, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Endpoint = endpoint;
        AccountName = accountName ?? AccountOf(endpoint);
        Root = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options ?? new TableClientOptions())
        {
            PerRetryPolicies = { authentication },
            RequestFailedDetailsParser = ErrorDetailsParser.Instance,
        });
    }

    public Uri Endpoint { get; }

    public string AccountName { get; }

    /// <summary>The endpoint without a slash at its end.</summary>
    public string Root { get; }

    public static TableRequests From(string connectionString, TableClientOptions? options)
    {
        var parsed = ConnectionString.Parse(connectionString);
        return parsed.Key is { } key
            ? From(parsed.Endpoint, key, options)
            : From(parsed.Endpoint, parsed.Sas!, options);
    }

    public static TableRequests From(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, credential.AccountName, new SharedKeyPolicy(credential), options);
    }

    public static TableRequests From(Uri endpoint, AzureSasCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, null, new SasPolicy(credential), options);
    }

    public static TableRequests From(Uri endpoint, TokenCredential credential, TableClientOptions? options) =>
        new(endpoint, null, new BearerTokenAuthenticationPolicy(credential, "https://storage.azure.com/.default"), options);

    /// <summary>What follows a table's URI to name one entity.</summary>
    public static string KeyPath(string partitionKey, string rowKey) =>
        $"(PartitionKey='{EscapeKey(partitionKey)}',RowKey='{EscapeKey(rowKey)}')";

    public async Task<Response> SendAsync(
        RequestMethod method,
        string uri,
        byte[]? body,
        CancellationToken cancellationToken,
        ETag ifMatch = default,
        string contentType = Json)
    {
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(uri));
        request.Headers.SetValue("x-ms-version", "2020-12-06");
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue("Accept", contentType == Json ? MinimalMetadata : Json);
        if (ifMatch != default)
        {
            request.Headers.SetValue("If-Match", ifMatch.ToString("H"));
        }

        if (body is not null)
        {
            request.Content = RequestContent.Create(body);
            request.Headers.SetValue("Content-Type", contentType);
            if (method == RequestMethod.Post && contentType == Json)
            {
                request.Headers.SetValue("Prefer", "return-no-content");
            }
        }

        await pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response;
    }

    public async Task<Response<Models.TableItem>> CreateTableAsync(string name, CancellationToken cancellationToken)
    {
        var response = await SendAsync(RequestMethod.Post, $"{Root}/Tables", TableName(name), cancellationToken).ConfigureAwait(false);
        return response.Status is 201 or 204 or 409
            ? Response.FromValue(new Models.TableItem(name), response)
            : throw new RequestFailedException(response);
    }

    public async Task<Response> DeleteTableAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var response = await SendAsync(RequestMethod.Delete, $"{Root}/Tables('{Uri.EscapeDataString(name)}')", null, cancellationToken).ConfigureAwait(false);
        return response.Status is 204 or 404 ? response : throw new RequestFailedException(response);
    }

    /// <summary>The query part of a URI, without those options that are null.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> options)
    {
        var query = "";
        foreach (var (name, value) in options)
        {
            if (value is not null)
            {
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return query;
    }

    private static byte[] TableName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["TableName"] = name });
    }

    private static string EscapeKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Uri.EscapeDataString(key.Contains('\'', StringComparison.Ordinal) ? key.Replace("'", "''", StringComparison.Ordinal) : key);
    }

    // Hosts that are bare addresses carry the account as the first segment of the path, as the emulator does.
    private static string AccountOf(Uri endpoint) => endpoint.HostNameType == UriHostNameType.Dns && endpoint.Host.Contains('.', StringComparison.Ordinal)
        ? endpoint.Host[..endpoint.Host.IndexOf('.', StringComparison.Ordinal)]
        : endpoint.AbsolutePath.Trim('/').Split('/')[0];
}
