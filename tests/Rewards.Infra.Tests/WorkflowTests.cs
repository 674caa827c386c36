using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Rewards.Infra.Tests;

/// <summary>What GitHub runs: nothing that can change unseen, and nothing that may do more than it has to.</summary>
public sealed partial class WorkflowTests
{
    private const string Release = "release.yml";

    public static readonly TheoryData<string> Files = new(Directory.EnumerateFiles(BicepCli.PathOf(".github/workflows")).Select(file => Path.GetFileName(file)).Order());

    [Fact]
    public void There_is_one_for_every_change_and_one_for_a_release() => Assert.Equal(["ci.yml", Release], Files.Select(file => file.Data));

    /// <summary>A tag can be moved to other code, a commit cannot; the comment says which version it is, and Dependabot keeps both.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_is_a_commit_with_its_version_beside_it(string file)
    {
        var pinned = Pinned().Matches(File.ReadAllText(PathOf(file))).Select(match => match.Groups[1].Value);
        var used = Steps(file).Concat(Jobs(file)).Select(node => Text(node, "uses")).OfType<string>().Where(action => !action.StartsWith("./", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(used);
        Assert.Equal(used, pinned);
    }

    [Fact]
    public void An_action_is_the_same_commit_wherever_it_is_used()
    {
        var lines = Files.SelectMany(file => Pinned().Matches(File.ReadAllText(PathOf(file.Data)))).Select(match => match.Value.Trim()).Distinct().ToList();

        Assert.Equal(lines.Select(line => line.Split('@')[0]).Distinct(), lines.Select(line => line.Split('@')[0]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void It_may_read_the_code_and_no_more_but_for_the_job_that_releases(string file)
    {
        var permissions = Jobs(file).Where(job => Child(job, "permissions") is not null).Select(Permissions);

        Assert.Equal(["contents: read"], Permissions(Root(file)));
        Assert.Equal(file == Release ? [["contents: write", "id-token: write", "attestations: write"]] : [], permissions);
    }

    /// <summary>So what is built, which is other people's code as well, never sees the token that writes.</summary>
    [Fact]
    public void The_job_that_releases_builds_nothing()
    {
        var job = Jobs(Release).Single(job => Child(job, "permissions") is not null);

        Assert.All(StepsOf(job), step => Assert.DoesNotMatch("dotnet|npm|checkout", $"{Text(step, "uses")} {Text(step, "run")}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_checkout_leaves_its_token_behind(string file) => Assert.All(
        Steps(file).Where(step => Text(step, "uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true),
        step => Assert.Equal("false", Text(Child(step, "with")!, "persist-credentials")));

    /// <summary>An expression in a script is put in before the shell reads it: it could be printed, and could be a command.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void No_script_holds_an_expression_and_none_names_a_secret(string file)
    {
        Assert.All(Steps(file).Select(step => Text(step, "run")).OfType<string>(), script => Assert.DoesNotContain("${{", script, StringComparison.Ordinal));
        Assert.DoesNotContain("secrets", File.ReadAllText(PathOf(file)), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(echo|printf|cat).*TOKEN|set -x", File.ReadAllText(PathOf(file)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_job_runs_for_ever_and_no_two_for_the_same(string file)
    {
        Assert.NotNull(Child(Root(file), "concurrency"));
        Assert.All(Jobs(file).Where(job => Text(job, "uses") is null), job => Assert.InRange(int.Parse(Text(job, "timeout-minutes")!), 1, 60));
    }

    [Fact]
    public void Both_flavours_are_tested_with_the_versions_that_the_readme_names()
    {
        var test = Jobs("ci.yml").First();
        var flavours = (YamlSequenceNode)Child(Child(Child(test, "strategy")!, "matrix")!, "azure-packages")!;
        var versions = StepsOf(test).Select(step => Child(step, "with")).OfType<YamlMappingNode>()
            .Select(with => Text(with, "dotnet-version") ?? Text(with, "node-version")).OfType<string>();

        Assert.Equal(["false", "true"], flavours.Select(flavour => flavour.ToString()));
        Assert.Equal("${{ matrix.azure-packages }}", Text(Child(test, "env")!, "AzurePackages"));
        Assert.Equal(["10.0.x", "20"], versions);
        Assert.Contains(".NET 10 SDK and Node.js 20", File.ReadAllText(BicepCli.PathOf("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Dependabot_looks_after_every_kind_of_package()
    {
        var updates = ((YamlSequenceNode)Child(Load(BicepCli.PathOf(".github/dependabot.yml")), "updates")!).Select(update => (YamlMappingNode)update).ToList();
        var found = updates.ToDictionary(update => Text(update, "package-ecosystem")!, update => Text(update, "directory")!);

        Assert.Equal(["github-actions", "npm", "nuget"], found.Keys.Order());
        Assert.True(File.Exists(BicepCli.PathOf($".{found["npm"]}/package-lock.json")));
        Assert.True(File.Exists(BicepCli.PathOf($".{found["nuget"]}/Directory.Packages.props")));
    }

    private static string PathOf(string file) => BicepCli.PathOf($".github/workflows/{file}");

    private static YamlMappingNode Root(string file) => Load(PathOf(file));

    private static YamlMappingNode Load(string path)
    {
        using var reader = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static IEnumerable<YamlMappingNode> Jobs(string file) => ((YamlMappingNode)Child(Root(file), "jobs")!).Children.Values.Cast<YamlMappingNode>();

    private static IEnumerable<YamlMappingNode> Steps(string file) => Jobs(file).SelectMany(StepsOf);

    private static IEnumerable<YamlMappingNode> StepsOf(YamlMappingNode job) => (Child(job, "steps") as YamlSequenceNode)?.Cast<YamlMappingNode>() ?? [];

    private static IEnumerable<string> Permissions(YamlMappingNode node) =>
        ((YamlMappingNode)Child(node, "permissions")!).Select(permission => $"{permission.Key}: {permission.Value}");

    private static YamlNode? Child(YamlNode node, string name) => ((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;

    [GeneratedRegex(@"uses: ([\w-]+/[\w-]+@[0-9a-f]{40}) # v\d+\.\d+\.\d+$", RegexOptions.Multiline)]
    private static partial Regex Pinned();
}
