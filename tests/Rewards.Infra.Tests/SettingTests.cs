using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions;
using Rewards.Functions.Access;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Infra.Tests;

/// <summary>The settings of the function app against the code: the app's services are made from them, and what they ask for is noted.</summary>
public sealed partial class SettingTests(Deployments deployments)
{
    /// <summary>Read by the Functions host and by the libraries, not by the code here.</summary>
    private static readonly Dictionary<string, string> ReadElsewhere = new()
    {
        ["AzureWebJobsStorage:blobServiceUri"] = "the Functions host: its own storage",
        ["AzureWebJobsStorage:credential"] = "the Functions host: its own storage",
        ["AzureWebJobsStorage:clientId"] = "the Functions host: its own storage",
        ["Storage:credential"] = "the queue triggers",
        ["Storage:clientId"] = "the queue triggers",
        ["AZURE_CLIENT_ID"] = "DefaultAzureCredential",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "the Functions host as well: its warnings and errors",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "the Functions host: its warnings and errors",
    };

    /// <summary>Keys and connection strings, in whose place the app's identity opens what they would.</summary>
    private static readonly string[] NeverSet = ["Events:TopicKey", "Storage"];

    private static readonly string[] OptionalForAccess =
        [nameof(AccessOptions.Required), nameof(AccessOptions.Authority), nameof(AccessOptions.TillKeySecretBefore)];

