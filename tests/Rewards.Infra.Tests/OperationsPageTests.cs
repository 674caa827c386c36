using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rewards.Functions.Storage;

namespace Rewards.Infra.Tests;

/// <summary>docs/operations.md is read when something is wrong: what it names has to be there.</summary>
public sealed partial class OperationsPageTests(Deployments deployments)
{
    private static readonly string Page = File.ReadAllText(BicepCli.PathOf("docs/operations.md"));

    [Fact]
    public void Every_alert_has_a_section() => Assert.All(
        deployments.Of(everything: false).Of("Microsoft.Insights/scheduledQueryRules"),
        alert => Assert.Contains($"\n### {alert.Text("properties.displayName")}\n", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_queue_is_explained() => Assert.All(TableKeys.Queues, queue => Assert.Matches($@"\n\|.*`{queue}`.*\|", Page));

    [Theory]
    [InlineData("docs/operations.md")]
    [InlineData("README.md")]
    public void Every_call_in_the_shell_is_one_of_the_API(string file)
    {
        var paths = JsonNode.Parse(File.ReadAllText(BicepCli.PathOf("functions/Rewards.Functions/OpenApi/openapi.json")))!["paths"]!.AsObject()
            .Select(path => $"^{Parameter().Replace(path.Key, "[^/]+")}$").ToList();
        var called = Called().Matches(File.ReadAllText(BicepCli.PathOf(file))).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.NotEmpty(called);
        Assert.All(called, call => Assert.Contains(paths, path => Regex.IsMatch(call, path)));
    }

    [Fact]
    public void Every_secret_and_parameter_is_that_of_the_templates()
    {
        var app = File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "modules", "app.bicep"));
        var parameters = File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "main.bicepparam"));

        Assert.All(Secret().Matches(Page), match => Assert.Contains($"SecretName={match.Groups[1].Value})", app, StringComparison.Ordinal));
        Assert.All(Variable().Matches(Page), match => Assert.Contains($"'{match.Value}'", parameters, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{[A-Za-z]+\}")]
    private static partial Regex Parameter();

    /// <summary>Without the query; what a loop of the shell puts in is left out.</summary>
    [GeneratedRegex(@"\$api(/(?!\$what)[^\s""`?]+)")]
    private static partial Regex Called();

    [GeneratedRegex(@"keyvault secret \w+ --vault-name \$vault --name ([\w-]+)")]
    private static partial Regex Secret();

    [GeneratedRegex("REWARDS_[A-Z_]+")]
    private static partial Regex Variable();
}
