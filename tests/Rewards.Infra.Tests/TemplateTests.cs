using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rewards.Infra.Tests;

public sealed partial class TemplateTests(Deployments deployments)
{
    [Fact]
    public void It_compiles_and_lints_without_a_warning() => Assert.Equal("", deployments.Complaints);

    [Fact]
    public void It_reads_no_secret_and_gives_none_away()
    {
        Assert.DoesNotMatch(SecretCall(), deployments.Template);
        var outputs = OutputsOf(JsonNode.Parse(deployments.Template)!).ToList();
        Assert.NotEmpty(outputs);
        Assert.DoesNotContain("secure", string.Concat(outputs), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SharedAccessKey", deployments.Template, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey", deployments.Template, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A type that is not here has no rule in HardeningTests yet.</summary>
    [Fact]
    public void It_makes_what_the_rules_are_for_and_nothing_else() => Assert.Equal(
        [
            "Microsoft.Authorization/roleAssignments", "Microsoft.Consumption/budgets", "Microsoft.EventGrid/topics", "Microsoft.Insights/actionGroups",
            "Microsoft.Insights/components", "Microsoft.Insights/diagnosticSettings", "Microsoft.Insights/scheduledQueryRules", "Microsoft.KeyVault/vaults",
            "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Network/networkSecurityGroups", "Microsoft.Network/privateDnsZones",
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "Microsoft.Network/privateEndpoints",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "Microsoft.Network/virtualNetworks", "Microsoft.OperationalInsights/workspaces",
            "Microsoft.Resources/resourceGroups", "Microsoft.Storage/storageAccounts", "Microsoft.Storage/storageAccounts/blobServices",
            "Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Storage/storageAccounts/queueServices",
            "Microsoft.Storage/storageAccounts/queueServices/queues", "Microsoft.Storage/storageAccounts/tableServices",
            "Microsoft.Storage/storageAccounts/tableServices/tables", "Microsoft.Web/serverfarms", "Microsoft.Web/sites",
            "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
        ],
        deployments.Of(everything: true).Resources.Select(resource => resource.Type).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Microsoft.Resources/resourceGroups", "rg-everything")]
    [InlineData("Microsoft.ManagedIdentity/userAssignedIdentities", "id-TOKEN")]
    [InlineData("Microsoft.OperationalInsights/workspaces", "log-TOKEN")]
    [InlineData("Microsoft.Insights/components", "appi-TOKEN")]
    [InlineData("Microsoft.Insights/actionGroups", "ag-TOKEN")]
    [InlineData("Microsoft.EventGrid/topics", "evgt-TOKEN")]
    [InlineData("Microsoft.KeyVault/vaults", "kv-TOKEN")]
    [InlineData("Microsoft.Network/virtualNetworks", "vnet-TOKEN")]
    [InlineData("Microsoft.Network/networkSecurityGroups", "nsg-TOKEN")]
    [InlineData("Microsoft.Network/privateEndpoints", "pep-[a-z]+-TOKEN")]
    [InlineData("Microsoft.Storage/storageAccounts", "st(data|host)TOKEN")]
    [InlineData("Microsoft.Web/serverfarms", "asp-TOKEN")]
    [InlineData("Microsoft.Web/sites", "func-TOKEN")]
    public void Names_say_what_it_is_and_end_with_the_token(string type, string pattern)
    {
        var full = deployments.Of(everything: true);
        var token = full.App.Name["func-".Length..];

        Assert.Equal(13, token.Length);
        Assert.All(full.Of(type), resource => Assert.Matches($"^{pattern.Replace("TOKEN", token, StringComparison.Ordinal)}$", resource.Name));
        Assert.All(full.Of(type), resource => Assert.Equal("everything", resource.Text("tags.azd-env-name")));
    }

    [Fact]
    public void Every_parameter_is_described_with_its_variable()
    {
        var readme = File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "README.md"));
        var read = Variable().Matches(File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "main.bicepparam")))
            .ToDictionary(match => match.Groups[1].Value, match => $" `{match.Groups[2].Value}` ");
        var parameters = JsonNode.Parse(deployments.Template)!["parameters"]!.AsObject().Select(parameter => parameter.Key).ToList();

        Assert.Empty(read.Keys.Except(parameters));
        Assert.All(parameters, name => Assert.Contains($"\n| `{name}` |{read.GetValueOrDefault(name, " ")}|", readme, StringComparison.Ordinal));
        Assert.Equal(parameters.Order(), Row().Matches(readme).Select(row => row.Groups[1].Value).Order());
    }

    /// <summary>azd finds the app by its tag, and builds what azure.yaml names.</summary>
    [Fact]
    public void Azd_finds_the_project_and_the_app()
    {
        var yaml = File.ReadAllText(BicepCli.PathOf("azure.yaml"));
        var service = Service().Match(yaml);

        Assert.True(service.Success);
        Assert.Equal(deployments.Of(everything: false).App.Text("tags.azd-service-name"), service.Groups["name"].Value);
        Assert.True(Directory.Exists(BicepCli.PathOf(service.Groups["project"].Value)));
    }

    private static IEnumerable<string> OutputsOf(JsonNode template) =>
        (template["outputs"]?.AsObject() ?? []).Select(output => output.Value!.ToJsonString()).Concat(
            ResourcesOf(template).Select(resource => resource!["properties"]?["template"]).OfType<JsonNode>().SelectMany(OutputsOf));

    /// <summary>By name where a template has types of its own, else a list.</summary>
    private static IEnumerable<JsonNode?> ResourcesOf(JsonNode template) =>
        template["resources"] is JsonObject named ? named.Select(resource => resource.Value) : template["resources"]!.AsArray();

    [GeneratedRegex(@"\blist[A-Z]\w*\(")]
    private static partial Regex SecretCall();

    [GeneratedRegex(@"^param (\w+) = .*readEnvironmentVariable\('(\w+)'", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^services:\n  (?<name>\w+):\n    project: (?<project>\S+)\n    language: dotnet\n    host: function$", RegexOptions.Multiline)]
    private static partial Regex Service();
}
