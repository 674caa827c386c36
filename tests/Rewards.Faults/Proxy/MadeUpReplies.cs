using System.Text;

namespace Rewards.Faults.Proxy;

/// <summary>Replies in the storage's place, in the shape in which the service itself gives them.</summary>
internal static class MadeUpReplies
{
    private const string NextPartitionKey = "NextPartitionKey";
    private const string NextRowKey = "NextRowKey";

    /// <summary>A token that leads to the first page; the storage gives none like it.</summary>
    private const string FirstPage = "from-the-first-page";

    public static ProxiedReply InternalError(ProxiedRequest request) =>
        Error(request, 500, "InternalError", "Server encountered an internal error.");

    public static ProxiedReply ServerBusy(ProxiedRequest request) =>
        Error(request, 503, "ServerBusy", "Ingress is over the account limit.", ("Retry-After", "1"));

    /// <param name="status">409 or 412.</param>
    public static ProxiedReply Conflict(ProxiedRequest request, int status)
    {
        var (code, message) = status == 409
            ? ("EntityAlreadyExists", "The specified entity already exists.")
            : ("UpdateConditionNotSatisfied", "The update condition specified in the request was not satisfied.");
        return request.IsBatch ? RefusedBatch(status, code, $"0:{message}") : Error(request, status, code, message);
    }

    /// <summary>No rows, and a token that leads to the very page that was asked for.</summary>
    public static ProxiedReply EmptyPage(ProxiedRequest request)
    {
        var asked = Query(request.Target);
        List<(string Name, string Value)> token = asked.Exists(option => option.Name == NextPartitionKey)
            ? [.. asked.Where(option => option.Name is NextPartitionKey or NextRowKey)]
            : [(NextPartitionKey, FirstPage), (NextRowKey, FirstPage)];
        return Reply(200, "application/json;odata=minimalmetadata", """{"value":[]}""", [.. token.Select(part => ($"x-ms-continuation-{part.Name}", part.Value))]);
    }

    /// <summary>A request with the made-up token is one for the first page.</summary>
    public static ProxiedRequest WithoutMadeUpToken(ProxiedRequest request)
    {
        if (!request.Target.Contains(FirstPage, StringComparison.Ordinal))
        {
            return request;
        }

        var parts = request.Target.Split('?', 2);
        return request with { Target = $"{parts[0]}?{string.Join('&', parts[1].Split('&').Where(option => !option.EndsWith($"={FirstPage}", StringComparison.Ordinal)))}" };
    }

    private static List<(string Name, string Value)> Query(string target) => target.Split('?', 2) is [_, var query]
        ? [.. query.Split('&').Select(option => option.Split('=', 2)).Where(option => option.Length == 2).Select(option => (option[0], Uri.UnescapeDataString(option[1])))]
        : [];

    private static ProxiedReply Error(ProxiedRequest request, int status, string code, string message, params (string, string)[] headers) =>
        request.Service == StorageService.Tables
            ? Reply(status, "application/json", ErrorJson(code, message), headers)
            : Reply(status, "application/xml", $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>""", [.. headers, ("x-ms-error-code", code)]);

    private static string ErrorJson(string code, string message) =>
        $$"""{ "odata.error": { "code": "{{code}}", "message": { "lang": "en-US", "value": "{{message}}" } } }""";

    /// <summary>A batch is refused within a reply of 202.</summary>
    private static ProxiedReply RefusedBatch(int status, string code, string message) => Reply(
        202,
        "multipart/mixed; boundary=batchresponse_1",
        $"""
        --batchresponse_1
        Content-Type: multipart/mixed; boundary=changesetresponse_1

        --changesetresponse_1
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 {status} Refused
        Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

        {ErrorJson(code, message)}
        --changesetresponse_1--
        --batchresponse_1--

        """.ReplaceLineEndings("\r\n"));

    private static ProxiedReply Reply(int status, string contentType, string text, params (string Name, string Value)[] headers) =>
        new(status, [new("Content-Type", contentType), .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))], Encoding.UTF8.GetBytes(text));
}
