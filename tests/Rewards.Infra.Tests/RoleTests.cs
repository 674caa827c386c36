namespace Rewards.Infra.Tests;

public sealed class RoleTests(Deployments deployments)
{
    /// <summary>Azure's built-in roles, by the ids that are the same in every tenant.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["d5a91429-5739-47e2-a06b-3470a27159e7"] = "EventGrid Data Sender",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
    };

    private static readonly (string Role, string Scope)[] OfTheApp =
    [
        ("EventGrid Data Sender", "Microsoft.EventGrid/topics evgt-"),
        ("Key Vault Secrets User", "Microsoft.KeyVault/vaults kv-"),
        ("Monitoring Metrics Publisher", "Microsoft.Insights/components appi-"),
        ("Storage Blob Data Owner", "Microsoft.Storage/storageAccounts sthost"),
        ("Storage Queue Data Contributor", "Microsoft.Storage/storageAccounts stdata"),
        ("Storage Table Data Contributor", "Microsoft.Storage/storageAccounts stdata"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_app_may_do_what_it_does_where_it_does_it(bool everything) =>
        Assert.Equal(OfTheApp, RolesOf(everything, "Microsoft.ManagedIdentity/userAssignedIdentities/id-"));

    [Fact]
    public void Whoever_puts_the_tills_keys_may_do_that_only()
    {
        Assert.Equal([("Key Vault Secrets Officer", "Microsoft.KeyVault/vaults kv-")], RolesOf(everything: true, Deployments.KeyOfficer));
        Assert.Equal(OfTheApp.Length + 1, deployments.Of(everything: true).Of("Microsoft.Authorization/roleAssignments").Count());
    }

    [Fact]
    public void Nobody_else_has_a_role() =>
        Assert.Equal(OfTheApp.Length, deployments.Of(everything: false).Of("Microsoft.Authorization/roleAssignments").Count());

    private IEnumerable<(string Role, string Scope)> RolesOf(bool everything, string principal)
    {
        var deployment = deployments.Of(everything);
        var token = deployment.App.Name["func-".Length..];
        return deployment.Of("Microsoft.Authorization/roleAssignments")
            .Where(role => role.Text("properties.principalId")!.Contains(principal, StringComparison.Ordinal))
            .Select(role => (Names[role.Text("properties.roleDefinitionId")!.Split('/')[^1]], ScopeOf(role)))
            .OrderBy(role => role.Item1, StringComparer.Ordinal);

        string ScopeOf(Resource role) => deployment.Resources
            .Single(resource => string.Equals(resource.Id, role.Scope, StringComparison.OrdinalIgnoreCase)).ToString()
            .Replace(token, "", StringComparison.Ordinal);
    }
}
