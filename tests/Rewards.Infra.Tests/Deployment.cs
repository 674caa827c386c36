using System.Text.Json.Nodes;

namespace Rewards.Infra.Tests;

/// <summary>A resource as the template makes it, with every parameter, condition and loop worked out.</summary>
internal sealed record Resource(JsonObject Json)
{
    public string Id => Text("id")!;

    public string Type => Text("type")!;

    /// <summary>A child's name begins with its parent's: <c>account/default/Members</c>.</summary>
    public string Name => Text("name")!;

    public string OwnName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>What it is attached to, such as the account that a role is assigned on; in lower case, as ids are compared.</summary>
    public string Scope => Id[..Id.LastIndexOf($"/providers/{Type}/", StringComparison.Ordinal)].ToLowerInvariant();

    /// <param name="path">Such as <c>properties.publicNetworkAccess</c>.</param>
    /// <returns>Null: it is not set.</returns>
    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json, (node, name) => node?[name]);

    public string? Text(string path) => At(path)?.ToString();

    public override string ToString() => $"{Type} {Name}";
}

/// <summary>Everything that one set of parameters deploys.</summary>
internal sealed record Deployment(IReadOnlyList<Resource> Resources, bool IsPrivate)
{
    /// <summary>In place of what is known only when Azure has made the resource.</summary>
    public const string Unknown = "https://known-later.example/";

    public IEnumerable<Resource> Of(string type) => Resources.Where(resource => resource.Type == type);

    public Resource DataAccount => AccountOf("stdata");

    public Resource HostAccount => AccountOf("sthost");

    public Resource App => Of("Microsoft.Web/sites").Single();

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => App.At("properties.siteConfig.appSettings")!.AsArray().ToDictionary(
        setting => setting!["name"]!.ToString(),
        setting => setting!["value"]!.ToString() is var value && value.StartsWith('[') ? Unknown : value);

    private Resource AccountOf(string prefix) =>
        Of("Microsoft.Storage/storageAccounts").Single(account => account.Name.StartsWith(prefix, StringComparison.Ordinal));
}
