using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Rewards.LocalHost;

namespace Rewards.Functions.Tests.Support;

/// <summary>The description that is served, and the routes that there are.</summary>
public sealed class OpenApiDocument
{
    private OpenApiDocument(JsonNode root)
    {
        Root = root;
        Schema = new JsonSchema(root);
        Operations = [.. root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb =>
            new OpenApiOperation(verb.Key.ToUpperInvariant(), path.Key, verb.Value!.AsObject())))];
    }

    public JsonNode Root { get; }

    public JsonSchema Schema { get; }

    public IReadOnlyList<OpenApiOperation> Operations { get; }

    public static OpenApiDocument Load()
    {
        using var resource = RewardsApp.Functions.GetManifestResourceStream("openapi.json")!;
        return new OpenApiDocument(JsonNode.Parse(resource)!);
    }

    /// <summary>Every verb of every HTTP function: (verb, path as in the document, name, level).</summary>
    public static IEnumerable<(string Verb, string Path, string Name, AuthorizationLevel Level)> Routes() =>
        from type in RewardsApp.Functions.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        from verb in trigger.Methods!
        select (verb.ToUpperInvariant(), $"/{trigger.Route}", function.Name, trigger.AuthLevel);

    /// <param name="path">As called, relative to /v1, with or without a query.</param>
    public OpenApiOperation Find(HttpMethod method, string path)
    {
        var segments = path.Split('?')[0].Split('/');
        return Operations.Single(operation => operation.Verb == method.Method && operation.Matches(segments));
    }

    public JsonNode Deref(JsonNode node) => node["$ref"] is { } reference ? Schema.Resolve(reference.GetValue<string>()) : node;

    /// <summary>What is wrong with an answer; empty: nothing.</summary>
    public IReadOnlyList<string> Check(OpenApiOperation operation, Answer answer)
    {
        var status = (int)answer.Status;
        if (operation.Node["responses"]![$"{status}"] is not { } listed)
        {
            return [$"The status {status} is not listed: {answer.Text}"];
        }

        if (Deref(listed)["content"] is not JsonObject content)
        {
            return answer.Text.Length == 0 ? [] : [$"A body is not listed for {status}: {answer.Text}"];
        }

        if (content[answer.MediaType ?? ""] is not { } media)
        {
            return [$"The media type '{answer.MediaType}' is not listed for {status}."];
        }

        return media["schema"] is { } schema && answer.MediaType!.EndsWith("json", StringComparison.Ordinal) ? Schema.Check(answer.Json, schema) : [];
    }
}

/// <summary>One verb of one path.</summary>
public sealed record OpenApiOperation(string Verb, string Path, JsonObject Node)
{
    public string Id => Node["operationId"]!.GetValue<string>();

    public IEnumerable<string> Statuses => Node["responses"]!.AsObject().Select(response => response.Key);

    public JsonNode? BodySchema => Node["requestBody"]?["content"]?["application/json"]?["schema"];

    public bool Matches(string[] segments)
    {
        var wanted = Path[1..].Split('/');
        return wanted.Length == segments.Length && wanted.Zip(segments).All(pair => pair.First[0] == '{' || pair.First == pair.Second);
    }

    public override string ToString() => $"{Verb} {Path}";
}
