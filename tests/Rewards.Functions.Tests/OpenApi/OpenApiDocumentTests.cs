using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The document against the functions' attributes, and against itself.</summary>
public sealed partial class OpenApiDocumentTests
{
    private readonly OpenApiDocument document = OpenApiDocument.Load();

    [Fact]
    public void It_lists_exactly_the_routes_that_there_are_under_the_functions_names()
    {
        var served = OpenApiDocument.Routes().Select(route => $"{route.Verb} {route.Path} {route.Name}").Order(StringComparer.Ordinal);
        var listed = document.Operations.Select(operation => $"{operation} {operation.Id}").Order(StringComparer.Ordinal);

        Assert.Equal(served, listed);
    }

    [Fact]
    public void Only_health_needs_no_credential_and_none_is_left_to_the_platform()
    {
        var open = document.Operations.Where(operation => operation.Node["security"] is JsonArray { Count: 0 }).Select(operation => operation.Id);

        Assert.Equal(["GetHealth"], open);
        Assert.All(OpenApiDocument.Routes(), route => Assert.Equal(AuthorizationLevel.Anonymous, route.Level));
    }

    [Fact]
    public void Every_operation_stands_under_one_described_tag_and_every_tag_has_one()
    {
        var tags = document.Root["tags"]!.AsArray();
        var named = document.Operations.Select(operation => Assert.Single(operation.Node["tags"]!.AsArray())!.ToString());

        Assert.Equal(tags.Select(tag => tag!["name"]!.ToString()).Order(), named.Distinct().Order());
        Assert.All(tags, tag => Assert.EndsWith(".", tag!["description"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_operation_names_the_parameters_of_its_path()
    {
        foreach (var operation in document.Operations)
        {
            var parameters = (operation.Node["parameters"]?.AsArray() ?? []).Select(parameter => document.Deref(parameter!))
                .Where(parameter => parameter["in"]!.GetValue<string>() == "path")
                .Select(parameter => parameter["name"]!.GetValue<string>());

            Assert.Equal(PathParameter().Matches(operation.Path).Select(match => match.Groups[1].Value), parameters);
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_component_is_used()
    {
        var references = Reference().Matches(document.Root.ToJsonString()).Select(match => match.Groups[1].Value).ToHashSet();
        var components = document.Root["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(component => $"#/components/{kind.Key}/{component.Key}"));

        Assert.All(references, reference => document.Schema.Resolve(reference));
        Assert.Equal(components.Order(), references.Order());
    }

    [Fact]
    public void Every_object_of_the_schemas_is_closed()
    {
        var open = Objects(document.Root["components"]!["schemas"]!)
            .Where(schema => schema["type"]?.ToString() == "object" && schema["additionalProperties"] is null);

        Assert.Empty(open);
    }

    [Fact]
    public void The_queues_are_those_that_there_are()
    {
        var listed = document.Schema.Resolve("#/components/parameters/Queue")["schema"]!["enum"]!.AsArray().Select(queue => queue!.GetValue<string>());

        Assert.Equal(TableKeys.Queues, listed);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Objects(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"""\$ref"":""([^""]+)""")]
    private static partial Regex Reference();
}
