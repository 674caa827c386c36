using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>Calls the app and holds every answer against the document, and every request that was understood as well.</summary>
internal sealed class CheckedCalls(TestApp app, OpenApiDocument document)
{
    private readonly HashSet<(string Operation, string Status)> seen = [];

    public bool Has(OpenApiOperation operation, string status) => seen.Contains((operation.Id, status));

    public Task<Answer> GetAsync(int status, string path) => CallAsync(HttpMethod.Get, path, null, "", status);

    public Task<Answer> PutAsync(int status, string path, JsonNode body) => CallAsync(HttpMethod.Put, path, body, "", status);

    /// <param name="key">Null: a new one, empty: none at all.</param>
    public Task<Answer> PostAsync(int status, string path, JsonNode? body, string? key = null) =>
        CallAsync(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString("N"), status);

    public Task<Answer> DeleteAsync(int status, string path) => CallAsync(HttpMethod.Delete, path, null, "", status);

    /// <param name="body">A text is sent as it is.</param>
    public async Task<Answer> CallAsync(HttpMethod method, string path, object? body, string key, int status)
    {
        var operation = document.Find(method, path);
        var answer = await app.SendAsync(method, path, body, key);

        Assert.True((int)answer.Status == status, $"{method} {path} answered {(int)answer.Status} instead of {status}: {answer.Text}");
        var faults = document.Check(operation, answer);
        Assert.True(faults.Count == 0, $"{method} {path}: {string.Join("; ", faults)}\n{answer.Text}");
        if (status < 300 && body is JsonNode json)
        {
            var misfits = document.Schema.Check(json, operation.BodySchema!);
            Assert.True(misfits.Count == 0, $"{method} {path} took a body that is not described: {string.Join("; ", misfits)}");
        }

        seen.Add((operation.Id, $"{status}"));
        return answer;
    }
}
