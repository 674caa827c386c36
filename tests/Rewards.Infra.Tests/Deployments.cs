using System.Text.Json.Nodes;
using Rewards.Infra.Tests;

[assembly: AssemblyFixture(typeof(Deployments))]

namespace Rewards.Infra.Tests;

/// <summary>
/// The templates, compiled and worked out once for all tests: with the parameters as they come, and with everything on that can
/// be. Bicep's <c>snapshot</c> evaluates them without Azure.
/// </summary>
public sealed class Deployments : IAsyncLifetime
{
    public const string AlertEmail = "operations@example.org";

    public const string KeyOfficer = "5f0f2c5e-0000-4000-8000-000000000001";

    public const string Audience = "5f0f2c5e-0000-4000-8000-000000000003";

    public const string Tenant = "5f0f2c5e-0000-4000-8000-000000000004";

    private const string Subscription = "5f0f2c5e-0000-4000-8000-000000000002";

    private const string Everything = $$"""
        using 'main.bicep'
        param environmentName = 'everything'
        param location = 'swedencentral'
        param storageRedundancy = 'Standard_GZRS'
        param alwaysReadyInstances = 2
        param zoneRedundant = true
        param privateNetwork = true
        param alertEmail = '{{AlertEmail}}'
        param keyOfficerId = '{{KeyOfficer}}'
        param accessAudience = '{{Audience}}'
        param replacesTillKeySecret = true
        param monthlyBudget = { amount: 300, from: '2026-12-01' }
        param rewards = { ConflictPatience: '00:00:03', GuessBurst: 10 }
        """;

    private readonly DirectoryInfo work = Directory.CreateTempSubdirectory("rewards-infra-");

    /// <summary>What compiling and linting complained of.</summary>
    internal string Complaints { get; private set; } = "";

    /// <summary>The compiled template.</summary>
    internal string Template { get; private set; } = "";

    private Deployment Plain { get; set; } = null!;

    private Deployment Full { get; set; } = null!;

    internal Deployment Of(bool everything) => everything ? Full : Plain;

    public async ValueTask InitializeAsync()
    {
        CopyTo(work.FullName);
        await File.WriteAllTextAsync(Path.Combine(work.FullName, "everything.bicepparam"), Everything);
        var build = BicepCli.RunAsync(work.FullName, "build", "main.bicep", "--stdout");
        var plain = SnapshotAsync("main", isPrivate: false);
        var full = SnapshotAsync("everything", isPrivate: true);
        (Template, Complaints) = await build;
        Plain = await plain;
        Full = await full;
    }

    public ValueTask DisposeAsync()
    {
        work.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Deployment> SnapshotAsync(string parameters, bool isPrivate)
    {
        var (_, complaints) = await BicepCli.RunAsync(
            work.FullName, "snapshot", $"{parameters}.bicepparam", "--mode", "overwrite", "--tenant-id", Tenant, "--subscription-id", Subscription,
            "--location", "westeurope");
        Assert.Equal("", complaints);
        var snapshot = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(work.FullName, $"{parameters}.snapshot.json")))!;
        Assert.Empty(snapshot["diagnostics"]!.AsArray());
        return new Deployment([.. snapshot["predictedResources"]!.AsArray().Select(resource => new Resource(resource!.AsObject()))], isPrivate);
    }

    private static void CopyTo(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(BicepCli.InfraDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory, Path.GetRelativePath(BicepCli.InfraDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
