using System.Text.Json.Nodes;
using Rewards.Domain.Access;

namespace Rewards.Infra.Tests;

/// <summary>With what the API is registered in Entra ID.</summary>
public sealed class AppRoleTests
{
    private static readonly List<JsonNode> AppRoles = [.. Read("app-roles.json").AsArray().Select(role => role!)];

    [Fact]
    public void They_are_those_of_the_API() => Assert.Equal(
        [Roles.Pos, Roles.Marketing, Roles.Admin], AppRoles.Select(role => Principal.Of("somebody", [role["value"]!.ToString()]).Roles));

    [Fact]
    public void People_call_with_the_one_permission_that_the_API_offers()
    {
        var scope = Assert.Single(Read("app-api.json")["api"]!["oauth2PermissionScopes"]!.AsArray())!;
        var client = Assert.Single(Read("app-clients.json")["api"]!["preAuthorizedApplications"]!.AsArray())!;

        Assert.Equal("2", Read("app-api.json")["api"]!["requestedAccessTokenVersion"]!.ToString());
        Assert.Equal(scope["id"]!.ToString(), Assert.Single(client["delegatedPermissionIds"]!.AsArray())!.ToString());
    }

    [Fact]
    public void Each_is_of_its_own_on_and_for_people_and_programs()
    {
        Assert.Equal(AppRoles.Count, AppRoles.Select(role => Guid.Parse(role["id"]!.ToString())).Distinct().Count());
        Assert.All(AppRoles, role => Assert.Equal(["Application", "User"], role["allowedMemberTypes"]!.AsArray().Select(type => type!.ToString())));
        Assert.All(AppRoles, role => Assert.True((bool)role["isEnabled"]!));
        Assert.All(AppRoles, role => Assert.All(new[] { "displayName", "description" }, text => Assert.NotEmpty(role[text]!.ToString())));
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, file)))!;
}
