using System.Text.Json.Nodes;

namespace Rewards.Infra.Tests;

/// <summary>Every rule for the deployment as it comes and for the one with everything on, private network included.</summary>
public sealed class HardeningTests(Deployments deployments)
{
    public static readonly TheoryData<bool> Both = [false, true];

    [Theory]
    [MemberData(nameof(Both))]
    public void Storage_opens_to_identities_over_tls_only(bool everything)
    {
        var accounts = deployments.Of(everything).Of("Microsoft.Storage/storageAccounts").ToList();

        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, account => AssertSet(account,
            ("allowSharedKeyAccess", "false"), ("allowBlobPublicAccess", "false"), ("allowCrossTenantReplication", "false"), ("isLocalUserEnabled", "false"),
            ("defaultToOAuthAuthentication", "true"), ("minimumTlsVersion", "TLS1_2"), ("supportsHttpsTrafficOnly", "true"), ("networkAcls.bypass", "None")));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void What_is_deleted_from_the_blobs_can_be_had_back_and_no_blob_is_public(bool everything)
    {
        var deployment = deployments.Of(everything);
        var services = deployment.Of("Microsoft.Storage/storageAccounts/blobServices").ToList();

        Assert.Equal(2, services.Count);
        Assert.All(services, service => AssertSet(service, ("deleteRetentionPolicy.enabled", "true"), ("containerDeleteRetentionPolicy.enabled", "true")));
        AssertSet(Assert.Single(deployment.Of("Microsoft.Storage/storageAccounts/blobServices/containers")), ("publicAccess", "None"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_topic_takes_cloud_events_from_identities_only(bool everything) => AssertSet(
        Assert.Single(deployments.Of(everything).Of("Microsoft.EventGrid/topics")),
        ("inputSchema", "CloudEventSchemaV1_0"), ("disableLocalAuth", "true"), ("minimumTlsVersionAllowed", "1.2"));

    [Theory]
    [MemberData(nameof(Both))]
    public void Telemetry_is_written_and_read_by_identities_only(bool everything)
    {
        var deployment = deployments.Of(everything);

        AssertSet(Assert.Single(deployment.Of("Microsoft.OperationalInsights/workspaces")), ("features.disableLocalAuth", "true"));
        AssertSet(Assert.Single(deployment.Of("Microsoft.Insights/components")), ("DisableLocalAuth", "true"), ("IngestionMode", "LogAnalytics"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void The_vault_goes_by_roles_and_nobody_can_purge_it(bool everything) => AssertSet(
        Assert.Single(deployments.Of(everything).Of("Microsoft.KeyVault/vaults")),
        ("enableRbacAuthorization", "true"), ("enableSoftDelete", "true"), ("enablePurgeProtection", "true"), ("networkAcls.bypass", "None"));

    [Theory]
    [MemberData(nameof(Both))]
    public void The_app_runs_on_flex_consumption_under_its_identity_over_tls_only(bool everything)
    {
        var deployment = deployments.Of(everything);
        var plan = Assert.Single(deployment.Of("Microsoft.Web/serverfarms"));
        var identity = Assert.Single(deployment.Of("Microsoft.ManagedIdentity/userAssignedIdentities")).Id;
        var app = deployment.App;

        Assert.Equal("FC1", plan.Text("sku.name"));
        Assert.Equal(plan.Id, app.Text("properties.serverFarmId"));
        Assert.Equal("UserAssigned", app.Text("identity.type"));
        Assert.Equal(identity, Assert.Single(app.At("identity.userAssignedIdentities")!.AsObject()).Key);
        AssertSet(app,
            ("httpsOnly", "true"), ("siteConfig.minTlsVersion", "1.2"), ("siteConfig.scmMinTlsVersion", "1.2"),
            ("functionAppConfig.runtime.name", "dotnet-isolated"), ("functionAppConfig.runtime.version", "10.0"),
            ("functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity"),
            ("functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId", identity));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Nobody_publishes_with_a_password(bool everything)
    {
        var policies = deployments.Of(everything).Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.OwnName));
        Assert.All(policies, policy => AssertSet(policy, ("allow", "false")));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Everything_reports_to_the_workspace(bool everything)
    {
        var deployment = deployments.Of(everything);
        string[] reporting =
        [
            "Microsoft.EventGrid/topics", "Microsoft.KeyVault/vaults", "Microsoft.Web/sites", "Microsoft.Storage/storageAccounts/blobServices",
            "Microsoft.Storage/storageAccounts/queueServices", "Microsoft.Storage/storageAccounts/tableServices",
        ];
        var settings = deployment.Of("Microsoft.Insights/diagnosticSettings").ToList();

        Assert.Equal(
            deployment.Resources.Where(resource => reporting.Contains(resource.Type)).Select(resource => resource.Id.ToLowerInvariant()).Order(),
            settings.Select(setting => setting.Scope).Order());
        Assert.All(settings, setting => Assert.Contains("workspaceId", setting.Text("properties.workspaceId"), StringComparison.Ordinal));
    }

    /// <summary>A log of requests names keys, and keys name members: it would outlive an erasure.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public void No_log_of_the_data_names_a_member(bool everything)
    {
        var deployment = deployments.Of(everything);
        var data = deployment.Of("Microsoft.Insights/diagnosticSettings")
            .Where(setting => setting.Scope.StartsWith(deployment.DataAccount.Id.ToLowerInvariant(), StringComparison.Ordinal)).ToList();

        Assert.Equal(3, data.Count);
        Assert.All(data, setting => Assert.Empty(setting.At("properties.logs")?.AsArray() ?? []));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_private_network_closes_every_other_way(bool everything)
    {
        var deployment = deployments.Of(everything);
        string[] closed = ["Microsoft.Storage/storageAccounts", "Microsoft.EventGrid/topics", "Microsoft.KeyVault/vaults"];
        var resources = deployment.Resources.Where(resource => closed.Contains(resource.Type)).ToList();

        Assert.Equal(4, resources.Count);
        Assert.All(resources, resource => AssertSet(resource, ("publicNetworkAccess", deployment.IsPrivate ? "Disabled" : "Enabled")));
        Assert.All(resources.Where(resource => resource.At("properties.networkAcls") is not null), resource =>
            AssertSet(resource, ("networkAcls.defaultAction", deployment.IsPrivate ? "Deny" : "Allow")));
        Assert.Equal(deployment.IsPrivate, deployment.App.Text("properties.virtualNetworkSubnetId") is not null);
    }

    [Fact]
    public void Without_one_there_is_none() => Assert.DoesNotContain(
        deployments.Of(everything: false).Resources, resource => resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal));

    [Theory]
    [InlineData("blob", "host", "privatelink.blob.")]
    [InlineData("queue", "data", "privatelink.queue.")]
    [InlineData("table", "data", "privatelink.table.")]
    [InlineData("topic", "topic", "privatelink.eventgrid.azure.net")]
    [InlineData("vault", "vault", "privatelink")]
    public void The_network_reaches_what_the_app_asks(string service, string module, string zone)
    {
        var full = deployments.Of(everything: true);
        var endpoint = full.Of("Microsoft.Network/privateEndpoints").Single(endpoint => endpoint.Name.StartsWith($"pep-{service}-", StringComparison.Ordinal));
        var connection = Assert.Single(endpoint.At("properties.privateLinkServiceConnections")!.AsArray())!["properties"]!;
        var group = full.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Single(group => group.Name == $"{endpoint.Name}/default");

        Assert.Equal(5, full.Of("Microsoft.Network/privateEndpoints").Count());
        Assert.Equal(5, full.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        Assert.Equal(service, Assert.Single(connection["groupIds"]!.AsArray())!.ToString());
        Assert.Contains($"'{module}-{{0}}'", connection["privateLinkServiceId"]!.ToString(), StringComparison.Ordinal);
        var named = Assert.Single(group.At("properties.privateDnsZoneConfigs")!.AsArray())!["properties"]!["privateDnsZoneId"]!.ToString();
        Assert.Contains(zone, named, StringComparison.Ordinal);
    }

    [Fact]
    public void The_app_has_a_subnet_of_its_own()
    {
        var subnets = Assert.Single(deployments.Of(everything: true).Of("Microsoft.Network/virtualNetworks")).At("properties.subnets")!.AsArray();

        Assert.Equal(["10.60.0.0/26", "10.60.0.64/26"], subnets.Select(subnet => subnet!["properties"]!["addressPrefix"]!.ToString()));
        Assert.Equal("Microsoft.App/environments", subnets[0]!["properties"]!["delegations"]![0]!["properties"]!["serviceName"]!.ToString());
        Assert.All(subnets, subnet => Assert.NotNull(subnet!["properties"]!["networkSecurityGroup"]));
    }

    private static void AssertSet(Resource resource, params (string Path, string Value)[] expected) => Assert.All(
        expected, rule => Assert.Equal($"{resource}: {rule.Path} = {rule.Value}", $"{resource}: {rule.Path} = {Written(resource.At($"properties.{rule.Path}"))}"));

    private static string Written(JsonNode? value) => value?.ToString() ?? "not set";
}
