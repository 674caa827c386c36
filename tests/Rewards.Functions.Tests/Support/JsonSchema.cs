using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rewards.Functions.Tests.Support;

/// <summary>Holds values against the part of JSON Schema 2020-12 that openapi.json uses. A keyword that it does not know is a fault.</summary>
public sealed class JsonSchema(JsonNode document)
{
    private static readonly HashSet<string> Annotations = ["description", "format", "required", "additionalProperties"];

    /// <summary>What is wrong with the value; empty: nothing.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, JsonNode schema, string at = "$") => [.. Errors(value, schema.AsObject(), at)];

    public JsonNode Resolve(string reference) =>
        reference[2..].Split('/').Aggregate(document, (node, name) => node[name] ?? throw new ArgumentException($"{reference} leads nowhere."));

    private IEnumerable<string> Errors(JsonNode? value, JsonObject schema, string at) =>
        schema.SelectMany(keyword => Errors(value, schema, keyword.Key, keyword.Value!, at));

    private IEnumerable<string> Errors(JsonNode? value, JsonObject schema, string keyword, JsonNode wanted, string at) => keyword switch
    {
        "$ref" => Errors(value, Resolve(wanted.GetValue<string>()).AsObject(), at),
        "allOf" => wanted.AsArray().SelectMany(each => Errors(value, each!.AsObject(), at)),
        "oneOf" => OneOf(value, wanted.AsArray(), at),
        "type" => Unless(Types(wanted).Any(type => IsOfType(value, type)), $"{at} is no {wanted.ToJsonString()}"),
        "enum" => Unless(wanted.AsArray().Any(each => JsonNode.DeepEquals(each, value)), $"{at} is {value}, which is none of {wanted.ToJsonString()}"),
        "properties" => value is JsonObject members ? OfMembers(members, schema, at) : [],
        "items" => value is JsonArray items ? items.SelectMany((item, i) => Errors(item, wanted.AsObject(), $"{at}[{i}]")) : [],
        "minItems" => Unless(value is not JsonArray few || few.Count >= wanted.GetValue<int>(), $"{at} has too few items"),
        "maxItems" => Unless(value is not JsonArray many || many.Count <= wanted.GetValue<int>(), $"{at} has too many items"),
        "minimum" => Unless(Number(value) is not { } low || low >= Number(wanted), $"{at} is too small"),
        "maximum" => Unless(Number(value) is not { } high || high <= Number(wanted), $"{at} is too large"),
        "minLength" => Unless(Text(value) is not { } brief || brief.Length >= wanted.GetValue<int>(), $"{at} is too short"),
        "maxLength" => Unless(Text(value) is not { } lengthy || lengthy.Length <= wanted.GetValue<int>(), $"{at} is too long"),
        "pattern" => Unless(Text(value) is not { } text || Regex.IsMatch(text, wanted.GetValue<string>()), $"{at} is {value}, not {wanted}"),
        "additionalProperties" when schema["properties"] is null && value is JsonObject map && wanted is JsonObject each =>
            map.SelectMany(member => Errors(member.Value, each, $"{at}.{member.Key}")),
        _ when Annotations.Contains(keyword) => [],
        _ => throw new ArgumentException($"The keyword {keyword} is not known."),
    };

    private IEnumerable<string> OneOf(JsonNode? value, JsonArray schemas, string at)
    {
        var errors = schemas.Select(schema => Check(value, schema!, at)).ToList();
        var matching = errors.Count(each => each.Count == 0);
        return Unless(matching == 1, $"{at} matches {matching} schemas ({string.Join(" | ", errors.SelectMany(each => each))})");
    }

    private IEnumerable<string> OfMembers(JsonObject members, JsonObject schema, string at)
    {
        var properties = schema["properties"]!.AsObject();
        var missing = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name));
        var closed = schema["additionalProperties"]?.GetValueKind() == JsonValueKind.False;
        return missing.Select(name => $"{at}.{name} is missing").Concat(members.SelectMany(member =>
            properties[member.Key] is JsonObject property ? Errors(member.Value, property, $"{at}.{member.Key}")
            : closed ? [$"{at}.{member.Key} is not described"]
            : []));
    }

    private static IEnumerable<string> Unless(bool holds, string error) => holds ? [] : [error];

    private static IEnumerable<string> Types(JsonNode wanted) =>
        wanted is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [wanted.GetValue<string>()];

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(value) is { } number && decimal.Truncate(number) == number,
        _ => false,
    };

    private static decimal? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? JsonSerializer.Deserialize<decimal>(value) : null;

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
