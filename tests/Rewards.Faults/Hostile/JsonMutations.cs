using System.Text.Json.Nodes;

namespace Rewards.Faults.Hostile;

/// <summary>Every way to spoil one place of a valid JSON body: as text, since what is wanted is often no JSON.</summary>
internal static class JsonMutations
{
    /// <summary>Stands in a body for the text that is to be there; no body has such a member or value by itself.</summary>
    private const string Mark = "~mutated~";

    public static IEnumerable<(string Name, string Text)> Of(JsonNode valid) =>
        PathsOf(valid, []).SelectMany(path => At(valid, path)).Concat(HostileValues.Json.Select(value => ($"the body: {value.Name}", value.Json)));

    private static IEnumerable<(string Name, string Text)> At(JsonNode valid, object[] path)
    {
        var at = string.Join('.', path);
        foreach (var (name, json) in HostileValues.Json)
        {
            yield return ($"{at}: {name}", Replace(valid, path, json));
        }

        yield return ($"{at}: removed", Change(valid, path, (parent, last) => Remove(parent, last)));
        if (path[^1] is not string member)
        {
            yield break;
        }

        var value = Find(valid, path)?.ToJsonString() ?? "null";
        yield return ($"{at}: doubled", Replace(valid, path, $"{value},\"{member}\":{value}"));
        yield return ($"{at}: unknown beside", Replace(valid, path, $"{value},\"unknown\":1"));
        foreach (var (name, json) in HostileValues.Names)
        {
            yield return ($"{at}: renamed, {name}", Change(valid, path, (parent, _) => Rename(parent.AsObject(), member)).Replace($"\"{Mark}\"", json, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<object[]> PathsOf(JsonNode? node, object[] path)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, i) => ((object)i, item)),
            _ => [],
        };
        return children.SelectMany(child => PathsOf(child.Item2, [.. path, child.Item1]).Prepend([.. path, child.Item1]));
    }

    private static string Replace(JsonNode valid, object[] path, string json) => Change(valid, path, (parent, last) =>
    {
        if (last is string member)
        {
            parent[member] = Mark;
        }
        else
        {
            parent[(int)last] = Mark;
        }
    }).Replace($"\"{Mark}\"", json, StringComparison.Ordinal);

    private static string Change(JsonNode valid, object[] path, Action<JsonNode, object> change)
    {
        var copy = valid.DeepClone();
        change(Find(copy, path[..^1])!, path[^1]);
        return copy.ToJsonString();
    }

    private static JsonNode? Find(JsonNode root, object[] path) =>
        path.Aggregate((JsonNode?)root, (node, step) => step is string member ? node![member] : node![(int)step]);

    private static void Remove(JsonNode parent, object last)
    {
        if (last is string member)
        {
            parent.AsObject().Remove(member);
        }
        else
        {
            parent.AsArray().RemoveAt((int)last);
        }
    }

    private static void Rename(JsonObject parent, string member)
    {
        var value = parent[member]?.DeepClone();
        parent.Remove(member);
        parent[Mark] = value;
    }
}
