using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>Hostile text wherever a request takes a key: in the path, in the query, in the Idempotency-Key; and verbs that nobody serves.</summary>
internal static class KeyMutations
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "BREW"];

    public static IEnumerable<HostileCall> Of(HostileCall valid, OpenApiDocument document) =>
        PathsOf(valid).Concat(QueriesOf(valid, document)).Concat(IdempotencyKeysOf(valid));

    /// <summary>Of a path, all the verbs that the document has not.</summary>
    public static IEnumerable<HostileCall> VerbsOf(HostileCall valid, OpenApiDocument document)
    {
        var served = document.Operations.Where(operation => operation.Path == valid.Operation.Path).Select(operation => operation.Verb).ToHashSet();
        return Verbs.Where(verb => !served.Contains(verb)).Select(verb => valid with { Name = $"verb {verb}", Verb = verb, Tolerance = Tolerance.NoOperation });
    }

    private static IEnumerable<HostileCall> PathsOf(HostileCall valid)
    {
        var path = valid.Path.Split('?')[0];
        var query = valid.Path[path.Length..];
        var (segments, wanted) = (path.Split('/'), valid.Operation.Path[1..].Split('/'));
        foreach (var (i, segment) in wanted.Index().Where(part => part.Item[0] == '{'))
        {
            foreach (var (name, text) in HostileValues.Keys)
            {
                // What a server makes of dots in a path is another path; any other key is one that nobody has ever used.
                var isElsewhere = text is "." or ".." or "%2e%2e" or "..%2F..%2Fprogramme";
                string[] changed = [.. segments];
                changed[i] = isElsewhere ? text : text + HostileCall.Salt;
                yield return valid with
                {
                    Name = $"{segment}: {name}",
                    Path = string.Join('/', changed) + query,
                    Tolerance = Tolerance.StoppedBefore,
                    LeadsNowhere = valid.Verb == "GET" && !isElsewhere,
                };
            }
        }
    }

    private static IEnumerable<HostileCall> QueriesOf(HostileCall valid, OpenApiDocument document)
    {
        var path = valid.Path.Split('?')[0];
        var given = valid.Path.Contains('?') ? valid.Path[(path.Length + 1)..].Split('&') : [];
        var names = (valid.Operation.Node["parameters"]?.AsArray() ?? []).Select(parameter => document.Deref(parameter!))
            .Where(parameter => parameter["in"]!.GetValue<string>() == "query").Select(parameter => parameter["name"]!.GetValue<string>());
        foreach (var name in names)
        {
            var others = given.Where(pair => !pair.StartsWith($"{name}=", StringComparison.Ordinal)).ToList();
            foreach (var (what, text) in HostileValues.Keys.Append(("empty", "")).Append(("year 9999", "9999-12-31")).Append(("month 9999", "9999-12")).Append(("year 0000", "0000-01")).Append(("30 February", "2026-02-30")))
            {
                yield return valid with
                {
                    Name = $"?{name}: {what}",
                    Path = $"{path}?{string.Join('&', others.Append($"{name}={text}"))}",
                    Tolerance = text.Length > 5_000 ? Tolerance.StoppedBefore : Tolerance.None,
                };
            }

            yield return valid with { Name = $"?{name}: twice", Path = $"{path}?{string.Join('&', given.Append($"{name}=a").Append($"{name}=b"))}" };
        }
    }

    private static IEnumerable<HostileCall> IdempotencyKeysOf(HostileCall valid)
    {
        if (valid.Key is not [{ } key])
        {
            yield break;
        }

        foreach (var (name, text) in HostileValues.IdempotencyKeys)
        {
            yield return valid with { Name = $"Idempotency-Key: {name}", Key = [text], Tolerance = Tolerance.StoppedBefore };
        }

        yield return valid with { Name = "Idempotency-Key: two", Key = [key, "another"] };
    }
}