    /// <summary>Of the check of credentials: what need not be set, and what follows from settings, for which the binder looks all the same.</summary>
    private static readonly string[] Defaulted =
    [
        AccessOptions.Section,
        .. typeof(AccessOptions).GetProperties().Where(property => !property.CanWrite || OptionalForAccess.Contains(property.Name))
            .Select(property => $"{AccessOptions.Section}:{property.Name}"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_setting_that_is_read_is_set_or_has_a_default(bool everything)
    {
        var settings = SettingsOf(everything);
        var missing = Read(settings).Where(name => !settings.ContainsKey(name) && !HasDefault(name));

        Assert.Equal(NeverSet, missing.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_setting_that_is_set_is_read(bool everything)
    {
        var settings = SettingsOf(everything);

        Assert.Empty(settings.Keys.Except(Read(settings)).Except(ReadElsewhere.Keys));
        Assert.Empty(ReadElsewhere.Keys.Except(settings.Keys));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_setting_is_a_secret(bool everything) => Assert.All(
        SettingsOf(everything).Where(setting => !setting.Value.StartsWith("@Microsoft.KeyVault(", StringComparison.Ordinal)),
        setting => Assert.DoesNotMatch("(?i)key=|signature=|password|secret", setting.Value));

    [Fact]
    public void The_secrets_that_the_app_reads_stand_in_its_vault()
    {
        var deployment = deployments.Of(everything: true);
        var vault = Assert.Single(deployment.Of("Microsoft.KeyVault/vaults")).Name;
        var secrets = SettingsOf(everything: true).Where(setting => setting.Key.Contains("Secret", StringComparison.Ordinal)).ToDictionary();

        Assert.Equal(deployment.App.Text("properties.keyVaultReferenceIdentity"), Assert.Single(deployment.App.At("identity.userAssignedIdentities")!.AsObject()).Key);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Access:TillKeySecret"] = $"@Microsoft.KeyVault(VaultName={vault};SecretName=till-keys)",
                ["Access:TillKeySecretBefore"] = $"@Microsoft.KeyVault(VaultName={vault};SecretName=till-keys-before)",
            },
            secrets);
        Assert.DoesNotContain("Access:TillKeySecretBefore", SettingsOf(everything: false).Keys);
    }

    [Fact]
    public void Tokens_are_those_of_the_tenant_that_is_deployed_to_for_the_registration_that_is_named()
    {
        Assert.All([false, true], everything => Assert.Equal(Deployments.Tenant, SettingsOf(everything)["Access:TenantId"]));
        Assert.Equal(Deployments.Audience, SettingsOf(everything: true)["Access:Audience"]);
        Assert.Equal("", SettingsOf(everything: false)["Access:Audience"]);
    }

    [Fact]
    public void Waiting_times_and_allowances_can_be_given_and_come_to_the_app()
    {
        var options = Services(new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(everything: true)!).Build()).GetRequiredService<RewardsOptions>();

        Assert.Equal(TimeSpan.FromSeconds(3), options.ConflictPatience);
        Assert.Equal(10, options.GuessBurst);
        Assert.Equal(new RewardsOptions().WalkDelay, options.WalkDelay);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Traces_and_metrics_go_to_the_component_that_the_Functions_host_writes_to(bool everything)
    {
        var settings = TelemetrySettings.Read(new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(everything)!).Build());

        Assert.Equal((TelemetryExporter.AzureMonitor, 1d), (settings.Exporter, settings.SampleRatio));
        Assert.NotEmpty(settings.AzureMonitorConnection!);
    }

    /// <summary>They would hold the path, and with it codes and member ids; the app's own, which the alerts read, hold the route.</summary>
    [Fact]
    public void The_Functions_host_itself_writes_no_requests()
    {
        var logging = JsonNode.Parse(File.ReadAllText(BicepCli.PathOf("functions/Rewards.Functions/host.json")))!["logging"]!;
        var insights = logging["applicationInsights"]!;

        Assert.Equal(("Warning", "None"), (logging["logLevel"]!["default"]!.ToString(), logging["logLevel"]!["Host.Results"]!.ToString()));
        Assert.False(insights["enableDependencyTracking"]!.GetValue<bool>());
        Assert.False(insights["httpAutoCollectionOptions"]!["enableHttpTriggerExtendedInfoCollection"]!.GetValue<bool>());
    }

    [Fact]
    public void Every_waiting_time_and_allowance_is_a_parameter_and_no_other()
    {
        var template = JsonNode.Parse(deployments.Template)!;
        var type = template["definitions"]!.AsObject().Single(definition => definition.Key.EndsWith("rewardsOptions", StringComparison.Ordinal)).Value!;

        Assert.Equal(
            typeof(RewardsOptions).GetProperties().Select(property => (property.Name, property.PropertyType == typeof(int) ? "int" : "string")).Order(),
            type["properties"]!.AsObject().Select(property => (property.Key, property.Value!["type"]!.ToString())).Order());
    }

    [Fact]
    public void The_schedules_are_those_that_the_page_of_settings_names()
    {
        var page = File.ReadAllText(BicepCli.PathOf("docs/settings.md"));

        Assert.All(
            SettingsOf(everything: false).Where(setting => setting.Key.EndsWith("Schedule", StringComparison.Ordinal)),
            setting => Assert.Matches($@"\| `{setting.Key}` \|[^|\n]*`{Regex.Escape(setting.Value)}`", page));
    }

    private Dictionary<string, string> SettingsOf(bool everything) =>
        deployments.Of(everything).Settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value);

    private static bool HasDefault(string name) =>
        Defaulted.Contains(name) || name == RewardsOptions.Section || name.StartsWith($"{RewardsOptions.Section}:", StringComparison.Ordinal);

    private static HashSet<string> Read(Dictionary<string, string> settings)
    {
        var notes = new NotingSettings(settings);
        var services = Services(new ConfigurationBuilder().Add(notes).Build());
        services.GetRequiredService<TableServiceClient>();
        services.GetRequiredService<QueueServiceClient>();
        services.GetRequiredService<RawQueues>();
        services.GetRequiredService<EventPublisher>();
        return [.. notes.Asked, .. ReadByTriggers()];
    }

    private static ServiceProvider Services(IConfiguration configuration) => new ServiceCollection().AddRewards(configuration).BuildServiceProvider();

    private static IEnumerable<string> ReadByTriggers()
    {
        var parameters = typeof(RewardsOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .SelectMany(method => method.GetParameters()).ToList();
        var timers = parameters.Select(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>()).OfType<TimerTriggerAttribute>().ToList();
        var queues = parameters.Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()).OfType<QueueTriggerAttribute>().ToList();
        Assert.NotEmpty(timers);
        Assert.NotEmpty(queues);
        return timers.Select(timer => SettingName().Match(timer.Schedule).Groups[1].Value)
            .Concat(queues.Select(queue => $"{queue.Connection}:queueServiceUri"));
    }

    [GeneratedRegex("^%(.+)%$")]
    private static partial Regex SettingName();

    /// <summary>Settings that note which of them is asked for, also of those that are not there.</summary>
    private sealed class NotingSettings(IReadOnlyDictionary<string, string> settings) : ConfigurationProvider, IConfigurationSource
    {
        public HashSet<string> Asked { get; } = [];

        public override void Load() => Data = settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value, StringComparer.OrdinalIgnoreCase);

        public override bool TryGet(string key, out string? value)
        {
            Asked.Add(key);
            return base.TryGet(key, out value);
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
